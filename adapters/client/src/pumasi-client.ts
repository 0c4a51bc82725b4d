import {
  type AuditEntry,
  auditAnswer,
  type CommunityCreation,
  type CommunityDescription,
  communityDescription,
  creditLimitRequest,
  enrolmentCode,
  type Invitation,
  type InvitationRequest,
  invitationAnswer,
  type MemberDescription,
  type MemberImportAnswer,
  type MemberImportRequest,
  type MemberRequest,
  type MemberSearchAnswer,
  type MemberState,
  type MembershipEndRequest,
  memberDescription,
  memberImportAnswer,
  memberSearchAnswer,
  membersAnswer,
  type PersonDescription,
  type PublishedRules,
  paymentAnswer,
  type paymentRequest,
  peopleAnswer,
  personDescription,
  publishedRules,
  type RulesTerms,
  revocationAnswer,
  untilAnswer,
  type Wish,
  wish,
} from "@pumasi/protocol";
import type { z } from "zod";
import { communityPath } from "./device-client.js";
import { ReaderClient } from "./reader-client.js";

/**
 * The whole API, with what only an operator may do. Every write takes an idempotency key chosen by
 * the caller: the same key sent again gives the first answer again and changes nothing. Throws the
 * errors of ApiCaller.call.
 */
export class PumasiClient extends ReaderClient {
  createCommunity(community: CommunityCreation, key: string): Promise<CommunityDescription> {
    return this.write("/v1/communities", community, communityDescription, key);
  }

  /** Rules that hold from a slot on. */
  setRules(
    community: string,
    rules: { fromSlot: number; terms: RulesTerms },
    key: string,
  ): Promise<PublishedRules> {
    return this.write(communityPath(community, "rules"), rules, publishedRules, key);
  }

  /** Ends the community's market: no slot from this one on is traded. */
  setUntil(
    community: string,
    untilSlot: number,
    key: string,
  ): Promise<z.infer<typeof untilAnswer>> {
    return this.write(communityPath(community, "until"), { untilSlot }, untilAnswer, key);
  }

  async members(community: string): Promise<MemberDescription[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "members"),
      schema: membersAnswer,
    });
    return answer.members;
  }

  /** Members whose name, point of delivery, account or device fits a text, by account, page by page. */
  searchMembers(
    community: string,
    query: { text?: string; state?: MemberState; after?: number; limit?: number } = {},
  ): Promise<MemberSearchAnswer> {
    return this.call({
      method: "GET",
      path: communityPath(community, "members", "search"),
      query,
      schema: memberSearchAnswer,
    });
  }

  /** Registers a whole list, or, where a row cannot be used or with `dryRun`, nobody. */
  importMembers(
    community: string,
    list: MemberImportRequest,
    key: string,
  ): Promise<MemberImportAnswer> {
    const path = communityPath(community, "members", "import");
    return this.write(path, list, memberImportAnswer, key);
  }

  addMember(community: string, member: MemberRequest, key: string): Promise<MemberDescription> {
    return this.write(communityPath(community, "members"), member, memberDescription, key);
  }

  /** Ends a membership from a slot on, the earliest that is possible unless said otherwise. */
  endMember(
    community: string,
    member: number,
    end: MembershipEndRequest,
    key: string,
  ): Promise<MemberDescription> {
    const path = communityPath(community, "members", member, "end");
    return this.write(path, end, memberDescription, key);
  }

  /** A one-time code with which a gateway of this member may enrol. */
  enrolmentCode(
    community: string,
    member: number,
    key: string,
  ): Promise<z.infer<typeof enrolmentCode>> {
    const path = communityPath(community, "members", member, "enrolment-codes");
    return this.write(path, {}, enrolmentCode, key);
  }

  setWish(
    community: string,
    member: number,
    limits: z.input<typeof wish>,
    key: string,
  ): Promise<Wish> {
    return this.write(communityPath(community, "members", member, "wish"), limits, wish, key);
  }

  revokeDevice(
    community: string,
    address: string,
    key: string,
  ): Promise<z.infer<typeof revocationAnswer>> {
    const path = communityPath(community, "devices", address, "revocation");
    return this.write(path, {}, revocationAnswer, key);
  }

  deposit(
    community: string,
    payment: z.input<typeof paymentRequest>,
    key: string,
  ): Promise<z.infer<typeof paymentAnswer>> {
    return this.write(communityPath(community, "deposits"), payment, paymentAnswer, key);
  }

  withdraw(
    community: string,
    payment: z.input<typeof paymentRequest> & { to: string },
    key: string,
  ): Promise<z.infer<typeof paymentAnswer>> {
    return this.write(communityPath(community, "withdrawals"), payment, paymentAnswer, key);
  }

  setCreditLimit(
    community: string,
    limit: z.input<typeof creditLimitRequest>,
    key: string,
  ): Promise<z.infer<typeof creditLimitRequest>> {
    return this.write(communityPath(community, "credit-limits"), limit, creditLimitRequest, key);
  }

  /** A one-time code with which a person signs up. Sent again, it makes another invitation: codes are not kept to be repeated. */
  invite(community: string, invited: InvitationRequest): Promise<Invitation> {
    return this.call({
      method: "POST",
      path: communityPath(community, "invitations"),
      body: invited,
      schema: invitationAnswer,
    });
  }

  async people(community: string): Promise<PersonDescription[]> {
    const path = communityPath(community, "people");
    return (await this.call({ method: "GET", path, schema: peopleAnswer })).people;
  }

  /** From now on the person may not sign in. */
  endAccess(community: string, person: string, key: string): Promise<PersonDescription> {
    return this.write(
      communityPath(community, "people", person, "end"),
      {},
      personDescription,
      key,
    );
  }

  /** Ascending from an entry's id on; without one the newest. */
  async audit(
    community: string,
    page: { from?: number; limit?: number } = {},
  ): Promise<AuditEntry[]> {
    const path = communityPath(community, "audit");
    const answer = await this.call({
      method: "GET",
      path,
      query: { ...page },
      schema: auditAnswer,
    });
    return answer.entries;
  }

  private write<T>(path: string, body: unknown, schema: z.ZodType<T>, key: string): Promise<T> {
    return this.call({ method: "POST", path, body, schema, idempotencyKey: key });
  }
}
