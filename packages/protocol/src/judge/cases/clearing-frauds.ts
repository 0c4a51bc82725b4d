import type { Side } from "@pumasi/market";
import type { RuleName } from "../evidence.js";
import type { ShownSlot } from "../find/published.js";
import { type ForgedMargin, forgeClearing, limitsOf } from "./forge-clearing.js";
import { alterHeader, alterLeaf, type Fraud, type FraudScene, repeatPrice } from "./fraud.js";

const MERIT: readonly RuleName[] = ["UniformPriceRule", "PayAsBidRule"];
const SHARING: readonly RuleName[] = ["ProportionalSharingRule", "StaticSharingRule"];

/** The slot with its clearing's price repeated in the metering. */
function repeated(scene: FraudScene, shown: ShownSlot | null): ShownSlot | null {
  return shown && repeatPrice(scene.community.context.keccak, shown);
}

interface Ranked {
  sequence: number;
  side: Side;
  energy: number;
  fill: number;
  /** Above zero: better than the last price. */
  better: number;
}

/** A book's orders by how they stand to the last price; empty where nothing was traded. */
function ranked({ community, slot }: FraudScene): Ranked[] {
  const { orders, cleared } = slot.parts;
  const limits = limitsOf(community.drawn, slot);
  if (!cleared?.clearing.bid || !cleared.clearing.ask) return [];
  const { bid, ask, fills } = cleared.clearing;
  return orders.map(({ sequence, side, energyUkwh }) => {
    const limit = limits[sequence] as number;
    const better = side === "buy" ? limit - bid.price : ask.price - limit;
    return { sequence, side, energy: energyUkwh, fill: fills[sequence] as number, better };
  });
}

/** The clearing with some fills changed and everything else made to follow. */
function refilled(scene: FraudScene, changes: Record<number, number>): ShownSlot | null {
  const { community, slot } = scene;
  const clearing = slot.parts.cleared?.clearing;
  if (!clearing?.bid || !clearing.ask) return null;
  const fills = clearing.fills.map((fill, place) => fill + (changes[place] ?? 0));
  if (fills.some((fill) => fill < 0)) return null;
  const margin = (own: { sequence: number; price: number }): ForgedMargin => ({
    index: own.sequence,
    price: own.price,
    fillUkwh: fills[own.sequence] as number,
  });
  const bought = slot.parts.orders.reduce(
    (sum, { side, sequence }) => sum + (side === "buy" ? (fills[sequence] as number) : 0),
    0,
  );
  const forged = forgeClearing(community.context.keccak, community.drawn, slot, {
    fills,
    energyUkwh: bought,
    bid: margin(clearing.bid),
    ask: margin(clearing.ask),
    priceOff: 0,
  });
  return forged;
}

/** Moves one unit from one order to another of its side. */
function moved(
  scene: FraudScene,
  from: (order: Ranked) => boolean,
  to: (order: Ranked) => boolean,
): ShownSlot | null {
  const orders = ranked(scene);
  for (const giver of orders.filter(from)) {
    const taker = orders.find((order) => order !== giver && order.side === giver.side && to(order));
    if (taker !== undefined) return refilled(scene, { [giver.sequence]: -1, [taker.sequence]: 1 });
  }
  return null;
}

