import type {
  accountsAnswer,
  communityTotals,
  HouseholdEnergy,
  householdEnergyAnswer,
  householdNeighbours,
  ledgerStatus,
  serverStatus,
  slotSummary,
  wishEffect,
} from "@pumasi/protocol";
import type { z } from "zod";
import { FLOWS } from "../src/features/household/household-bars.js";
import { STAGES } from "../src/features/slot-life/slots-around.js";
import { sumDecimals } from "../src/format/exact-decimal.js";
import en from "../src/i18n/en.json" with { type: "json" };
import slotEn from "../src/i18n/slot-page.en.json" with { type: "json" };
import {
  type Figure,
  figure,
  figuresIn,
  type Part,
  partOf,
  tableOf,
  under,
} from "./screen-figures.js";
import type { SettledSlot } from "./settlement.js";

type Totals = z.infer<typeof communityTotals>;
type Accounts = z.infer<typeof accountsAnswer>["accounts"];

/** The community's page: what everybody saved, and where the energy came from. */
export function communityFigures(screen: Part[], totals: Totals): Figure[] {
  const part = partOf(screen, en.totals.title);
  const { delivered, shared, saved, imported, exported, suppliedImport, suppliedExport } = totals;
  const detail = (label: string, template: string, values: Record<string, string>) =>
    figuresIn(label, under(part, label, 1), template, values);
  const { totals: texts } = en;
  return [
    ...figuresIn("slots", part.note, texts.counted_other, { slots: totals.slots }),
    figure("saved", under(part, texts.saved), saved),
    { name: "neighbours", shown: under(part, texts.neighbours), exact: [delivered, shared] },
    figure("supplier", under(part, texts.supplier), suppliedImport),
    figure("imported", under(part, texts.imported), imported),
    ...detail(texts.saved, texts.savedDetail, {
      with: totals.costWith,
      without: totals.costWithout,
    }),
    ...detail(texts.neighbours, texts.neighboursDetail, { delivered, shared }),
    ...detail(texts.supplier, texts.supplierDetail, { exported: suppliedExport }),
    ...detail(texts.imported, texts.importedDetail, { exported }),
  ];
}

/** Every account's balance, with all digits, and what they come to together. */
export function accountFigures(screen: Part[], accounts: Accounts): Figure[] {
  const { rows, foot } = tableOf(partOf(screen, en.accounts.title), en.accounts.caption);
  const columns = { balance: en.accounts.balance, unsettled: en.accounts.unsettled } as const;
  return Object.entries(columns).flatMap(([key, title]) => {
    const own = key as keyof typeof columns;
    const rowOf = (account: number) =>
      rows.find((row) => new RegExp(`^${account}0x`).test(row[en.accounts.account] ?? ""));
    return [
      ...accounts.map((one) =>
        figure(`${key} of ${one.account}`, rowOf(one.account)?.[title], one[own]),
      ),
      { name: `Σ ${key}`, shown: foot?.[title], exact: accounts.map((one) => one[own]) },
    ];
  });
}

/** How many slots are in each stage. */
export function stageFigures(screen: Part[], status: z.infer<typeof serverStatus>, slug: string) {
  const { lists } = partOf(screen, en.slots.title);
  const items = lists.find(({ name }) => name === en.slots.pipeline)?.items ?? [];
  const counts = status.communities.find((one) => one.slug === slug)?.slotsByStage ?? {};
  return STAGES.map((stage) => {
    const item = items.find(([name]) => name === en.slots.stage[stage]);
    return figure(stage, item?.[1], counts[stage] ?? 0);
  });
}

export function chainFigures(screen: Part[], status: z.infer<typeof ledgerStatus>): Figure[] {
  const part = partOf(screen, en.ledger.title);
  return [
    figure("block", under(part, en.ledger.block), status.block),
    figure("transactions", under(part, en.ledger.transactions), status.transactions),
    figure("failed", under(part, en.ledger.failed), status.failed),
    figure("gas", under(part, en.ledger.gas), status.gasUsed),
  ];
}

type EnergyAnswer = z.infer<typeof householdEnergyAnswer>;

const MONEY = ["saved", "paid", "paidWithout"] as const;
const OWN = ["generated", "ownUse", "consumed"] as const;

/** A household's day, month or year: its sums, every row of its table, and what is read aloud for its chart. */
export function energyFigures(screen: Part[], { sum, rows }: EnergyAnswer): Figure[] {
  const part = partOf(screen, en.home.energyTitle);
  const table = tableOf(part, en.home.energyTitle).rows;
  const metered = (
    row: HouseholdEnergy,
    key: (typeof MONEY)[number] | (typeof FLOWS)[number] | (typeof OWN)[number],
  ) => (row.metered === 0 ? null : row[key]);
  const isTold = rows.some(({ ownUse }) => ownUse !== null);
  const label = (key: (typeof FLOWS)[number]) => en.home.flow[key];
  return [
    figure("rows", `${table.length}`, rows.length),
    ...MONEY.map((key) => figure(key, under(part, en.home[key]), metered(sum, key))),
    ...FLOWS.map((key) => figure(key, under(part, label(key)), metered(sum, key))),
    ...(isTold ? OWN : []).map((key) =>
      figure(key, under(part, en.home.own[key]), metered(sum, key)),
    ),
    ...rows.flatMap((row, place) => [
      ...(isTold
        ? [
            figure(
              `ownUse of row ${place}`,
              table[place]?.[en.home.own.ownUse],
              metered(row, "ownUse"),
            ),
          ]
        : []),
      ...FLOWS.map((key) =>
        figure(`${key} of row ${place}`, table[place]?.[label(key)], metered(row, key)),
      ),
      figure(`paid of row ${place}`, table[place]?.[en.home.paid], metered(row, "paid")),
      figure(`saved of row ${place}`, table[place]?.[en.home.saved], metered(row, "saved")),
    ]),
    ...figuresIn("chart", part.pictures[0], en.home.chartSummary, flowsAloud(sum)),
  ];
}

