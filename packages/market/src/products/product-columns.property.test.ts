import type { Price } from "@pumasi/quantities";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ACCOUNTS } from "../cases/arbitraries.js";
import {
  contractedSlots,
  exPostSlots,
  type SharingSlot,
  sharingSlots,
} from "../cases/product-slots.js";
import type { MarketTrade } from "../mechanisms/market-result.js";
import type { SlotSettlement } from "../settlement.js";
import { FIRST_MEMBER_ACCOUNT, type SettlementLine } from "../settlement-line.js";
import type { AccountReading } from "./account-columns.js";
import type { ContractedSlot } from "./contracts-from-result.js";
import { type ProductColumns, productColumns, tradeColumns } from "./product-columns.js";
import { settleExPost } from "./settle-ex-post.js";
import { settleExPostColumns } from "./settle-ex-post-columns.js";
import { settleFirm } from "./settle-firm.js";
import { settleFirmColumns } from "./settle-firm-columns.js";
import { settleForward } from "./settle-forward.js";
import { settleForwardColumns } from "./settle-forward-columns.js";
import { settleSharing } from "./settle-sharing.js";
import { settleSharingColumns } from "./settle-sharing-columns.js";
import type { Contracts } from "./take-contracts.js";

const ENERGIES = [
  "importedUkwh",
  "exportedUkwh",
  "contractedBuyUkwh",
  "contractedSellUkwh",
  "deliveredBuyUkwh",
  "deliveredSellUkwh",
  "sharedBuyUkwh",
  "sharedSellUkwh",
  "residualImportUkwh",
  "residualExportUkwh",
] as const;

const AMOUNTS = [
  ["tradeAmounts", "tradeAmount"],
  ["sharingAmounts", "sharingAmount"],
  ["supplierAmounts", "supplierAmount"],
  ["feeAmounts", "feeAmount"],
] as const;

const placeOf = (account: number): number => account - FIRST_MEMBER_ACCOUNT;

/** Writes a slot's meters and tariffs as a simulation would, every account at its own place. */
function writeMeters(
  columns: ProductColumns,
  {
    readings,
    tariffOf,
  }: { readings: readonly AccountReading[]; tariffOf: ContractedSlot["tariffOf"] },
): void {
  for (const { account, importedUkwh, exportedUkwh } of readings) {
    const place = placeOf(account);
    columns.importedUkwh[place] = importedUkwh;
    columns.exportedUkwh[place] = exportedUkwh;
    const tariff = tariffOf(account);
    columns.retailPrice[place] = tariff.retailPrice;
    columns.feedInPrice[place] = tariff.feedInPrice;
    columns.buyerFee[place] = tariff.buyerFee;
    columns.sellerFee[place] = tariff.sellerFee;
  }
}

/** What was contracted: the price, with every trade's energy in the columns; or the trades. */
function writeContracts(columns: ProductColumns, { orders, result }: ContractedSlot): Contracts {
  const accounts = new Map(orders.map(({ sequence, account }) => [sequence, account]));
  const places = ({ buySequence, sellSequence }: MarketTrade): [number, number] => [
    placeOf(accounts.get(buySequence) as number),
    placeOf(accounts.get(sellSequence) as number),
  ];
  if (result.price !== null || result.trades.length === 0) {
    columns.contractedBuyUkwh.fill(0);
    columns.contractedSellUkwh.fill(0);
    for (const trade of result.trades) {
      const [buyer, seller] = places(trade);
      (columns.contractedBuyUkwh[buyer] as number) += trade.energyUkwh;
      (columns.contractedSellUkwh[seller] as number) += trade.energyUkwh;
    }
    return result.price;
  }
  const trades = tradeColumns(result.trades.length + 2);
  for (const trade of result.trades) {
    [trades.buyerPlace[trades.count], trades.sellerPlace[trades.count]] = places(trade);
    trades.energyUkwh[trades.count] = trade.energyUkwh;
    trades.buyPrice[trades.count] = trade.buyPrice;
    trades.sellPrice[trades.count] = trade.sellPrice;
    trades.count += 1;
  }
  return trades;
}

/** Writes what a sharing rule gave, and that nothing was contracted. */
function writeAllocations(columns: ProductColumns, { allocations }: SharingSlot): void {
  columns.contractedBuyUkwh.fill(0);
  columns.contractedSellUkwh.fill(0);
  columns.sharedBuyUkwh.fill(0);
  columns.sharedSellUkwh.fill(0);
  for (const { account, allocatedUkwh, soldUkwh } of allocations) {
    columns.sharedBuyUkwh[placeOf(account)] = allocatedUkwh;
    columns.sharedSellUkwh[placeOf(account)] = soldUkwh;
  }
}