/** Frauds in who is filled and at what price. */
export const CLEARING_FRAUDS: readonly Fraud[] = [
  {
    fault: "ClearingNotEmpty",
    what: "a price where nothing is traded",
    rules: SHARING,
    forge: (scene) =>
      repeated(
        scene,
        alterHeader(
          scene,
          "clearingHeader",
          () => true,
          () => ({ price: 1 }),
        ),
      ),
  },
  {
    fault: "ClearingNotEmpty",
    what: "energy where nothing is traded",
    rules: SHARING,
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        () => true,
        () => ({ energy: 7 }),
      ),
  },
  ...([1n, -1n] as const).map(
    (step): Fraud => ({
      fault: "ClearingPriceWrong",
      what: `a price ${step > 0n ? "above" : "below"} the formula's`,
      rules: MERIT,
      forge: (scene) =>
        repeated(
          scene,
          alterHeader(
            scene,
            "clearingHeader",
            (f) => f("energy") > 0n,
            (f) => ({ price: f("price") + step }),
          ),
        ),
    }),
  ),
  {
    fault: "ClearingPriceWrong",
    what: "the last bid is one that is not there",
    rules: MERIT,
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        (f) => f("energy") > 0n,
        (f) => ({ bidIndex: f("orders") }),
      ),
  },
  {
    fault: "ClearingPriceWrong",
    what: "a price though nothing was traded",
    rules: MERIT,
    forge: (scene) =>
      repeated(
        scene,
        alterHeader(
          scene,
          "clearingHeader",
          (f) => f("energy") === 0n,
          () => ({ price: 5 }),
        ),
      ),
  },
  {
    fault: "FillMalformed",
    what: "something is written into a fill's padding",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        () => true,
        () => ({ padding: 9 }),
      ),
  },
  {
    fault: "FillMalformed",
    what: "a fill has money of its own under one price",
    rules: ["UniformPriceRule", ...SHARING],
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        () => true,
        () => ({ accountMoney: 5 }),
      ),
  },
  {
    fault: "FillPastLimit",
    what: "an order worse than the last is filled in its place",
    rules: MERIT,
    forge: (scene) =>
      moved(
        scene,
        ({ fill }) => fill > 1,
        ({ better }) => better < 0,
      ),
  },
  {
    fault: "FillPastLimit",
    what: "an unfilled order gets one unit",
    rules: MERIT,
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (_, index) => (ranked(scene)[index]?.better ?? 0) < 0,
        () => ({ fill: 1 }),
      ),
  },
  {
    fault: "FillBeyondEnergy",
    what: "an order gets more than it asked for",
    rules: MERIT,
    forge: (scene) =>
      moved(
        scene,
        ({ fill, better }) => better === 0 && fill > 1,
        ({ fill, energy, better }) => better > 0 && fill === energy,
      ),
  },
  {
    fault: "FillBeyondEnergy",
    what: "a fill grows past its order",
    rules: [...MERIT, "AttestedRule"],
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f, index) => f("fill") === BigInt(scene.slot.parts.orders[index]?.energyUkwh ?? 0),
        (f) => ({ fill: f("fill") + 1n }),
      ),
  },
  {
    fault: "FillNotFull",
    what: "a better order gives a unit to the last",
    rules: MERIT,
    forge: (scene) =>
      moved(
        scene,
        ({ better, fill }) => better > 0 && fill > 0,
        ({ better, fill, energy }) => better === 0 && fill < energy,
      ),
  },
  {
    fault: "FillNotFull",
    what: "a better order is cut short",
    rules: MERIT,
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (_, index) => (ranked(scene)[index]?.better ?? 0) > 0,
        (f) => ({ fill: f("fill") - 1n }),
      ),
  },
  {
    fault: "FillRationWrong",
    what: "a unit at the last price goes from one order to another",
    rules: MERIT,
    forge: (scene) =>
      moved(
        scene,
        ({ better, fill, energy }) => better === 0 && fill > 1 && energy > 1,
        ({ better, fill, energy }) => better === 0 && fill < energy && fill > 0,
      ),
  },
  {
    fault: "FillRationWrong",
    what: "a later order at the last price is served before an earlier one",
    rules: MERIT,
    forge(scene) {
      if (scene.community.drawn.terms.ties !== 1) return null;
      const level = ranked(scene).filter(({ better, fill }) => better === 0 && fill > 0);
      const [first, second] = level;
      if (!first || !second || first.side !== second.side) return null;
      if (second.fill === second.energy || first.fill === 0) return null;
      return refilled(scene, { [first.sequence]: -1, [second.sequence]: 1 });
    },
  },
  {
    fault: "FillWithoutTrade",
    what: "a fill in a book without trade",
    rules: [...MERIT, ...SHARING],
    forge: (scene) =>
      scene.slot.parts.cleared?.clearing.energyUkwh === 0
        ? alterLeaf(
            scene,
            "fills",
            () => true,
            () => ({ fill: 1, bought: 1 }),
          )
        : null,
  },
  {
    fault: "FillWithoutTrade",
    what: "the last fill in a book without trade",
    rules: [...MERIT, ...SHARING],
    forge: (scene) =>
      scene.slot.parts.cleared?.clearing.energyUkwh === 0
        ? alterLeaf(
            scene,
            "fills",
            (_, index, raw) => index === raw.fills.length - 1,
            () => ({ fill: 1 }),
          )
        : null,
  },
  {
    fault: "MarginalWrong",
    what: "the last bid's fill is another",
    rules: MERIT,
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        (f) => f("energy") > 0n,
        (f) => ({ bidFill: f("bidFill") + 1n }),
      ),
  },
  {
    fault: "MarginalWrong",
    what: "an ask is named that is not the last",
    rules: MERIT,
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        (f) => f("energy") > 0n,
        (f) => ({ askIndex: f("bidIndex") }),
      ),
  },
  {
    fault: "MarginalWrong",
    what: "the cut names another order",
    rules: MERIT,
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        (f) => f("askCutIndex") !== 0xffff_ffffn && f("askCutIndex") > 0n,
        (f) => ({ askCut: f("askCut") - 1n }),
      ),
  },
  {
    fault: "UnfilledOrdersCross",
    what: "less is traded than could be",
    rules: MERIT,
    forge(scene) {
      const bid = scene.slot.parts.cleared?.clearing.bid;
      const ask = scene.slot.parts.cleared?.clearing.ask;
      if (!bid || !ask || bid.fillUkwh < 2 || ask.fillUkwh < 2) return null;
      // With several orders at the last price, fewer units would also be shared otherwise.
      const isAlone = ranked(scene).filter(({ better }) => better === 0).length === 2;
      if (!isAlone) return null;
      return refilled(scene, { [bid.sequence]: -1, [ask.sequence]: -1 });
    },
  },
  {
    fault: "UnfilledOrdersCross",
    what: "nothing is traded though a bid covers an ask",
    rules: MERIT,
    forge(scene) {
      const { community, slot } = scene;
      if ((slot.parts.cleared?.clearing.energyUkwh ?? 0) === 0) return null;
      return forgeClearing(community.context.keccak, community.drawn, slot, {
        fills: slot.parts.orders.map(() => 0),
        energyUkwh: 0,
        bid: null,
        ask: null,
        priceOff: 0,
      });
    },
  },
];
