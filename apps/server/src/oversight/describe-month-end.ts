import type { MonthEndAnswer } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { monthBalances } from "./month-balances.js";
import { monthCalendar } from "./month-calendar.js";
import { monthSpan } from "./month-span.js";

/** A local month of a community, "YYYY-MM", or the one that holds market time. `withNames` tells households' names. */
export async function describeMonthEnd(
  context: ServerContext,
  state: CommunityState,
  { month, withNames }: { month: string | undefined; withNames: boolean },
): Promise<MonthEndAnswer> {
  const { database } = context.open;
  const now = context.now();
  const current = monthSpan({ instant: now }, state);
  const span = month === undefined ? current : monthSpan({ month }, state);
  const first = slotStart(state.firstSlot, state.slotSeconds);
  const { from, until, days } = span;
  return {
    month: span.month,
    firstMonth: monthSpan({ instant: first }, state).month,
    lastMonth: current.month,
    ...{ from, until, days },
    asOf: new Date(now).toISOString(),
    accounts: await monthCalendar(database, state, span, { now, withNames }),
    balances: await monthBalances(database, state, span),
  };
}
