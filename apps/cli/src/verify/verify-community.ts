import type { LedgerView } from "@pumasi/chain";
import { type MarketRules, rulesAt } from "@pumasi/market";
import {
  type AccountDescription,
  type CommunityDescription,
  type Keccak256,
  type PublishedPeriod,
  type PublishedSlot,
  type SignatureTools,
  type SlotFallback,
  TypedData,
} from "@pumasi/protocol";
import { type Amount, printLedgerUnits } from "@pumasi/quantities";
import { Auditor } from "./auditor.js";
import { type Difference, DifferenceFound, mustEqual } from "./difference.js";
import { type Membership, Memberships } from "./memberships.js";
import { PublishedReadings } from "./published-facts.js";
import { verifyBook } from "./verify-book.js";
import { fallbackOnLedger, noteOfFallback, verifyFallback } from "./verify-fallback.js";
import { type MeteredSlots, verifyMetering, verifyReadings } from "./verify-metering.js";
import { verifyBalances, verifyPeriods } from "./verify-periods.js";
import { verifyRegister } from "./verify-register.js";

/** What a server published and the ledger holds; nothing else is looked at. */
export interface VerifiedInput {
  view: LedgerView;
  community: CommunityDescription;
  slots: readonly PublishedSlot[];
  periods: readonly PublishedPeriod[];
  /** Where the server says that memberships end. */
  memberships: readonly Membership[];
  /** The server's booked balances, or null while the ledger is behind them. */
  accounts: readonly AccountDescription[] | null;
}

export interface Verification {
  ok: boolean;
  checked: {
    slots: number;
    orders: number;
    readings: number;
    lines: number;
    periods: number;
    accounts: number;
  };
  /** Results that are published and not on the ledger yet. */
  pending: number;
  difference: Difference | null;
  /** What a reader should know, such as windows of demo length. */
  notes: string[];
}

/** A day: a challenge window shorter than this leaves nobody time to look. */
const SHORT_WINDOW_SECONDS = 86_400;

/** Work that is this much older than the ledger's newest block should be on it; s. */
const LONGEST_LAG_SECONDS = 3_600;

/**
 * Computes everything again from published facts with the pure packages, slot by slot in order, and
 * compares it with the published results and with the ledger. Stops at the first difference.
 */
export function verifyCommunity(
  tools: SignatureTools & { keccak: Keccak256 },
  input: VerifiedInput,
  onProgress: (slots: number) => void,
): Verification {
  const { view, community } = input;
  const checked = { slots: 0, orders: 0, readings: 0, lines: 0, periods: 0, accounts: 0 };
  const verification: Verification = { ok: true, checked, pending: 0, difference: null, notes: [] };
  if (view.settings.challengeWindowSeconds < SHORT_WINDOW_SECONDS) {
    verification.notes.push(
      `The challenge window is ${view.settings.challengeWindowSeconds} s: of demo length, nobody has time to challenge.`,
    );
  }
  const market = community.contracts.market;
  const typedData = new TypedData(tools.keccak, { chainId: view.chainId, market });
  const auditor = new Auditor(tools.keccak, tools, typedData, view.devices);
  try {
    verifyAll(auditor, input, verification, onProgress);
  } catch (error) {
    if (!(error instanceof DifferenceFound)) throw error;
    verification.ok = false;
    verification.difference = error.difference;
  }
  return verification;
}

