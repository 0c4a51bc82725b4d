import { readBookHeader } from "@pumasi/protocol";
import { type Address, type Hex, hexToBytes, keccak256 } from "viem";
import { LedgerInconsistentError } from "./errors.js";
import { fromWords } from "./header-words.js";
import type {
  BatchView,
  BookView,
  DeviceView,
  LedgerView,
  PeriodView,
  SlotView,
} from "./ledger-view.js";
import type { LedgerEvent } from "./read-logs.js";
import { type SlotState, slotStates } from "./slot-word.js";

/** The root of a book that was never closed. */
const noRoot: Hex = `0x${"0".repeat(64)}`;

/** What follows from the events alone. */
export type EventView = Pick<
  LedgerView,
  | "accounts"
  | "meters"
  | "devices"
  | "rules"
  | "receiptSigners"
  | "slots"
  | "periods"
  | "deposits"
  | "withdrawals"
>;

/** Puts a ledger's events together, in their order. Throws `LedgerInconsistentError` where they contradict. */
export function collectEvents(events: readonly LedgerEvent[]): EventView {
  const view: EventView = {
    accounts: [],
    meters: [],
    devices: new Map<Address, DeviceView>(),
    rules: [],
    receiptSigners: [],
    slots: new Map<number, SlotView>(),
    periods: [],
    deposits: [],
    withdrawals: [],
  };
  for (const event of events) {
    addRegisterEvent(view, event);
    addSlotEvent(view, event);
    addMoneyEvent(view, event);
  }
  return view;
}

function addRegisterEvent(view: EventView, event: LedgerEvent): void {
  const { place } = event;
  switch (event.eventName) {
    case "AccountRegistered":
      view.accounts.push({ ...event.args, place });
      return;
    case "MeterRegistered":
      view.meters.push({ ...event.args, place });
      return;
    case "DeviceRegistered":
      view.devices.set(event.args.key, {
        ...event.args,
        untilSlot: 2 ** 32 - 1,
        p256: null,
        registered: place,
        revoked: null,
      });
      return;
    case "P256KeyRegistered": {
      const { key, x, y } = event.args;
      const device = view.devices.get(key);
      if (device === undefined) throw contradiction(`${key} has a point and was not registered`);
      device.p256 = { x, y };
      return;
    }
    case "DeviceRevoked": {
      const device = view.devices.get(event.args.key);
      if (device === undefined)
        throw contradiction(`${event.args.key} was revoked, not registered`);
      device.untilSlot = event.args.untilSlot;
      device.revoked = place;
      return;
    }
    case "RulesSet": {
      const { version, fromSlot, termsHash, terms } = event.args;
      view.rules.push({ version, fromSlot, termsHash, documentHash: terms.documentHash, place });
      return;
    }
    case "ReceiptSignerSet":
      view.receiptSigners.push({ ...event.args, place });
      return;
    default:
  }
}

function addSlotEvent(view: EventView, event: LedgerEvent): void {
  const { place } = event;
  switch (event.eventName) {
    case "BookClosed": {
      const { slot, headerHash, words } = event.args;
      const book = readBookHeader(wordsBytes(words, headerHash));
      if (book === null || book.slot !== slot) throw contradiction(`book of ${slot}`);
      addSlot(view, slot, { orders: book.orders, root: book.bookRoot, place }, "booked");
      return;
    }
    case "Cleared": {
      const { slot, headerHash, words } = event.args;
      const found = findSlot(view, slot);
      wordsBytes(words, headerHash);
      found.clearing = { words: fromWords(words), hash: headerHash, place };
      found.state = "cleared";
      return;
    }
    case "Metered": {
      const { slot, headerHash, words } = event.args;
      const found = findSlot(view, slot);
      wordsBytes(words, headerHash);
      // The header's own, docs/COMMITMENTS.md: tag:64 slot:32 version:32 from the highest bits down.
      const version = Number((words[0] >> 128n) & 0xffff_ffffn);
      found.meterings.push({ words: fromWords(words), hash: headerHash, version, place });
      found.state = "metered";
      return;
    }
    default:
      addSetback(view, event);
  }
}

