import type { PumasiClient } from "@pumasi/client";
import { isReadingMissing } from "@pumasi/market";
import { hashJson, type Keccak256, type PublishedSlot } from "@pumasi/protocol";
import { parseKwh, printKwh } from "@pumasi/quantities";
import { DEMO_SLUG, FIRST_SLOT, SLOTS_PER_DAY } from "./demo-community.js";

/** What a demo came to. Everything but `seconds` and the ledger's counts follows from data and seed. */
export interface DemoResult {
  community: string;
  days: number;
  slots: number;
  orders: number;
  trades: number;
  readings: number;
  substitutes: number;
  contracted: string;
  imported: string;
  exported: string;
  delivered: string;
  shared: string;
  costWithout: string;
  costWith: string;
  saved: string;
  balances: { account: number; kind: string; balance: string }[];
  periods: number;
  ledger: { blocks: number; transactions: number; failed: number; gasUsed: string };
  /** Covers slots, orders, readings, trades, lines and settlements; never blocks, gas, wall time or row ids. */
  resultHash: string;
}

const PAGE = 100;

/** Reads a demo's result from the published data and hashes it. */
export async function resultOf(
  client: PumasiClient,
  keccak: Keccak256,
  days: number,
): Promise<DemoResult> {
  const until = FIRST_SLOT + days * SLOTS_PER_DAY;
  const hashes: string[] = [];
  const counts = { orders: 0, trades: 0, readings: 0, substitutes: 0, contractedUkwh: 0 };
  for (let from = FIRST_SLOT; from < until; from += PAGE) {
    const limit = Math.min(PAGE, until - from);
    for (const slot of await client.publishedSlots(DEMO_SLUG, { from, limit })) {
      hashes.push(hashJson(keccak, contentOf(slot)));
      addCounts(counts, slot);
    }
  }
  const periods = (await client.periods(DEMO_SLUG)).filter(({ untilSlot }) => untilSlot <= until);
  const settlements = periods.map(({ stage: _, secret: __, ...content }) => content);
  const totals = await client.totals(DEMO_SLUG, { from: FIRST_SLOT, until });
  const accounts = await client.accounts(DEMO_SLUG);
  const ledger = await client.ledger();
  const { contractedUkwh, ...numbers } = counts;
  return {
    community: DEMO_SLUG,
    days,
    slots: hashes.length,
    ...numbers,
    contracted: printKwh(contractedUkwh),
    imported: totals.imported,
    exported: totals.exported,
    delivered: totals.delivered,
    shared: totals.shared,
    costWithout: totals.costWithout,
    costWith: totals.costWith,
    saved: totals.saved,
    balances: accounts.map(({ account, kind, balance }) => ({ account, kind, balance })),
    periods: periods.length,
    ledger: {
      blocks: ledger.block,
      transactions: ledger.transactions,
      failed: ledger.failed,
      gasUsed: ledger.gasUsed,
    },
    resultHash: hashJson(keccak, { slots: hashes, settlements }),
  };
}

/** A slot's facts and results without what says how or when they came about. */
function contentOf({ slot, orders, fills, trades, readings, lines, rulesVersion }: PublishedSlot) {
  return { slot, orders, fills, trades, readings, lines, rulesVersion };
}

function addCounts(
  counts: {
    orders: number;
    trades: number;
    readings: number;
    substitutes: number;
    contractedUkwh: number;
  },
  slot: PublishedSlot,
): void {
  counts.orders += slot.orders.length;
  counts.trades += slot.trades?.length ?? 0;
  for (const { quality, rule } of slot.readings ?? []) {
    if (quality !== "substituted") counts.readings += 1;
    else if (isReadingMissing(rule)) counts.substitutes += 1;
  }
  for (const { energy } of slot.trades ?? []) {
    const parsed = parseKwh(energy);
    if (parsed.ok) counts.contractedUkwh += parsed.value;
  }
}
