import type { Price } from "@pumasi/quantities";
import highs from "highs";
import type { MarketOrder } from "../mechanisms/market-order.js";

/** Gives the most that can be gained among others by linear programming: a third opinion. */
export type LinearOptimum = (orders: readonly MarketOrder[], limits: readonly Price[]) => number;

/** Loads the solver. The optimum is a whole number, because a transport problem's corners are. */
export async function loadLinearOptimum(): Promise<LinearOptimum> {
  // The package's types describe its CommonJS build; what is imported here is the other one.
  const load = highs as unknown as typeof highs.default;
  const solver = await load();
  return (orders, limits) => {
    const variables: { name: string; gain: number; bid: number; ask: number }[] = [];
    for (const bid of orders) {
      for (const ask of orders) {
        if (bid.side !== "buy" || ask.side !== "sell" || bid.account === ask.account) continue;
        const gain = (limits[bid.sequence] as Price) - (limits[ask.sequence] as Price);
        if (gain < 0) continue;
        const name = `x${bid.sequence}_${ask.sequence}`;
        variables.push({ name, gain, bid: bid.sequence, ask: ask.sequence });
      }
    }
    if (variables.length === 0) return 0;
    const rows = orders.flatMap(({ sequence, energyUkwh }) => {
      const own = variables.filter(({ bid, ask }) => bid === sequence || ask === sequence);
      if (own.length === 0) return [];
      return [`c${sequence}: ${own.map(({ name }) => name).join(" + ")} <= ${energyUkwh}`];
    });
    const gains = variables.map(({ gain, name }) => `${gain} ${name}`).join(" + ");
    const problem = `Maximize\n obj: ${gains}\nSubject To\n ${rows.join("\n ")}\nEnd`;
    const { Status, ObjectiveValue } = solver.solve(problem, { output_flag: false });
    if (Status !== "Optimal") throw new Error(`the solver says ${Status}`);
    return Math.round(ObjectiveValue);
  };
}
