import { MOST_HOME_ENERGY } from "@pumasi/protocol";
import type { Slot } from "@pumasi/quantities";
import { mayPass } from "./follow-market.js";
import { OutcomeCountMismatchError } from "./gateway-errors.js";
import type { GatewayParts } from "./gateway-parts.js";
import type { Situation } from "./plan.js";
import { signHomeEnergy } from "./sign-messages.js";

/** Slots that are kept while the server does not take them; older ones are given up. */
const MOST_WAITING = 1000;

type HomeParts = Pick<GatewayParts, "api" | "community" | "signer" | "typed" | "meter" | "log">;

/**
 * Tells the server of the energy behind the home's meter, for the household's own screens. Nothing depends on it: a fault of the
 * connection or of the server is logged once, what was not told waits in memory for the next time, and trading goes on.
 */
export class HomeEnergyReporter {
  private waiting: Slot[] = [];
  private isFaultLogged = false;

  constructor(private readonly parts: HomeParts) {}

  /** Tells of these slots and of those that still wait, oldest first. Throws only bugs and what the meter throws. */
  async report(situation: Situation, slots: readonly Slot[]): Promise<void> {
    const metered = slots.filter((slot) => slot >= situation.device.fromSlot);
    this.waiting = [...this.waiting, ...metered].slice(-MOST_WAITING);
    try {
      while (this.waiting.length > 0) {
        const batch = this.waiting.slice(0, MOST_HOME_ENERGY);
        await this.post(situation, batch);
        this.waiting = this.waiting.slice(batch.length);
      }
      this.isFaultLogged = false;
    } catch (error) {
      if (!mayPass(error)) throw error;
      this.logOnce(error.code, error.message);
    }
  }

  private async post({ device, now }: Situation, slots: readonly Slot[]): Promise<void> {
    const { api, community, meter, signer, typed } = this.parts;
    const entries = slots.map((slot) =>
      signHomeEnergy(typed, signer, {
        ...{ slot, meter: device.meter, ...meter.homeEnergyIn(slot, now) },
      }),
    );
    const outcomes = await api.postHomeEnergy(community, entries);
    if (outcomes.length !== entries.length) {
      throw new OutcomeCountMismatchError(entries.length, outcomes.length);
    }
    for (const outcome of outcomes) {
      // A refused entry would be refused again.
      if (!outcome.accepted) this.logOnce(outcome.code, "the server refused a home's own energy");
    }
  }

  private logOnce(code: string, message: string): void {
    if (this.isFaultLogged) return;
    this.isFaultLogged = true;
    this.parts.log.warn({ event: "home_energy_not_taken", code }, message);
  }
}
