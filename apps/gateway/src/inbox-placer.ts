import type { OrderInbox, Placement, PlacementState } from "@pumasi/chain";
import { rulesAt } from "@pumasi/market";
import {
  type Hex,
  hashRules,
  type Keccak256,
  type LedgerTerms,
  ledgerTerms,
} from "@pumasi/protocol";
import { assert, type Instant, parseKwh, parsePrice, type Slot } from "@pumasi/quantities";
import type { Logger } from "pino";
import type { CommunityTerms } from "./community-terms.js";
import type { Complaints } from "./complaints.js";
import type { InboxJournal, JournaledPlacement } from "./inbox-journal.js";
import type { JournaledOrder, OrderJournal } from "./order-journal.js";
import { inboxOpens, isInboxTime } from "./plan.js";

/** The part of the ledger's inbox that a gateway uses. */
export type Inbox = Pick<OrderInbox, "isPlaced" | "wouldRefuse" | "sign" | "send" | "close">;

/** What the ledger's part is loaded with when it is needed, which takes longer than all the rest of a gateway. */
export interface InboxLink {
  connect(community: CommunityTerms): Promise<Inbox>;
  inWords(reason: string): string;
}

/** What an InboxPlacer works with. */
export interface InboxPlacerParts {
  keccak: Keccak256;
  orders: OrderJournal;
  journal: InboxJournal;
  complaints: Complaints;
  load: () => Promise<InboxLink>;
  log: Logger;
}

/** How long (wall ms) one visit waits for a block; what is not in one by then is looked at again at the next. */
const PATIENCE_MS = 5_000;

/** A ledger that failed is asked again after this part of half a slot. */
const VISITS = 8;

/** How often one visit signs anew because another transaction took the sender's nonce, as happens where gateways share a key. */
const SIGNINGS = 3;

/**
 * Places orders that got no receipt into the ledger's inbox, where the slot's book must keep them. Each order is placed once:
 * the inbox is asked for it first, and the transaction is on disk before it is sent.
 */
export class InboxPlacer {
  private link: Connected | null = null;

  constructor(private readonly parts: InboxPlacerParts) {}

  /**
   * Places what is due at the market instant `now` (ms), and gives the next instant at which something may be, or null. What
   * the contract refuses becomes a complaint; a ledger that fails is logged and asked again later. Throws only bugs.
   */
  async placeDue(now: Instant, community: CommunityTerms): Promise<Instant | null> {
    const open = this.open();
    try {
      for (const entry of open) await this.settle(entry, now, community);
    } catch (error) {
      // What the ledger's adapter throws says whether it may pass; a bug says nothing of the kind.
      if (!(error instanceof Error) || !("retryable" in error)) throw error;
      const code = "code" in error ? error.code : null;
      this.parts.log.error({ event: "ledger_fault", code }, error.message);
    }
    return this.nextVisit(now, community);
  }

  close(): void {
    this.link?.inbox.close();
    this.parts.journal.close();
  }

  private open(): JournaledOrder[] {
    const { orders, journal } = this.parts;
    const isOnItsWay = (digest: Hex) => journal.placementOf(digest) !== null;
    return orders.withoutReceipt(isOnItsWay).filter(({ digest }) => !journal.hasEnded(digest));
  }

  private nextVisit(now: Instant, community: CommunityTerms): Instant | null {
    const again = now + Math.ceil((community.calendar.slotSeconds * 500) / VISITS);
    const visits = this.open().flatMap(({ order }) => {
      const opens = inboxOpens(order.slot, community);
      if (opens > now) return [opens];
      return isInboxTime(order.slot, again, community) ? [again] : [];
    });
    return visits.length === 0 ? null : Math.min(...visits);
  }