const flowsAloud = (row: HouseholdEnergy) => ({
  bought: row.boughtFromNeighbours,
  fromGrid: row.fromGrid,
  sold: row.soldToNeighbours,
  toGrid: row.toGrid,
});

/** The picture of the newest metered slot. */
export function nowFigures(screen: Part[], { rows }: EnergyAnswer): Figure[] {
  const row = rows.at(-1);
  const [aloud] = partOf(screen, en.home.nowTitle).pictures;
  return row === undefined ? [] : figuresIn("now", aloud, en.home.flowSummary, flowsAloud(row));
}

type Neighbours = z.infer<typeof householdNeighbours>;

/** What was contracted with each neighbour, what all shared, and both together. */
export function neighbourFigures(screen: Part[], answer: Neighbours): Figure[] {
  const part = partOf(screen, en.neighbours.title);
  const { rows } = tableOf(part, en.neighbours.title);
  const nameOf = (account: number, name: string | null) =>
    name ?? en.neighbours.account.replace("{{account}}", `${account}`);
  const expected = [
    ...answer.neighbours.map(({ account, name, bought, sold }) => ({
      ...{ who: nameOf(account, name), bought, sold },
    })),
    { who: en.neighbours.shared, bought: answer.sharedBought, sold: answer.sharedSold },
  ];
  const sum = (key: "bought" | "sold") => sumDecimals(expected.map((one) => one[key]));
  return [
    ...expected.flatMap(({ who, bought, sold }) => {
      const row = rows.find((one) => one[en.neighbours.who] === who);
      return [
        figure(`bought from ${who}`, row?.[en.neighbours.bought], bought),
        figure(`sold to ${who}`, row?.[en.neighbours.sold], sold),
      ];
    }),
    ...figuresIn("chart", part.pictures[0], en.neighbours.summary_other, {
      count: answer.neighbours.length,
      bought: sum("bought"),
      sold: sum("sold"),
    }),
  ];
}

/** The same by the contracts and lines alone. */
export function neighboursOf(slots: readonly SettledSlot[], account: number) {
  const trades = slots.flatMap((slot) => slot.trades ?? []);
  const lines = slots.flatMap((slot) => slot.lines ?? []).filter((one) => one.account === account);
  const sum = (isCounted: (trade: (typeof trades)[number]) => boolean) =>
    sumDecimals(trades.filter(isCounted).map(({ energy }) => energy)) ?? "";
  const met = new Set(
    trades.flatMap(({ buyer, seller }) =>
      buyer === account ? [seller] : seller === account ? [buyer] : [],
    ),
  );
  const shared = (key: "sharedBuy" | "sharedSell") => sumDecimals(lines.map((one) => one[key]));
  return {
    neighbours: [...met]
      .sort((one, other) => one - other)
      .map((other) => ({
        account: other,
        bought: sum(({ buyer, seller }) => buyer === account && seller === other),
        sold: sum(({ buyer, seller }) => buyer === other && seller === account),
      })),
    sharedBought: shared("sharedBuy"),
    sharedSold: shared("sharedSell"),
  };
}

/** What other limits would have changed. */
export function effectFigures(
  shown: string[],
  effect: z.infer<typeof wishEffect>,
  slotSeconds: number,
): Figure[] {
  const [sentence, detail] = shown;
  const isLoss = effect.wouldHaveSaved.startsWith("-");
  const isNothing = effect.wouldHaveSaved === "0";
  const days = Math.min(30, Math.ceil((effect.slots * slotSeconds) / 86_400));
  const { rule } = en;
  const [none, lost, saved] =
    days === 1
      ? [rule.effectNone_one, rule.effectLost_one, rule.effectSaved_one]
      : [rule.effectNone_other, rule.effectLost_other, rule.effectSaved_other];
  const template = isNothing ? none : isLoss ? lost : saved;
  const amount = effect.wouldHaveSaved.replace("-", "");
  return [
    ...figuresIn("effect", sentence, template, {
      ...(days === 1 ? {} : { days }),
      ...(isNothing ? {} : { amount }),
    }),
    ...figuresIn("effect", detail, rule.effectDetail_other, {
      slots: effect.slots,
      would: effect.wouldHaveTraded,
      traded: effect.traded,
    }),
  ];
}

const SLOT_ENERGIES = ["contracted", "delivered", "shared", "imported", "exported"] as const;

/** One slot of the market. */
export function slotFigures(screen: Part[], summary: z.infer<typeof slotSummary>): Figure[] {
  const part = partOf(screen, slotEn.slotPage.title);
  const { slots } = en;
  const labels = { ...slots, ...slotEn.slotPage };
  return [
    figure("orders", under(part, slotEn.slotPage.orders), summary.orders),
    figure("price", under(part, slots.price), summary.price),
    ...SLOT_ENERGIES.map((key) => figure(key, under(part, labels[key]), summary[key])),
  ];
}

/** A household's own part in a slot, by its settlement line. */
export function ownSlotFigures(screen: Part[], { sum }: EnergyAnswer): Figure[] {
  const part = partOf(screen, slotEn.slotPage.ownTitle);
  return [
    ...FLOWS.map((key) => figure(key, under(part, en.home.flow[key]), sum[key])),
    figure("paid", under(part, en.home.paid), sum.paid),
    figure("saved", under(part, en.home.saved), sum.saved),
  ];
}