/** Slots go back when a result is proven wrong, or when the next stage is late. */
function addSetback(view: EventView, event: LedgerEvent): void {
  switch (event.eventName) {
    case "StageVoided": {
      const found = findSlot(view, event.args.slot);
      found.voids.push(event.place);
      found.state = slotStates[event.args.state] as SlotState;
      found.meterings = [];
      if (found.state !== "cleared") found.clearing = null;
      return;
    }
    case "FellBack": {
      const { slot } = event.args;
      if (!view.slots.has(slot))
        addSlot(view, slot, { orders: 0, root: noRoot, place: event.place });
      const found = findSlot(view, slot);
      found.state = "grid";
      found.meterings = [];
      found.clearing = null;
      return;
    }
    case "SlotSkipped":
      findSlot(view, event.args.slot).state = "skipped";
      return;
    default:
  }
}

function addSlot(view: EventView, slot: number, book: BookView, state: SlotState = "grid"): void {
  const none = { clearing: null, meterings: [], voids: [], word: null, isFinal: false };
  view.slots.set(slot, { slot, state, book, ...none });
}

/** An event's words as bytes; they must be what was hashed. */
function wordsBytes(words: readonly bigint[], headerHash: Hex): Uint8Array {
  const encoded = fromWords(words);
  if (keccak256(encoded) !== headerHash) throw contradiction(`a header is not ${headerHash}`);
  return hexToBytes(encoded);
}

function addMoneyEvent(view: EventView, event: LedgerEvent): void {
  const { place } = event;
  switch (event.eventName) {
    case "Deposited": {
      const { account, from, amount } = event.args;
      view.deposits.push({ account, party: from, amount, place });
      return;
    }
    case "Withdrawn": {
      const { account, to, amount } = event.args;
      view.withdrawals.push({ account, party: to, amount, place });
      return;
    }
    case "PeriodCommitted": {
      const { header, firstBatch, batchHashes } = event.args;
      const { period, fromSlot, untilSlot, accounts, root } = header;
      const known = view.periods[period];
      const batches = [...(known?.batches.slice(0, firstBatch) ?? [])];
      batches.push(...batchHashes.map(outstanding));
      view.periods[period] = {
        ...{ period, fromSlot, untilSlot, accounts, periodRoot: root, committed: place, batches },
        ...{ voids: known?.voids ?? [], arrears: known?.arrears ?? [], settled: null },
      };
      return;
    }
    case "PeriodVoided":
      findPeriod(view, event.args.period).voids.push(place);
      return;
    case "BatchSettled": {
      const batch = findPeriod(view, event.args.period).batches[event.args.batch];
      if (batch === undefined) throw contradiction(`batch ${event.args.batch} was never committed`);
      batch.applied = place;
      return;
    }
    case "Arrears": {
      const { period, account, amount } = event.args;
      findPeriod(view, period).arrears.push({ account, amount });
      return;
    }
    case "PeriodSettled":
      findPeriod(view, event.args.period).settled = place;
      return;
    default:
  }
}

function outstanding(hash: BatchView["hash"]): BatchView {
  return { hash, applied: null, firstWord: null, changes: null };
}

function findSlot(view: EventView, slot: number): SlotView {
  const found = view.slots.get(slot);
  if (found === undefined) throw contradiction(`slot ${slot} has a result and no book`);
  return found;
}

function findPeriod(view: EventView, period: number): PeriodView {
  const found = view.periods[period];
  if (found === undefined) throw contradiction(`period ${period} was never committed`);
  return found;
}

function contradiction(problem: string): LedgerInconsistentError {
  return new LedgerInconsistentError({ problem });
}
