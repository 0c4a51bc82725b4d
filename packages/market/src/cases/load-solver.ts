import highs from "highs";
import type { SolveLinearProgram } from "../mechanisms/network/linear-program.js";

/** Loads a solver of linear programs for tests: HiGHS as it is, told nothing but to be quiet. */
export async function loadSolver(): Promise<SolveLinearProgram> {
  // The package's types describe its CommonJS build; what is imported here is the other one.
  const load = highs as unknown as typeof highs.default;
  const solver = await load();
  const { maximize, minimize } = solver.constants.objectiveSense;
  return ({ maximise, columns, rows }) =>
    solver.withModel((model) => {
      model.options.set("output_flag", false);
      model.changeObjectiveSense(maximise ? maximize : minimize);
      model.addVars(
        columns.map(({ lower }) => lower),
        columns.map(({ upper }) => upper),
      );
      for (const [column, { cost }] of columns.entries()) model.changeColCost(column, cost);
      for (const { entries, lower, upper } of rows) {
        const indices = entries.map(({ column }) => column);
        const values = entries.map(({ coefficient }) => coefficient);
        model.addRow(lower, upper, { indices, values });
      }
      const { modelStatus } = model.run();
      if (modelStatus === solver.constants.modelStatus.empty) return { objective: 0, values: [] };
      if (modelStatus !== solver.constants.modelStatus.optimal) {
        throw new Error(`the solver says ${modelStatus}`);
      }
      return { objective: model.getObjectiveValue(), values: model.getSolution().colValue };
    });
}
