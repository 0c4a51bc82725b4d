import type { SlotFlow } from "./community-energy.js";
import type { FlowResult } from "./simulation-result.js";

/** Gathers energies under labels, such as months, in the order in which labels first come. */
export class FlowGathering {
  readonly #markets: number;
  readonly #flows = new Map<string, FlowResult>();

  constructor(markets: number) {
    this.#markets = markets;
  }

  /** Adds a slot's flow, and what each market traded in it (10^-6 kWh). */
  add(label: string, flow: SlotFlow, markets: readonly { tradedUkwh: number }[]): void {
    const sums = this.#flows.get(label) ?? this.#begin(label);
    sums.slots += 1;
    addFlow(sums, flow);
    for (let market = 0; market < markets.length; market++) {
      const traded = (markets[market] as { tradedUkwh: number }).tradedUkwh;
      sums.tradedUkwh[market] = (sums.tradedUkwh[market] as number) + traded;
    }
  }

  results(): FlowResult[] {
    return [...this.#flows.values()];
  }

  #begin(label: string): FlowResult {
    const flow = { label, slots: 0, ...noFlow(), tradedUkwh: new Array(this.#markets).fill(0) };
    this.#flows.set(label, flow);
    return flow;
  }
}

/** Nothing flows. */
export function noFlow(): SlotFlow {
  return {
    loadUkwh: 0,
    vehicleUkwh: 0,
    panelsUkwh: 0,
    chargedUkwh: 0,
    dischargedUkwh: 0,
    importedUkwh: 0,
    exportedUkwh: 0,
  };
}

/** Adds a flow to another in place. */
export function addFlow(sums: SlotFlow, flow: SlotFlow): void {
  sums.loadUkwh += flow.loadUkwh;
  sums.vehicleUkwh += flow.vehicleUkwh;
  sums.panelsUkwh += flow.panelsUkwh;
  sums.chargedUkwh += flow.chargedUkwh;
  sums.dischargedUkwh += flow.dischargedUkwh;
  sums.importedUkwh += flow.importedUkwh;
  sums.exportedUkwh += flow.exportedUkwh;
}
