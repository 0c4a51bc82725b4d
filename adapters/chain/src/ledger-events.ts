import type { Address } from "viem";
import { LedgerInconsistentError } from "./errors.js";
import { hashClearingHeader, hashMeteringHeader } from "./headers.js";
import type { BatchView, DeviceView, LedgerView, PeriodView, SlotView } from "./ledger-view.js";
import type { LedgerEvent } from "./read-logs.js";

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
        registered: place,
        revoked: null,
      });
      return;
    case "DeviceRevoked": {
      const device = view.devices.get(event.args.key);
      if (device === undefined)
        throw contradiction(`${event.args.key} was revoked, not registered`);
      device.untilSlot = event.args.untilSlot;
      device.revoked = place;
      return;
    }
    case "RulesSet":
      view.rules.push({ ...event.args, place });
      return;
    case "ReceiptSignerSet":
      view.receiptSigners.push({ signer: event.args.signer, place });
      return;
    default:
  }
}

function addSlotEvent(view: EventView, event: LedgerEvent): void {
  const { place } = event;
  switch (event.eventName) {
    case "BookClosed": {
      const { slot, orders, bookRoot } = event.args;
      const book = { orders, root: bookRoot, place };
      view.slots.set(slot, {
        slot,
        book,
        clearing: null,
        meterings: [],
        word: null,
        isFinal: false,
      });
      return;
    }
    case "Cleared": {
      const { slot, headerHash, header } = event.args;
      const hash = hashClearingHeader(header);
      if (hash !== headerHash || header.slot !== slot) throw contradiction(`clearing of ${slot}`);
      findSlot(view, slot).clearing = { header, hash, place };
      return;
    }
    case "Metered": {
      const { slot, version, headerHash, header } = event.args;
      const hash = hashMeteringHeader(header);
      if (hash !== headerHash || header.slot !== slot) throw contradiction(`metering of ${slot}`);
      findSlot(view, slot).meterings.push({ header, hash, version, place });
      return;
    }
    default:
  }
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
      const { batchHashes, ...period } = event.args;
      const batches = batchHashes.map(outstanding);
      const empty = { recommitments: [], arrears: [], settled: null };
      view.periods.push({ ...period, ...empty, committed: place, batches });
      return;
    }
    case "PeriodRecommitted": {
      const period = findPeriod(view, event.args.period);
      period.periodRoot = event.args.periodRoot;
      period.recommitments.push(place);
      period.batches.length = event.args.firstBatch;
      period.batches.push(...event.args.batchHashes.map(outstanding));
      return;
    }
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
