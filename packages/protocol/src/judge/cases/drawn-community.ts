import type { SlotSettlement } from "@pumasi/market";
import { commitBook } from "../../commit-book.js";
import { commitClearing } from "../../commit-clearing.js";
import { type CommittedMetering, commitMetering } from "../../commit-metering.js";
import {
  encodeBookHeader,
  encodeClearingHeader,
  encodeMeteringHeader,
  hashClearingHeader,
} from "../../headers/index.js";
import { toHex, ZERO_HASH } from "../../hex.js";
import type { Hex, Keccak256 } from "../../keccak.js";
import type { BookLeaf } from "../../leaves/index.js";
import { nextLogHead, TypedData } from "../../typed-data.js";
import type { JudgeContext, RuleName } from "../evidence.js";
import type { ShownReceipt, ShownSlot } from "../find/published.js";
import { type ClearedBook, clearByRule } from "./clear-by-rule.js";
import { type Draw, once } from "./draw.js";
import { drawBook } from "./drawn-book.js";
import { drawMetering, type MeteredSlot, type MeterState } from "./drawn-meters.js";
import { type DrawnTerms, drawTerms } from "./drawn-terms.js";
import { productOf, settleByRule } from "./settle-by-rule.js";
import { fakeKeys, type KeyCraft, registerOf, type TestKey } from "./test-keys.js";

export const DOMAIN = { chainId: 31_337, market: `0x${"ab".repeat(20)}` } as const;
export const FIRST_SLOT = 1000;

/** A community of a few households with everything that judges ask of its register. */
export interface DrawnCommunity {
  context: JudgeContext;
  typedData: TypedData;
  drawn: DrawnTerms;
  accounts: number;
  keys: TestKey[];
  receiptKey: TestKey;
  accountOfMeter: number[];
  meters: MeterState[];
}

/** How a slot went. */
export type SlotKind = "traded" | "grid" | "skipped";

/** What a slot's commitments are made from. */
export interface SlotParts {
  slot: number;
  version: number;
  orders: BookLeaf[];
  /** Null at the grid tariff. */
  cleared: ClearedBook | null;
  metering: MeteredSlot;
  settlement: SlotSettlement;
}

/** A slot that was committed. */
export interface CommittedSlot {
  kind: SlotKind;
  parts: SlotParts;
  shown: ShownSlot;
  committed: CommittedMetering;
}

/** The salts' secret of a slot. */
export function secretOf(keccak: Keccak256, slot: number): Hex {
  return toHex(keccak(new Uint8Array([5, slot >> 8, slot & 255])));
}

/** The register's part of a community. */
export interface Homes {
  craft: KeyCraft;
  accounts: number;
  keys: TestKey[];
  receiptKey: TestKey;
  accountOfMeter: number[];
}

/** Draws households with keys of both curves, some of them revoked or not yet valid, and meters. */
export function drawHomes(draw: Draw, most: number, craft: KeyCraft): Homes {
  const accounts = 5 + draw(most - 1);
  const keys: TestKey[] = [];
  for (let account = 4; account < accounts; account++) {
    for (let n = draw(2); n >= 0; n--) {
      const fromSlot = once(draw, 6) ? FIRST_SLOT + draw(2) : 0;
      const untilSlot = once(draw, 4) ? FIRST_SLOT + draw(3) : 2 ** 32 - 1;
      const made = craft.make(keys.length, once(draw, 3));
      keys.push({ ...made, account, fromSlot, untilSlot });
    }
  }
  const receiptKey = { ...craft.make(999, false), account: 0, fromSlot: 0, untilSlot: 0 };
  const accountOfMeter = Array.from({ length: draw(6) }, () => 4 + draw(accounts - 5));
  return { craft, accounts, keys, receiptKey, accountOfMeter };
}

/** Draws a community under a rule, of drawn homes or of given ones. */
export function drawCommunity(
  keccak: Keccak256,
  draw: Draw,
  rule: RuleName,
  homes: Homes = drawHomes(draw, 5, fakeKeys(keccak)),
): DrawnCommunity {
  const { craft, accounts, keys, receiptKey, accountOfMeter } = homes;
  const meters = accountOfMeter.map((account, meter) => ({
    meter,
    account,
    real: { importRegisterUkwh: draw(1_000_000), exportRegisterUkwh: draw(1_000) },
    settled: null,
  }));
  const context: JudgeContext = {
    keccak,
    domain: DOMAIN,
    recoverSigner: craft.recoverSigner,
    verifyP256: craft.verifyP256,
    register: registerOf(keys, accountOfMeter, receiptKey.device),
  };
  return {
    context,
    typedData: new TypedData(keccak, DOMAIN),
    drawn: drawTerms(keccak, draw, rule, accounts),
    accounts,
    keys,
    receiptKey,
    accountOfMeter,
    meters,
  };
}

