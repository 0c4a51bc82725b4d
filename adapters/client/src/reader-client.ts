import {
  type AccountDescription,
  accountsAnswer,
  type CommittedAccountSlots,
  type CommittedPeriodLeaves,
  type CommittedSlot,
  type CommunityDescription,
  type CommunityTotals,
  committedAccountSlots,
  committedPeriod,
  committedSlot,
  communitiesAnswer,
  communityTotals,
  type LedgerAction,
  type LedgerStatus,
  type LiveEvent,
  ledgerActionsAnswer,
  ledgerStatus,
  type PublishedPeriod,
  type PublishedSlot,
  periodsAnswer,
  publishedSlot,
  publishedSlotsAnswer,
  type RefusalCount,
  refusalsAnswer,
  type SlotProof,
  type SlotSummary,
  slotProof,
  slotSummary,
  slotsAnswer,
} from "@pumasi/protocol";
import { communityPath, DeviceClient } from "./device-client.js";
import { readEvents } from "./event-stream.js";

/** Slots [from, until), at most `limit` of them. */
export interface SlotRange {
  from?: number;
  until?: number;
  limit?: number;
}

/** What members' pages, auditors and `pumasi verify` read. Throws the errors of ApiCaller.call. */
export class ReaderClient extends DeviceClient {
  ledger(): Promise<LedgerStatus> {
    return this.call({ method: "GET", path: "/v1/ledger", schema: ledgerStatus });
  }

  /** Newest first. */
  async ledgerActions(page: { after?: number; limit?: number } = {}): Promise<LedgerAction[]> {
    const answer = await this.call({
      method: "GET",
      path: "/v1/ledger/actions",
      query: { ...page },
      schema: ledgerActionsAnswer,
    });
    return answer.actions;
  }

  async communities(): Promise<CommunityDescription[]> {
    const answer = await this.call({
      method: "GET",
      path: "/v1/communities",
      schema: communitiesAnswer,
    });
    return answer.communities;
  }

  /** Ascending; without a range the newest ones. */
  async slots(community: string, range: SlotRange = {}): Promise<SlotSummary[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "slots"),
      query: { ...range },
      schema: slotsAnswer,
    });
    return answer.slots;
  }

  slot(community: string, slot: number): Promise<SlotSummary> {
    return this.call({
      method: "GET",
      path: communityPath(community, "slots", slot),
      schema: slotSummary,
    });
  }

  publishedSlot(community: string, slot: number): Promise<PublishedSlot> {
    return this.call({
      method: "GET",
      path: communityPath(community, "slots", slot, "published"),
      schema: publishedSlot,
    });
  }

  /** A slot's headers and leaves as they were committed. */
  committedSlot(community: string, slot: number): Promise<CommittedSlot> {
    return this.call({
      method: "GET",
      path: communityPath(community, "slots", slot, "leaves"),
      schema: committedSlot,
    });
  }

  /** What one account needs to check its own slot without trusting the server. */
  slotProof(community: string, slot: number, account: number): Promise<SlotProof> {
    return this.call({
      method: "GET",
      path: communityPath(community, "slots", slot, "proofs", account),
      schema: slotProof,
    });
  }

  /** A period's header and every account's leaf as they were committed. */
  committedPeriod(community: string, period: number): Promise<CommittedPeriodLeaves> {
    return this.call({
      method: "GET",
      path: communityPath(community, "periods", period, "leaves"),
      schema: committedPeriod,
    });
  }

  /** One account's slots in a period as they were committed. */
  committedAccountSlots(
    community: string,
    period: number,
    account: number,
  ): Promise<CommittedAccountSlots> {
    return this.call({
      method: "GET",
      path: communityPath(community, "periods", period, "leaves", account),
      schema: committedAccountSlots,
    });
  }

  /** Ascending. */
  async publishedSlots(
    community: string,
    page: { from?: number; limit?: number } = {},
  ): Promise<PublishedSlot[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "published"),
      query: { ...page },
      schema: publishedSlotsAnswer,
    });
    return answer.slots;
  }

  async periods(community: string): Promise<PublishedPeriod[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "periods"),
      schema: periodsAnswer,
    });
    return answer.periods;
  }

  async accounts(community: string): Promise<AccountDescription[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "accounts"),
      schema: accountsAnswer,
    });
    return answer.accounts;
  }

  totals(
    community: string,
    range: { from?: number; until?: number } = {},
  ): Promise<CommunityTotals> {
    return this.call({
      method: "GET",
      path: communityPath(community, "totals"),
      query: { ...range },
      schema: communityTotals,
    });
  }

  async refusals(community: string, page: { limit?: number } = {}): Promise<RefusalCount[]> {
    const answer = await this.call({
      method: "GET",
      path: communityPath(community, "refusals"),
      query: { ...page },
      schema: refusalsAnswer,
    });
    return answer.refusals;
  }

  /**
   * Live events of a community, from the one after `after` on (an event id); endless. When the
   * connection breaks it throws ApiUnreachableError: call again with the last id that came.
   */
  events(community: string, after?: number, signal?: AbortSignal): AsyncIterable<LiveEvent> {
    const ends = signal ?? this.options.signal;
    return readEvents(this.options.stream, {
      path: communityPath(community, "events"),
      headers: {
        accept: "text/event-stream",
        ...this.authorization(),
        ...(after === undefined ? {} : { "last-event-id": String(after) }),
      },
      ...(ends === undefined ? {} : { signal: ends }),
    });
  }
}