  private async settle(
    entry: JournaledOrder,
    now: Instant,
    community: CommunityTerms,
  ): Promise<void> {
    const { digest, order } = entry;
    const { journal, keccak } = this.parts;
    const isOpen = isInboxTime(order.slot, now, community);
    if (!isOpen && journal.placementOf(digest) === null) return;
    const terms = termsAt(keccak, community, order.slot);
    if (terms === null) return;
    const link = await this.connected(community);
    const visit: Visit = { ...link, entry, now, placement: { order: messageOf(entry), terms } };
    let signed = journal.placementOf(digest) ?? (await this.signAnew(visit));
    for (let tries = 0; signed !== null && tries < SIGNINGS; tries++) {
      const patienceMs = isOpen ? PATIENCE_MS : 0;
      const found = await link.inbox.send(visit.placement, signed, patienceMs);
      if (found.state === "placed") return this.placed(visit, signed.hash);
      if (found.state === "refused") return this.refused(visit, found.reason);
      if (!isOpen) return this.leftOut(visit, found);
      if (found.state === "waiting") return;
      signed = await this.signAnew(visit);
    }
  }

  /** A transaction on disk, or null when none is called for: the order is in the inbox already, or would be refused. */
  private async signAnew(visit: Visit): Promise<JournaledPlacement | null> {
    const { inbox, placement, entry, now } = visit;
    if (await inbox.isPlaced(placement.order)) {
      this.placed(visit, null);
      return null;
    }
    const reason = await inbox.wouldRefuse(placement);
    if (reason !== null) {
      this.refused(visit, reason);
      return null;
    }
    const signed = await inbox.sign(placement);
    this.parts.journal.recordSigned(now, entry.digest, signed);
    return signed;
  }

  private placed({ entry, now }: Visit, transaction: Hex | null): void {
    const { journal, log } = this.parts;
    const { digest, order } = entry;
    journal.recordEnding(now, digest, "placed");
    const facts = { event: "order_placed_on_ledger", slot: order.slot, digest, transaction };
    log.warn(facts, "an order without a receipt is in the ledger's inbox");
  }

  private refused({ entry, now, inWords }: Visit, reason: string): void {
    const { complaints, journal } = this.parts;
    const answer = { reason, inWords: inWords(reason) };
    complaints.file(now, ["ledger_refused_order"], entry.order, answer);
    journal.recordEnding(now, entry.digest, "refused");
  }

  private leftOut({ entry, now }: Visit, found: PlacementState): void {
    const { complaints, journal } = this.parts;
    const inWords = "The ledger did not take the order before its gate closed.";
    complaints.file(now, ["ledger_left_order_out"], entry.order, { ...found, inWords });
    journal.recordEnding(now, entry.digest, "left-out");
  }

  private async connected(community: CommunityTerms): Promise<Connected> {
    if (this.link === null) {
      const { connect, inWords } = await this.parts.load();
      this.link = { inbox: await connect(community), inWords };
    }
    return this.link;
  }
}

interface Connected {
  inbox: Inbox;
  inWords: InboxLink["inWords"];
}

/** One order at one instant. */
interface Visit extends Connected {
  entry: JournaledOrder;
  now: Instant;
  placement: Placement;
}

/** The terms in force in a slot as the ledger is shown them, or null where none are published. */
function termsAt(keccak: Keccak256, community: CommunityTerms, slot: Slot): LedgerTerms | null {
  const inForce = rulesAt(community.rules, slot);
  const published = community.publishedRules.find(({ version }) => version === inForce?.version);
  if (inForce === null || published === undefined) return null;
  const { version, fromSlot, terms } = published;
  return ledgerTerms(inForce, community.rule, hashRules(keccak, version, fromSlot, terms));
}

/** A journalled order as it was signed; it was printed from exact numbers and is read back exactly. */
function messageOf({ order }: JournaledOrder): Placement["order"] {
  const { slot, account, side, nonce, device, signature } = order;
  const [energy, limit] = [parseKwh(order.energy), parsePrice(order.limitPrice)];
  assert(energy.ok && limit.ok, "a journalled order's quantities are exact");
  const numbers = { energyUkwh: energy.value, limitPrice: limit.value };
  return { slot, account, side, nonce, device, signature, ...numbers };
}