/** Draws what happens in a slot, and settles it by the market's own functions. */
export function drawSlot(
  community: DrawnCommunity,
  draw: Draw,
  slot: number,
  kind: Exclude<SlotKind, "skipped">,
  hasBefore: boolean,
): SlotParts {
  const { drawn, accounts, meters, typedData, keys } = community;
  const isSharing = drawn.terms.product === 2;
  const most = isSharing ? 3 : 9;
  const orders = drawBook({ typedData, terms: drawn, keys }, draw, slot, most);
  const cleared = kind === "grid" ? null : clearByRule(drawn, orders);
  const metering = drawMetering({ typedData, keys }, draw, slot, meters, hasBefore);
  const settlement = settleByRule(drawn, accounts, orders, cleared, metering.metered);
  return { slot, version: 1 + draw(2), orders, cleared, metering, settlement };
}

/** Commits a slot with the real functions, as an honest operator does. */
export function commitSlot(community: DrawnCommunity, parts: SlotParts): CommittedSlot {
  const { context, drawn } = community;
  const { keccak } = context;
  const { slot, orders, cleared, metering, settlement } = parts;
  const secret = secretOf(keccak, slot);
  const book = commitBook(keccak, slot, secret, orders);
  const clearing =
    cleared === null
      ? null
      : commitClearing(keccak, {
          book: book.header,
          secret,
          orders,
          clearing: cleared.clearing,
          rulesVersion: 1,
          tariffOf: () => drawn.tariff,
          rule: cleared.rule,
        });
  const lastOrders = new Map(orders.map(({ account, sequence }) => [account, sequence + 1]));
  const isStatic = drawn.rule === "StaticSharingRule";
  const committed = commitMetering(keccak, {
    slot,
    version: parts.version,
    secret,
    clearingHash: clearing === null ? ZERO_HASH : hashClearingHeader(keccak, clearing.header),
    readings: metering.readings,
    baselines: metering.baselines,
    accountOfMeter: (meter) => community.accountOfMeter[meter] as number,
    // A book that pays by pairs has no price of its own; the clearing's is for reference.
    settlement: { ...settlement, price: cleared?.clearing.price ?? null },
    lastOrderOf: (account) => (cleared === null ? 0 : (lastOrders.get(account) ?? 0)),
    rulesVersion: 1,
    product: productOf(drawn),
    ...(isStatic ? { keysPpm: drawn.keysPpm } : {}),
  });
  const shown: ShownSlot = {
    rule: drawn.rule,
    terms: drawn.terms,
    keys: drawn.keyWords,
    book: { header: encodeBookHeader(book.header), orders: book.words },
    receipts: receiptsOf(community, slot, orders),
    clearing:
      clearing === null
        ? null
        : { header: encodeClearingHeader(clearing.header), fills: clearing.words },
    metering: {
      header: encodeMeteringHeader(committed.header),
      readings: committed.readings.words,
      lines: committed.lines.words,
    },
  };
  return { kind: cleared === null ? "grid" : "traded", parts, shown, committed };
}

/** The receipts that the server gave for a book's orders. */
export function receiptsOf(
  { context, typedData, receiptKey }: DrawnCommunity,
  slot: number,
  orders: readonly BookLeaf[],
): ShownReceipt[] {
  let logHead: Hex = ZERO_HASH;
  return orders.map(({ sequence, digest: orderDigest }) => {
    logHead = nextLogHead(context.keccak, logHead, orderDigest);
    const digest = typedData.receiptDigest({ slot, sequence, orderDigest, logHead });
    return {
      sequence,
      orderDigest,
      logHead,
      signature: receiptKey.sign(digest),
    };
  });
}

/** Draws and commits slots one after the other; a skipped slot is null. */
export function drawSlots(
  community: DrawnCommunity,
  draw: Draw,
  count: number,
): (CommittedSlot | null)[] {
  const slots: (CommittedSlot | null)[] = [];
  for (let place = 0; place < count; place++) {
    const before = slots.at(-1) ?? null;
    if (once(draw, 12)) {
      slots.push(null);
      continue;
    }
    const kind = once(draw, 8) ? "grid" : "traded";
    const parts = drawSlot(community, draw, FIRST_SLOT + place, kind, before !== null);
    const slot = commitSlot(community, parts);
    slot.shown.before = before?.shown.metering ?? null;
    slots.push(slot);
  }
  return slots;
}