/** Adds a settlement's lines to the year so far, and compares the slot's energies. */
function compareSlot(columns: ProductColumns, settled: SlotSettlement, year: bigint[][]): void {
  const lines = settled.lines.filter(({ account }) => account >= FIRST_MEMBER_ACCOUNT);
  for (const key of ENERGIES) {
    expect(Array.from(columns[key]), key).toEqual(lines.map((line) => line[key]));
  }
  expect(columns.sharingPrice).toBe(settled.sharingPrice);
  expect([columns.deliveredUkwh, columns.sharedUkwh]).toEqual([
    settled.deliveredUkwh,
    settled.sharedUkwh,
  ]);
  AMOUNTS.forEach(([, amount], index) => {
    lines.forEach((line: SettlementLine, place) => {
      const sums = year[index] as bigint[];
      sums[place] = (sums[place] ?? 0n) + line[amount];
    });
  });
}

function compareYear(columns: ProductColumns, year: bigint[][]): void {
  AMOUNTS.forEach(([amounts], index) => {
    expect((year[index] as bigint[]).map((_, place) => columns[amounts].at(place))).toEqual(
      year[index],
    );
  });
}

/** The same slot with energies and prices a million times as large, so that products are wide. */
function scaled(slot: ContractedSlot, by: number): ContractedSlot {
  const large = (price: Price) => price * by;
  return {
    orders: slot.orders.map((order) => ({
      ...order,
      energyUkwh: order.energyUkwh * by,
      limitPrice: large(order.limitPrice),
    })),
    result: {
      price: slot.result.price === null ? null : large(slot.result.price),
      fills: slot.result.fills.map((fill) => fill * by),
      trades: slot.result.trades.map((trade) => ({
        ...trade,
        energyUkwh: trade.energyUkwh * by,
        buyPrice: large(trade.buyPrice),
        sellPrice: large(trade.sellPrice),
      })),
    },
    readings: slot.readings.map((reading) => ({
      account: reading.account,
      importedUkwh: reading.importedUkwh * by,
      exportedUkwh: reading.exportedUkwh * by,
    })),
    tariffOf: (account) => {
      const { retailPrice, feedInPrice, buyerFee, sellerFee } = slot.tariffOf(account);
      return {
        retailPrice: large(retailPrice),
        feedInPrice: large(feedInPrice),
        buyerFee: large(buyerFee),
        sellerFee: large(sellerFee),
      };
    },
  };
}

test.each([
  ["forward", contractedSlots, settleForward, settleForwardColumns],
  ["ex-post", exPostSlots, settleExPost, settleExPostColumns],
  ["firm", contractedSlots, settleFirm, settleFirmColumns],
] as const)(
  "%s: many slots in one set of columns are the lines added up",
  (_, slots, settle, inColumns) => {
    fc.assert(
      fc.property(fc.array(slots, { minLength: 1, maxLength: 6 }), fc.boolean(), (year, isWide) => {
        const columns = productColumns(ACCOUNTS);
        const sums: bigint[][] = [[], [], [], []];
        for (const drawn of year) {
          const slot = isWide ? scaled(drawn, 9_999_991) : drawn;
          writeMeters(columns, slot);
          inColumns(columns, writeContracts(columns, slot));
          compareSlot(columns, settle(slot), sums);
        }
        compareYear(columns, sums);
      }),
      { numRuns: 300 },
    );
  },
);

test("sharing: many slots in one set of columns are the lines added up, refused ones left out", () => {
  fc.assert(
    fc.property(fc.array(sharingSlots, { minLength: 1, maxLength: 6 }), (year) => {
      const columns = productColumns(ACCOUNTS);
      const sums: bigint[][] = new Array(4).fill(0).map(() => new Array(ACCOUNTS).fill(0n));
      for (const slot of year) {
        writeMeters(columns, slot);
        writeAllocations(columns, slot);
        const settled = settleSharing(slot);
        const outcome = settleSharingColumns(columns, slot.price);
        expect(outcome.ok).toBe(settled.ok);
        if (settled.ok) compareSlot(columns, settled.settlement, sums);
      }
      compareYear(columns, sums);
    }),
    { numRuns: 300 },
  );
});

test("one set of columns serves one product after the other", () => {
  fc.assert(
    fc.property(sharingSlots, contractedSlots, exPostSlots, (shared, contracted, exPost) => {
      const columns = productColumns(ACCOUNTS);
      const sums: bigint[][] = [[], [], [], []];
      for (const [slot, settle, inColumns] of [
        [contracted, settleForward, settleForwardColumns],
        [exPost, settleExPost, settleExPostColumns],
        [contracted, settleForward, settleForwardColumns],
        [contracted, settleFirm, settleFirmColumns],
      ] as const) {
        writeMeters(columns, slot);
        inColumns(columns, writeContracts(columns, slot));
        compareSlot(columns, settle(slot), sums);
      }
      writeMeters(columns, shared);
      writeAllocations(columns, shared);
      const settled = settleSharing(shared);
      if (!settled.ok) return;
      expect(settleSharingColumns(columns, shared.price)).toEqual({ ok: true });
      compareSlot(columns, settled.settlement, sums);
      compareYear(columns, sums);
    }),
    { numRuns: 300 },
  );
});
