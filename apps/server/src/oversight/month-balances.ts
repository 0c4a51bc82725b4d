import { setImmediate } from "node:timers/promises";
import type { Database } from "@pumasi/database";
import { BALANCE_CODES, BALANCES, type BalanceCode, type MonthBalance } from "@pumasi/protocol";
import { printAmount, printKwh } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import { lineBalances } from "./line-balances.js";
import type { MonthSpan } from "./month-span.js";
import { accountBalances, periodBalances, slotsInPeriods } from "./period-balances.js";

/** A sum that must be zero, in the smallest unit: 10^-12 currency, 10^-6 kWh, or slots. */
export interface Difference {
  code: BalanceCode;
  value: bigint;
  /** How many parts it is the sum of. */
  counted: number;
  /** How many of these are not zero. */
  places: number;
}

/** Everything that must be zero in a month, in a fixed order, with its exact value. */
export async function monthBalances(
  database: Database,
  state: CommunityState,
  span: MonthSpan,
): Promise<MonthBalance[]> {
  const found = [
    ...(await linesByDay(database, state, span)),
    ...(await periodBalances(database, state, span)),
    await accountBalances(database, state),
    await slotsInPeriods(database, state, span),
  ];
  const byCode = new Map(found.map((difference) => [difference.code, difference]));
  return BALANCE_CODES.map((code) => tell(byCode.get(code) ?? noneOf(code)));
}

/** A day at a time, so that nothing else waits long for the embedded database, which works in this very process. */
async function linesByDay(
  database: Database,
  state: CommunityState,
  { days }: MonthSpan,
): Promise<Difference[]> {
  const sums = new Map<BalanceCode, Difference>();
  for (const day of days) {
    if (day.until <= state.firstSlot || day.from >= state.nextToMeter) continue;
    for (const { code, value, counted, places } of await lineBalances(database, state, day)) {
      const sum = sums.get(code) ?? noneOf(code);
      sums.set(code, {
        code,
        value: sum.value + value,
        counted: sum.counted + counted,
        places: sum.places + places,
      });
    }
    await setImmediate();
  }
  return [...sums.values()];
}

const noneOf = (code: BalanceCode): Difference => ({ code, value: 0n, counted: 0, places: 0 });

function tell({ code, value, counted, places }: Difference): MonthBalance {
  const unit = BALANCES[code];
  const print = { money: printAmount, energy: printKwh, slots: String }[unit];
  return {
    ...{ code, unit, counted, places },
    value: counted === 0 ? null : print(value),
    isZero: value === 0n && places === 0,
  };
}
