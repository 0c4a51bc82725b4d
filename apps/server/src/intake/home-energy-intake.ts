import type { HomeEnergyInput, HomeEnergyOutcome } from "@pumasi/protocol";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { admitHomeEnergy } from "./admit-home-energy.js";

interface Waiting {
  entries: readonly HomeEnergyInput[];
  resolve(outcomes: HomeEnergyOutcome[]): void;
  reject(error: unknown): void;
}

/** Requests in one transaction: their rows stay below the 65,535 parameters that one statement may have. */
const MOST_TOGETHER = 50;

/** Writes what one community's homes tell together: all that came until the writer's turn goes into one transaction. */
export class HomeEnergyIntake {
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly context: ServerContext,
    private readonly state: CommunityState,
  ) {}

  post(entries: readonly HomeEnergyInput[]): Promise<HomeEnergyOutcome[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ entries, resolve, reject });
      if (this.waiting.length === 1) setImmediate(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    const { context, state } = this;
    let taken: Waiting[] = [];
    const take = () => {
      taken = this.waiting.splice(0, MOST_TOGETHER);
      return taken.flatMap(({ entries }) => [...entries]);
    };
    try {
      const outcomes = await context.writer.write((tx) =>
        admitHomeEnergy(context, tx, state, take()),
      );
      let from = 0;
      for (const { entries, resolve } of taken) {
        resolve(outcomes.slice(from, from + entries.length));
        from += entries.length;
      }
      context.events.announce(state.id);
    } catch (error) {
      // A transaction that could not even begin has taken nothing yet; its requests are answered too.
      if (taken.length === 0) take();
      context.log.error({ err: error }, "homes' own energy could not be written");
      for (const { reject } of taken) reject(error);
    }
    if (this.waiting.length > 0 && taken.length === MOST_TOGETHER) void this.flush();
  }
}
