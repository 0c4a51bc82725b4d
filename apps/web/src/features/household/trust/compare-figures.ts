import {
  type HouseholdEnergy,
  lineTotalOf,
  PRODUCT_CODE,
  type SeenLine,
  type SlotProof,
} from "@pumasi/protocol";
import { amountOf, printAmount, printKwh } from "@pumasi/quantities";
import { signOf, subtractDecimals, sumDecimals } from "../../../format/exact-decimal.js";

/** The figures of a slot that the household's screens show. */
export const FIGURES = [
  "imported",
  "exported",
  "boughtFromNeighbours",
  "soldToNeighbours",
  "fromGrid",
  "toGrid",
  "paid",
  "paidWithout",
  "saved",
] as const;
export type Figure = (typeof FIGURES)[number];

/** A figure whose two values differ; decimal texts, kWh or currency. */
export interface OtherFigure {
  figure: Figure;
  shown: string;
  proven: string;
}

/** The figures that a slot's line proves, as the screens print them. Only the forward product leaves a rest to the grid. */
export function figuresOfLine(
  line: SeenLine,
  terms: SlotProof["terms"],
): Partial<Record<Figure, string>> {
  const bought = line.deliveredBuy + line.sharedBuy;
  const sold = line.deliveredSell + line.sharedSell;
  const without =
    line.imported * amountOf(1, terms.retailPrice) - line.exported * amountOf(1, terms.feedInPrice);
  const total = lineTotalOf(line);
  const hasRest = terms.product === PRODUCT_CODE["forward-capped"];
  const rest = {
    fromGrid: printKwh(line.imported - bought),
    toGrid: printKwh(line.exported - sold),
  };
  return {
    imported: printKwh(line.imported),
    exported: printKwh(line.exported),
    boughtFromNeighbours: printKwh(bought),
    soldToNeighbours: printKwh(sold),
    ...(hasRest ? rest : {}),
    paid: printAmount(-total),
    paidWithout: printAmount(without),
    saved: printAmount(without + total),
  };
}

/** Where the screens' figures of a slot are not those that its line proves. */
export function otherFigures(
  row: HouseholdEnergy,
  proven: Partial<Record<Figure, string>>,
): OtherFigure[] {
  return FIGURES.flatMap((figure) => {
    const value = proven[figure];
    return value === undefined || isSame(row[figure], value)
      ? []
      : [{ figure, shown: row[figure], proven: value }];
  });
}

/** Where the sum of a day is not the sum of its slots. `proven` is what the slots come to. */
export function otherSums(rows: readonly HouseholdEnergy[], sum: HouseholdEnergy): OtherFigure[] {
  return FIGURES.flatMap((figure) => {
    const added = sumDecimals(rows.map((row) => row[figure])) ?? "";
    return rows.length > 0 && !isSame(sum[figure], added)
      ? [{ figure, shown: sum[figure], proven: added }]
      : [];
  });
}

function isSame(one: string, other: string): boolean {
  const difference = subtractDecimals(one, [other]);
  return difference !== null && signOf(difference) === 0;
}