function verifyAll(
  auditor: Auditor,
  { view, community, slots, periods, memberships: said, accounts }: VerifiedInput,
  verification: Verification,
  onProgress: (slots: number) => void,
): void {
  const { checked } = verification;
  const rules = verifyRegister(auditor.keccak, view, community);
  const readings = new PublishedReadings(slots);
  const memberships = new Memberships(said, view.devices);
  const metered: MeteredSlots = new Map();
  const totals = new Map<number, { account: number; total: Amount }[]>();
  let expected = view.settings.firstSlot;
  const all = readings.all();
  verifyReadings(auditor, view, all);
  checked.readings = all.length;
  for (const published of slots) {
    const { slot } = published;
    mustEqual({ slot }, "slots in order, without a gap", expected, slot);
    expected += 1;
    const onLedger = view.slots.get(slot);
    if (onLedger === undefined) {
      mustBeRecent(view, published, slotStartSeconds(view, slot));
      verification.pending += 1;
      continue;
    }
    const inForce = rulesAt(rules, slot);
    if (inForce === null) throw new Error(`bug: no rules in slot ${slot}`);
    const fallback = fallbackOnLedger(onLedger);
    if (published.fallback !== fallback) {
      mustBeToCome(view, published, { fallback, isMetered: onLedger.meterings.length > 0 });
      verification.notes.push(
        `The server has yet to follow the ledger: slot ${slot} fell back there.`,
      );
      verification.pending += 1;
      continue;
    }
    const book = fallback === null ? verifyBook(auditor, onLedger, published, inForce) : null;
    checked.orders += book?.orders.length ?? 0;
    if (fallback !== null) {
      verifyFallback(published, fallback);
      verification.notes.push(noteOfFallback(slot, fallback));
    }
    if (fallback === "skipped") totals.set(slot, []);
    else if (published.version > 0) {
      const parts = { published, book, rules: inForce, readings, memberships, metered };
      const settlement = verifyMetering(auditor, view, onLedger, parts);
      totals.set(slot, settlement.lines);
      checked.lines += settlement.lines.length;
      const onLedgerVersion = onLedger.meterings.at(-1)?.version ?? 0;
      if (onLedgerVersion !== published.version) {
        mustBeRecent(view, published, Date.parse(published.meteredAt ?? "") / 1000);
        verification.pending += 1;
      }
    } else {
      mustEqual({ slot }, "published versions of the metering", onLedger.meterings.length, 0);
      noteUnmetered(verification, view, slot, inForce);
    }
    checked.slots += 1;
    onProgress(checked.slots);
  }
  mustEqual(
    {},
    "first slot that is not published",
    expected,
    Math.max(expected, view.nextSlotToClose),
  );
  const lines = verifyPeriods(auditor, view, periods, totals);
  mustEqual({}, "published periods", Math.max(lines.length, view.periods.length), lines.length);
  checked.periods = lines.length;
  checked.accounts = verifyBalances(view, lines);
  for (const { account, balance } of accounts ?? []) {
    const onLedger = printLedgerUnits(view.balances[account] ?? 0n);
    mustEqual({ account }, "balance that the server shows", onLedger, balance);
  }
}

/** A slot that is long over and not metered is no lie, but somebody should ask why. */
function noteUnmetered(
  verification: Verification,
  view: LedgerView,
  slot: number,
  { meteringDeadlineSeconds }: MarketRules,
): void {
  const due = (slot + 1) * view.settings.slotSeconds + meteringDeadlineSeconds;
  if (view.head.timestamp - due <= LONGEST_LAG_SECONDS) return;
  verification.notes.push(
    `Slot ${slot} is past its deadline and not metered; ask the operator why.`,
  );
}

function slotStartSeconds(view: LedgerView, slot: number): number {
  return slot * view.settings.slotSeconds - view.settings.gateClosureSeconds;
}

/** A server may follow the ledger a little later, but never ahead of it, nor deny what it has metered by itself. */
function mustBeToCome(
  view: LedgerView,
  published: PublishedSlot,
  onLedger: { fallback: SlotFallback | null; isMetered: boolean },
): void {
  const { slot, version, fallback, meteredAt } = published;
  if (onLedger.fallback === null || onLedger.isMetered || fallback === "skipped") {
    mustEqual({ slot }, "fallback of the slot", onLedger.fallback, fallback);
  }
  if (version > 0) mustBeRecent(view, published, Date.parse(meteredAt ?? "") / 1000);
}

/** A result that the ledger does not have may only be missing because it is new. */
function mustBeRecent(view: LedgerView, { slot }: PublishedSlot, recordedSeconds: number): void {
  if (view.head.timestamp - recordedSeconds <= LONGEST_LAG_SECONDS) return;
  throw new DifferenceFound({
    slot,
    period: null,
    account: null,
    what: "the result on the ledger",
    expected: "there, within an hour",
    found: "missing",
  });
}
