import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import {
  communityDescription,
  type PublishedLine,
  type PublishedPeriod,
  periodsAnswer,
  publishedSlot,
} from "@pumasi/protocol";
import { parseDecimal, printDecimal } from "@pumasi/quantities";
import { vi } from "vitest";
import { z } from "zod";
import { subtractDecimals, sumDecimals } from "../src/format/exact-decimal.js";
import { ask } from "./running-page.js";

const SLOTS_AT_ONCE = 200;

/** Slots [from, until). */
export interface Span {
  from: number;
  until: number;
}

const settledSlot = publishedSlot
  .pick({ slot: true, stage: true, rulesVersion: true, trades: true, lines: true, readings: true })
  .extend({ orders: z.array(z.unknown()) });

/** A slot as it is published: its trades, its meters and the line of every account. */
export type SettledSlot = z.infer<typeof settledSlot>;

type LineColumn = Exclude<keyof PublishedLine, "account">;

/** The published slots of [from, until), ascending. */
export async function readSettlement(slug: string, { from, until }: Span): Promise<SettledSlot[]> {
  const answer = z.object({ slots: z.array(settledSlot) });
  const slots: SettledSlot[] = [];
  for (let next = from; next < until; next += SLOTS_AT_ONCE) {
    const limit = Math.min(SLOTS_AT_ONCE, until - next);
    const path = `/v1/communities/${slug}/published?from=${next}&limit=${limit}`;
    slots.push(...(await ask(path, answer)).slots);
  }
  return slots.sort((one, other) => one.slot - other.slot);
}

export async function readPeriods(slug: string): Promise<PublishedPeriod[]> {
  return (await ask(`/v1/communities/${slug}/periods`, periodsAnswer)).periods;
}

/** The first `count` slots of [from, until) that have lines: what an answer had that counted so many of them. */
export function firstMetered(
  slots: readonly SettledSlot[],
  { from, until, count }: Span & { count: number },
): SettledSlot[] {
  const metered = slots.filter(({ slot, lines }) => slot >= from && slot < until && lines !== null);
  return metered.slice(0, count);
}

export const isMember = ({ account }: { account: number }) => account >= FIRST_MEMBER_ACCOUNT;

/** Σ of columns over some lines, exact. */
export function sumLines(
  slots: readonly SettledSlot[],
  columns: readonly LineColumn[],
  isCounted: (line: PublishedLine) => boolean,
): string {
  const lines = slots.flatMap((slot) => (slot.lines ?? []).filter(isCounted));
  return sumDecimals(lines.flatMap((line) => columns.map((column) => line[column]))) ?? "";
}

export const negated = (text: string) => subtractDecimals("0", [text]) ?? "";

/** Energy in 10^-6 kWh, or a price in 10^-6 currency/kWh. */
function micro(text: string): bigint {
  const parsed = parseDecimal(text, 6);
  if (!parsed.ok) throw new Error(`${text} has more than six decimals`);
  return parsed.value;
}

/** What the tariff of each slot alone would have cost some lines. */
async function costWithout(
  slug: string,
  slots: readonly SettledSlot[],
  isCounted: (line: PublishedLine) => boolean,
): Promise<string> {
  const { rules } = await ask(`/v1/communities/${slug}`, communityDescription);
  const tariffs = new Map(rules.map(({ version, terms }) => [version, terms.tariff]));
  let cost = 0n;
  for (const { rulesVersion, lines } of slots) {
    const tariff = tariffs.get(rulesVersion);
    if (tariff === undefined) throw new Error(`nobody published rules ${rulesVersion}`);
    for (const line of (lines ?? []).filter(isCounted)) {
      cost += micro(line.imported) * micro(tariff.retailPrice);
      cost -= micro(line.exported) * micro(tariff.feedInPrice);
    }
  }
  return printDecimal(cost, 12);
}

