import { AmountColumn } from "@pumasi/market";
import type { Amount, Price, Ukwh } from "@pumasi/quantities";
import type { TariffColumns } from "./tariff-columns.js";

/** What homes of one tariff lack or have left in a slot, and what a kWh is worth to them net of fees. */
interface Pool {
  worth: Price;
  energyUkwh: Ukwh;
}

/**
 * The most that a community could save: in every slot, those who would pay the supplier most get what
 * those who would be paid least have left, while fees leave anything to gain. With one tariff for all this
 * is Σ min(imported, exported) × (retail − feed-in − fees). No market can beat it.
 */
export class PossibleGain {
  readonly #tariffs: TariffColumns;
  readonly #gain = new AmountColumn(1);
  readonly #lackingUkwh: Float64Array;
  readonly #leftUkwh: Float64Array;

  constructor(tariffs: TariffColumns) {
    this.#tariffs = tariffs;
    this.#lackingUkwh = new Float64Array(tariffs.tariffs.length);
    this.#leftUkwh = new Float64Array(tariffs.tariffs.length);
  }

  /** What all slots so far could have gained, 10^-12 currency. */
  get amount(): Amount {
    return this.#gain.at(0);
  }

  /** Adds a slot by what each home imported and exported, 10^-6 kWh. */
  add(importedUkwh: Float64Array, exportedUkwh: Float64Array): void {
    const { tariffOf, tariffs, retailNow, feedInNow } = this.#tariffs;
    this.#lackingUkwh.fill(0);
    this.#leftUkwh.fill(0);
    for (let home = 0; home < tariffOf.length; home++) {
      const place = tariffOf[home] as number;
      this.#lackingUkwh[place] =
        (this.#lackingUkwh[place] as number) + (importedUkwh[home] as number);
      this.#leftUkwh[place] = (this.#leftUkwh[place] as number) + (exportedUkwh[home] as number);
    }
    const takers: Pool[] = tariffs.map(({ buyerFee }, place) => ({
      worth: (retailNow[place] as Price) - buyerFee,
      energyUkwh: this.#lackingUkwh[place] as Ukwh,
    }));
    const givers: Pool[] = tariffs.map(({ sellerFee }, place) => ({
      worth: (feedInNow[place] as Price) + sellerFee,
      energyUkwh: this.#leftUkwh[place] as Ukwh,
    }));
    takers.sort((a, b) => b.worth - a.worth);
    givers.sort((a, b) => a.worth - b.worth);
    this.#match(takers, givers);
  }

  #match(takers: Pool[], givers: Pool[]): void {
    let [taker, giver] = [takers.shift(), givers.shift()];
    while (taker !== undefined && giver !== undefined && taker.worth > giver.worth) {
      const energyUkwh = Math.min(taker.energyUkwh, giver.energyUkwh);
      this.#gain.add(0, energyUkwh, taker.worth - giver.worth);
      taker.energyUkwh -= energyUkwh;
      giver.energyUkwh -= energyUkwh;
      if (taker.energyUkwh === 0) taker = takers.shift();
      if (giver.energyUkwh === 0) giver = givers.shift();
    }
  }
}
