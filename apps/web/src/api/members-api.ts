import {
  enrolmentCode,
  invitationAnswer,
  type MemberRow,
  type MemberState,
  memberDescription,
  memberImportAnswer,
  memberSearchAnswer,
  revocationAnswer,
} from "@pumasi/protocol";
import { z } from "zod";
import { communityPath } from "./community-api.js";
import { fetchJson, sendJson } from "./fetch-json.js";

/** Which members are asked for; a state of null is any. */
export interface MemberSearch {
  text: string;
  state: MemberState | null;
}

/** A household as the form has it; decimal texts, currency and currency/kWh. */
export interface NewMember {
  name: string;
  pod: string;
  creditLimit: string;
  wish: { buyBelow: string; sellAbove: string };
}

const membersPath = (slug: string) => `${communityPath(slug)}/members`;

/** A page of members by account, from the one behind `after` on. */
export function searchMembers(
  slug: string,
  { text, state }: MemberSearch,
  after: number | null,
  signal?: AbortSignal,
) {
  const query = new URLSearchParams({
    text,
    ...(state === null ? {} : { state }),
    ...(after === null ? {} : { after: `${after}` }),
  });
  return fetchJson(`${membersPath(slug)}/search?${query}`, memberSearchAnswer, signal);
}

export function addMember(slug: string, body: NewMember, key: string) {
  return sendJson(membersPath(slug), memberDescription, { body, key });
}

/** Says of every cell that cannot be used why. */
export function checkMemberList(slug: string, rows: readonly MemberRow[]) {
  const body = { rows, dryRun: true };
  return sendJson(`${membersPath(slug)}/import`, memberImportAnswer, { body });
}

/** Registers all rows, or is refused and registers none. */
export function importMembers(slug: string, rows: readonly MemberRow[], key: string) {
  const body = { rows, dryRun: false };
  return sendJson(`${membersPath(slug)}/import`, memberImportAnswer, { body, key });
}

export function issueEnrolmentCode(slug: string, member: number, key: string) {
  return sendJson(`${membersPath(slug)}/${member}/enrolment-codes`, enrolmentCode, { key });
}

/** Sent again it makes another invitation: codes are not kept to be repeated. */
export function inviteHousehold(slug: string, account: number) {
  const body = { role: "household", account };
  return sendJson(`${communityPath(slug)}/invitations`, invitationAnswer, { body });
}

export function revokeDevice(slug: string, device: string, key: string) {
  return sendJson(`${communityPath(slug)}/devices/${device}/revocation`, revocationAnswer, { key });
}

export function setCreditLimit(
  slug: string,
  body: { account: number; creditLimit: string },
  key: string,
) {
  return sendJson(`${communityPath(slug)}/credit-limits`, z.unknown(), { body, key });
}

/** Ends a membership from a slot on; without one as early as possible. */
export function endMembership(slug: string, member: number, untilSlot: number | null, key: string) {
  const body = untilSlot === null ? {} : { untilSlot };
  return sendJson(`${membersPath(slug)}/${member}/end`, memberDescription, { body, key });
}
