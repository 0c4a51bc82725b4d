import { type Clearing, clearUniformPrice, type SlotSettlement } from "@pumasi/market";
import {
  type BookHeader,
  type ClearingHeader,
  type CommittedMetering,
  commitBook,
  commitClearing,
  commitMetering,
  hashClearingHeader,
  type Keccak256,
  settleMeteredSlot,
} from "@pumasi/protocol";
import { TARIFF } from "../generate-book.js";
import type { SlotInputs } from "./generate-slots.js";

const RULES_VERSION = 1;

const tariffOf = () => TARIFF;

/** What the market makes of a slot, before its clearing and metering are committed. */
export interface SlotResult {
  clearing: Clearing;
  settlement: SlotSettlement;
  lastOrderOf: (account: number) => number;
}

export function resultOf({ orders, metered }: SlotInputs): SlotResult {
  const clearing = clearUniformPrice(orders, tariffOf);
  return { clearing, ...settleMeteredSlot({ orders, clearing, metered, tariffOf }) };
}

export type CommittedBook = ReturnType<typeof commitBook>;
export type CommittedClearing = ReturnType<typeof commitClearing>;

export function bookOf(keccak: Keccak256, { slot, secret, orders }: SlotInputs): CommittedBook {
  return commitBook(keccak, slot, secret, orders);
}

export function clearingOf(
  keccak: Keccak256,
  { secret, orders }: SlotInputs,
  { clearing }: Pick<SlotResult, "clearing">,
  book: BookHeader,
): CommittedClearing {
  return commitClearing(keccak, {
    book,
    secret,
    orders,
    clearing,
    rulesVersion: RULES_VERSION,
    tariffOf,
  });
}

export function meteringOf(
  keccak: Keccak256,
  { slot, secret, readings }: SlotInputs,
  { settlement, lastOrderOf }: Pick<SlotResult, "settlement" | "lastOrderOf">,
  clearing: ClearingHeader,
): CommittedMetering {
  return commitMetering(keccak, {
    slot,
    version: 1,
    secret,
    clearingHash: hashClearingHeader(keccak, clearing),
    readings,
    baselines: [],
    accountOfMeter: () => 0,
    settlement,
    lastOrderOf,
    rulesVersion: RULES_VERSION,
  });
}
