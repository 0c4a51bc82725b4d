import type { LineLeaf } from "../../leaves/index.js";
import { type Draw, pick } from "./draw.js";
import type { DrawnTerms } from "./drawn-terms.js";
import { type ForgedLines, followEnergies } from "./forge-lines.js";

/** One step of a cheat in lines; false where it has no occasion. */
type LineCheat = (draw: Draw, drawn: DrawnTerms, forged: ForgedLines) => boolean;

const member = (draw: Draw, { lines }: ForgedLines): LineLeaf | null =>
  lines.length > 4 ? pick(draw, lines.slice(4)) : null;

type EnergyName =
  | "deliveredBuyUkwh"
  | "deliveredSellUkwh"
  | "sharedBuyUkwh"
  | "sharedSellUkwh"
  | "importedUkwh"
  | "exportedUkwh"
  | "contractedBuyUkwh"
  | "contractedSellUkwh"
  | "offeredUkwh";

const ENERGY_NAMES: readonly EnergyName[] = [
  "deliveredBuyUkwh",
  "deliveredSellUkwh",
  "sharedBuyUkwh",
  "sharedSellUkwh",
  "importedUkwh",
  "exportedUkwh",
  "contractedBuyUkwh",
  "contractedSellUkwh",
  "offeredUkwh",
];

/** Moves some of an energy from one member to another; everything else follows. */
const moveEnergy: LineCheat = (draw, drawn, forged) => {
  const [from, to] = [member(draw, forged), member(draw, forged)];
  const name = pick(draw, ENERGY_NAMES);
  if (!from || !to || from === to || from[name] === 0) return false;
  const moved = 1 + draw(from[name] - 1);
  from[name] -= moved;
  to[name] += moved;
  followEnergies(drawn, forged);
  return true;
};

/** Gives both sides of a kind of energy more or less; everything else follows. */
const changeBoth: LineCheat = (draw, drawn, forged) => {
  const [buyer, seller] = [member(draw, forged), member(draw, forged)];
  const [buy, sell] = pick(draw, [
    ["deliveredBuyUkwh", "deliveredSellUkwh"],
    ["sharedBuyUkwh", "sharedSellUkwh"],
    ["contractedBuyUkwh", "contractedSellUkwh"],
  ] as const);
  const step = draw(1) === 0 ? 1 : -1;
  if (!buyer || !seller || buyer[buy] + step < 0 || seller[sell] + step < 0) return false;
  buyer[buy] += step;
  seller[sell] += step;
  followEnergies(drawn, forged);
  return true;
};

/** Turns energy of one kind into another of the same member's side. */
const turnEnergy: LineCheat = (draw, drawn, forged) => {
  const own = member(draw, forged);
  const [one, other] = pick(draw, [
    ["deliveredBuyUkwh", "sharedBuyUkwh"],
    ["sharedBuyUkwh", "deliveredBuyUkwh"],
    ["deliveredSellUkwh", "sharedSellUkwh"],
    ["sharedSellUkwh", "deliveredSellUkwh"],
  ] as const);
  if (own === null || own[one] === 0) return false;
  own[one] -= 1;
  own[other] += 1;
  followEnergies(drawn, forged);
  return true;
};

/** Another price, by which everything is paid. */
const changePrice: LineCheat = (draw, drawn, forged) => {
  const { header } = forged;
  const step = draw(1) === 0 ? 1 : -1;
  if (draw(1) === 0) header.price += step;
  else header.sharingPrice += step;
  followEnergies(drawn, forged);
  return true;
};

/** Moves money between two accounts, of whatever kind. */
const moveMoney: LineCheat = (draw, _, { lines }) => {
  const [from, to] = [pick(draw, lines), pick(draw, lines)];
  const name = pick(draw, ["tradeAmount", "sharingAmount", "supplierAmount", "feeAmount"] as const);
  if (from === to) return false;
  const amount = BigInt(1 + draw(5));
  from[name] -= amount;
  to[name] += amount;
  return true;
};