/** A household's energy and money by its lines alone, as `householdEnergy` names them. */
export async function householdOf(slug: string, slots: readonly SettledSlot[], account: number) {
  const isOwn = (line: PublishedLine) => line.account === account;
  const sum = (...columns: LineColumn[]) => sumLines(slots, columns, isOwn);
  const paidWithout = await costWithout(slug, slots, isOwn);
  const total = sum("total");
  return {
    imported: sum("imported"),
    exported: sum("exported"),
    boughtFromNeighbours: sum("deliveredBuy", "sharedBuy"),
    soldToNeighbours: sum("deliveredSell", "sharedSell"),
    fromGrid: sum("residualImport"),
    toGrid: sum("residualExport"),
    paid: negated(total),
    paidWithout,
    saved: sumDecimals([paidWithout, total]),
  };
}

/** All members' energy and money by their lines alone, as `communityTotals` names them. */
export async function communityOf(slug: string, slots: readonly SettledSlot[]) {
  const sum = (...columns: LineColumn[]) => sumLines(slots, columns, isMember);
  const without = await costWithout(slug, slots, isMember);
  const total = sum("total");
  return {
    slots: slots.length,
    imported: sum("imported"),
    exported: sum("exported"),
    delivered: sum("deliveredBuy"),
    shared: sum("sharedBuy"),
    suppliedImport: sum("residualImport"),
    suppliedExport: sum("residualExport"),
    costWithout: without,
    costWith: negated(total),
    saved: sumDecimals([without, total]),
  };
}

/** What was traded, by the contracts and lines alone, as `marketSums` names it. */
export function marketOf(slots: readonly SettledSlot[]) {
  const trades = slots.flatMap((slot) => slot.trades ?? []);
  const sum = (...columns: LineColumn[]) => sumLines(slots, columns, isMember);
  const energy = sumDecimals(trades.map((trade) => trade.energy)) ?? "";
  const value = trades.reduce((all, trade) => all + micro(trade.energy) * micro(trade.price), 0n);
  const average = trades.length === 0 ? null : printDecimal(value / micro(energy), 6);
  return {
    slots: slots.length,
    metered: slots.filter(({ lines }) => lines !== null).length,
    priced: slots.filter((slot) => (slot.trades ?? []).length > 0).length,
    contracted: energy,
    delivered: sum("deliveredBuy"),
    shared: sum("sharedBuy"),
    imported: sum("imported"),
    exported: sum("exported"),
    fromSupplier: subtractDecimals(sum("imported"), [sum("deliveredBuy", "sharedBuy")]),
    toSupplier: subtractDecimals(sum("exported"), [sum("deliveredSell", "sharedSell")]),
    averagePrice: average,
  };
}

/** What an account was paid by some periods, before deposits and withdrawals. */
export function paidOut(periods: readonly PublishedPeriod[], account: number): string {
  const lines = periods.flatMap((period) => period.lines.filter((one) => one.account === account));
  return sumDecimals(lines.map(({ ledgerDelta }) => ledgerDelta)) ?? "";
}

const PATIENCE = { timeout: 160_000, interval: 1_000 };

/** As `paidDays`, for a market that may just have begun: waits for them. */
export function waitForPaidDays(slug: string): Promise<[earlier: Span, newest: Span]> {
  return vi.waitFor(() => paidDays(slug), PATIENCE);
}

/** The newest slot of the newest two paid days in which something was traded; waits for one. */
export function waitForPaidTrade(slug: string) {
  return vi.waitFor(async () => {
    const [{ from }, { until }] = await paidDays(slug);
    const traded = (await readSettlement(slug, { from, until })).findLast(
      ({ trades }) => (trades ?? []).length > 0,
    );
    if (traded === undefined) throw new Error("nothing crossed on the newest two paid days");
    return traded;
  }, PATIENCE);
}

/** The newest two local days that are over, final and paid on the ledger: nothing of them changes any more. */
async function paidDays(slug: string): Promise<[earlier: Span, newest: Span]> {
  const settled = (await readPeriods(slug)).filter(({ stage }) => stage === "settled");
  const [earlier, newest] = settled
    .slice(-2)
    .map(({ fromSlot, untilSlot }) => ({ from: fromSlot, until: untilSlot }));
  if (earlier === undefined || newest === undefined) {
    throw new Error("no two days are paid yet: let the market run longer");
  }
  return [earlier, newest];
}
