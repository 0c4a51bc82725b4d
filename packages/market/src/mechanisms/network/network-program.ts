import { assert, type Ukwh } from "@pumasi/quantities";
import type { FlowArc, FlowStep } from "./flow-arc.js";
import type { LinearColumn, LinearEntry, SolveLinearProgram } from "./linear-program.js";

/** What is sought: the least energy beyond capacities, or the most welfare within them. */
export type ProgramGoal = "least-excess" | "most-welfare";

/**
 * Lets the solver find flows (10^-6 kWh, by arc): a column for each step of each arc, a row for each
 * node, where as much arrives as leaves. A corner of such a program is whole where its bounds are
 * (A. J. Hoffman and J. B. Kruskal, Integral Boundary Points of Convex Polyhedra, 1956); what
 * floating point leaves of that is rounded, and what rounding breaks is for `networkFlow` to mend.
 */
export function solveNetworkProgram(
  solve: SolveLinearProgram,
  goal: ProgramGoal,
  arcs: readonly FlowArc[],
  nodeCount: number,
): Ukwh[] {
  const columns: LinearColumn[] = [];
  const entriesOf = Array.from({ length: nodeCount }, (): LinearEntry[] => []);
  for (const { from, to, startUkwh, steps } of arcs) {
    let fromUkwh = startUkwh;
    for (const step of steps) {
      entriesOf[from]?.push({ column: columns.length, coefficient: -1 });
      entriesOf[to]?.push({ column: columns.length, coefficient: 1 });
      columns.push(columnOf(goal, fromUkwh, step));
      fromUkwh = step.untilUkwh;
    }
  }
  if (columns.length === 0) return arcs.map(() => 0);
  const rows = entriesOf
    .filter((entries) => entries.length > 0)
    .map((entries) => ({ entries, lower: 0, upper: 0 }));
  const { values } = solve({ maximise: true, columns, rows });
  assert(values.length === columns.length, "the solver gives each column a value");
  let column = 0;
  return arcs.map(({ startUkwh, steps }) => {
    let sum = 0;
    for (const _ of steps) sum += values[column++] as number;
    const last = steps.at(-1)?.untilUkwh ?? startUkwh;
    const flow = Math.min(last, Math.max(startUkwh, Math.round(sum)));
    return Number.isNaN(flow) ? 0 : flow + 0;
  });
}

/** A step as a variable, counted from zero energy in the arc toward either side. */
function columnOf(
  goal: ProgramGoal,
  fromUkwh: Ukwh,
  { untilUkwh, price, excess }: FlowStep,
): LinearColumn {
  const isBack = untilUkwh <= 0;
  const [lower, upper] = isBack ? [fromUkwh - untilUkwh, 0] : [0, untilUkwh - fromUkwh];
  if (goal === "least-excess") return { cost: -excess, lower, upper };
  if (excess === 0) return { cost: -price, lower, upper };
  const needed = isBack ? lower : upper;
  return { cost: -price, lower: needed, upper: needed };
}
