import type { BalanceCode, PublishedLine, PublishedPeriod } from "@pumasi/protocol";
import { subtractDecimals, sumDecimals } from "../src/format/exact-decimal.js";
import type { SettledSlot } from "./settlement.js";

/** A sum of differences, how many there are, and how many of them are not zero by themselves. */
interface Difference {
  value: string;
  counted: number;
  places: number;
}

function differenceOf(parts: readonly string[]): Difference {
  const places = parts.filter((part) => part !== "0").length;
  return { value: sum(parts), counted: parts.length, places };
}

const sum = (texts: readonly string[]) => sumDecimals(texts) ?? "";

const less = (from: string, others: readonly string[]) => subtractDecimals(from, others) ?? "";

/** What a month's balances are by its published slots and periods alone; all but the accounts', which are of no month. */
export function balancesOf(
  slots: readonly SettledSlot[],
  periods: readonly PublishedPeriod[],
  before: PublishedPeriod | undefined,
): Partial<Record<BalanceCode, Difference>> {
  const bySlot = (of: (slot: SettledSlot, lines: PublishedLine[]) => string) =>
    differenceOf(slots.map((slot) => of(slot, slot.lines ?? [])));
  const lines = slots.flatMap((slot) => slot.lines ?? []);
  const byLine = (of: (line: PublishedLine) => string) => differenceOf(lines.map(of));
  const column = (key: Exclude<keyof PublishedLine, "account">) =>
    bySlot((_, own) => sum(own.map((line) => line[key])));
  const sides = (buy: "deliveredBuy" | "sharedBuy", sell: "deliveredSell" | "sharedSell") =>
    bySlot((_, own) =>
      less(
        sum(own.map((line) => line[buy])),
        own.map((line) => line[sell]),
      ),
    );
  const meters = (key: "imported" | "exported") =>
    bySlot(({ readings }, own) =>
      less(
        sum((readings ?? []).map((reading) => reading[key])),
        own.map((line) => line[key]),
      ),
    );
  return {
    lines_total: column("total"),
    lines_trade: column("tradeAmount"),
    lines_sharing: column("sharingAmount"),
    lines_supplier: column("supplierAmount"),
    lines_fee: column("feeAmount"),
    line_parts: byLine((line) =>
      less(line.total, [line.tradeAmount, line.sharingAmount, line.supplierAmount, line.feeAmount]),
    ),
    delivered: sides("deliveredBuy", "deliveredSell"),
    shared: sides("sharedBuy", "sharedSell"),
    imported_parts: byLine((line) =>
      less(line.imported, [line.deliveredBuy, line.sharedBuy, line.residualImport]),
    ),
    exported_parts: byLine((line) =>
      less(line.exported, [line.deliveredSell, line.sharedSell, line.residualExport]),
    ),
    imported_meters: meters("imported"),
    exported_meters: meters("exported"),
    ...periodBalancesOf(slots, periods, before),
  };
}

function periodBalancesOf(
  slots: readonly SettledSlot[],
  periods: readonly PublishedPeriod[],
  before: PublishedPeriod | undefined,
): Partial<Record<BalanceCode, Difference>> {
  const byPeriod = (key: "delta" | "ledgerDelta" | "carryOut") =>
    differenceOf(periods.map(({ lines }) => sum(lines.map((line) => line[key]))));
  type Line = PublishedPeriod["lines"][number];
  const byLine = (of: (line: Line, period: PublishedPeriod, place: number) => string) =>
    differenceOf(
      periods.flatMap((period, place) => period.lines.map((line) => of(line, period, place))),
    );
  return {
    period_delta: byPeriod("delta"),
    period_ledger: byPeriod("ledgerDelta"),
    period_carry: byPeriod("carryOut"),
    period_rounding: byLine(({ carryIn, delta, ledgerDelta, carryOut }) =>
      less(sum([carryIn, delta]), [ledgerDelta, carryOut]),
    ),
    period_lines: byLine(({ account, delta }, { fromSlot, untilSlot }) => {
      const within = slots.filter(({ slot }) => slot >= fromSlot && slot < untilSlot);
      const own = within.flatMap((slot) => slot.lines ?? []);
      return less(
        delta,
        own.filter((line) => line.account === account).map((line) => line.total),
      );
    }),
    carry_chain: byLine(({ account, carryIn }, _, place) => {
      const last = (place === 0 ? before : periods[place - 1])?.lines ?? [];
      return less(
        carryIn,
        last.filter((line) => line.account === account).map((line) => line.carryOut),
      );
    }),
  };
}