/** Moves money between two kinds of one account's, and back for another account. */
const turnMoney: LineCheat = (draw, _, { lines }) => {
  const [one, other] = [pick(draw, lines), pick(draw, lines)];
  if (one === other) return false;
  one.tradeAmount += 3n;
  other.tradeAmount -= 3n;
  one.supplierAmount -= 2n;
  other.supplierAmount += 2n;
  return true;
};

/** Another last order or meter. */
const changeLinks: LineCheat = (draw, _, forged) => {
  const own = member(draw, forged);
  if (own === null) return false;
  if (draw(1) === 0) own.lastOrder = draw(12);
  else own.lastReading = draw(8);
  return true;
};

/** Contracts or meters made up out of nothing, with no order or meter behind them. */
const makeUp: LineCheat = (draw, drawn, forged) => {
  const [buyer, seller] = [member(draw, forged), member(draw, forged)];
  if (!buyer || !seller) return false;
  const last = pick(draw, [0, 1000, buyer.lastOrder]);
  if (draw(1) === 0) {
    buyer.contractedBuyUkwh += 1;
    seller.contractedSellUkwh += 1;
    buyer.lastOrder = last;
    seller.lastOrder = last;
    forged.header.contractedUkwh += draw(1);
  } else {
    buyer.importedUkwh += 2;
    buyer.lastReading = pick(draw, [0, 1000, buyer.lastReading]);
  }
  followEnergies(drawn, forged);
  return true;
};

/** The last accounts left out, their money given to the one before. */
const leaveOut: LineCheat = (_, drawn, forged) => {
  if (forged.lines.length < 5) return false;
  forged.lines.pop();
  followEnergies(drawn, forged);
  return true;
};

/** One more account, at the end, that is owed something. */
const addAccount: LineCheat = (draw, drawn, forged) => {
  const last = forged.lines.at(-1) as LineLeaf;
  forged.lines.push({ ...last, account: forged.lines.length, lastOrder: 0, lastReading: 0 });
  if (draw(1) === 0) followEnergies(drawn, forged);
  return true;
};

/** Another total in the header than the lines' sum. */
const changeTotals: LineCheat = (draw, _, { header }) => {
  const name = pick(draw, [
    "deliveredUkwh",
    "sharedUkwh",
    "weightBuyUkwh",
    "weightSellUkwh",
    "importedUkwh",
    "exportedUkwh",
    "contractedUkwh",
    "offeredUkwh",
  ] as const);
  const step = draw(1) === 0 ? 1 : -1;
  if (header[name] + step < 0) return false;
  header[name] += step;
  return true;
};

/** Another cut. */
const changeCut: LineCheat = (draw, _, { header }) => {
  const name = pick(draw, [
    "deliveredBuyCut",
    "deliveredSellCut",
    "sharedBuyCut",
    "sharedSellCut",
  ] as const);
  const cut = header[name];
  header[name] = pick(draw, [
    null,
    { remainder: 0, index: draw(7) },
    { remainder: cut?.remainder ?? draw(9), index: draw(7) },
    { remainder: draw(30), index: cut?.index ?? 4 },
  ]);
  return true;
};

export const LINE_CHEATS: readonly LineCheat[] = [
  moveEnergy,
  changeBoth,
  turnEnergy,
  changePrice,
  moveMoney,
  turnMoney,
  changeLinks,
  makeUp,
  leaveOut,
  addAccount,
  changeTotals,
  changeCut,
];

/** The steps of one cheat, of one to three kinds; the same draw may undo itself, so outcomes are to be compared. */
export function cheatInLines(draw: Draw, drawn: DrawnTerms, forged: ForgedLines): boolean {
  let isDone = false;
  for (let steps = 1 + draw(2); steps > 0; steps--) {
    isDone = pick(draw, LINE_CHEATS)(draw, drawn, forged) || isDone;
  }
  return isDone;
}
