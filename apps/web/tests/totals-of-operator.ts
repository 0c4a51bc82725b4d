import type {
  CommunityHealth,
  CommunityLedger,
  MarketDaysAnswer,
  MemberSearchAnswer,
  MonthEndAnswer,
  RulesPreview,
  SlotBook,
} from "@pumasi/protocol";
import { subtractDecimals, sumDecimals } from "../src/format/exact-decimal.js";
import en from "../src/i18n/en.json" with { type: "json" };
import healthEn from "../src/i18n/health.en.json" with { type: "json" };
import ledgerEn from "../src/i18n/ledger-page.en.json" with { type: "json" };
import marketEn from "../src/i18n/market.en.json" with { type: "json" };
import membersEn from "../src/i18n/members.en.json" with { type: "json" };
import monthEn from "../src/i18n/month-end.en.json" with { type: "json" };
import {
  type Figure,
  figure,
  figuresIn,
  type Part,
  partOf,
  tableOf,
  under,
} from "./screen-figures.js";

const { health } = healthEn;
const { market } = marketEn;
const { monthEnd } = monthEn;
const { ledgerPage } = ledgerEn;

/** Slots by stage, meters by condition, and the counts of ledger and queues. */
export function healthFigures(screen: Part[], told: CommunityHealth): Figure[] {
  const stages = tableOf(partOf(screen, health.slotsTitle), health.slotsCaption).rows;
  const meters = partOf(screen, health.metersTitle);
  const server = partOf(screen, health.serverTitle);
  const { ledger, queue } = told;
  const counts = {
    ...{ block: ledger.block, waiting: ledger.waiting, scheduled: ledger.scheduled },
    ...{ failed: ledger.failedOpen, demands: told.openDemands, setbacks: told.setbacks },
    ...{ outbox: queue.outbox, foreign: queue.foreign, inbox: queue.inboxOrders },
  };
  return [
    ...told.slots.map(({ stage, slots }) => {
      const row = stages.find((one) => one[health.stage] === en.slots.stage[stage]);
      return figure(stage, row?.[health.slots], slots);
    }),
    ...Object.entries(told.meters.counts).map(([condition, count]) =>
      figure(
        condition,
        under(meters, health.conditions[condition as keyof typeof health.conditions]),
        count,
      ),
    ),
    ...Object.entries(counts).map(([key, count]) =>
      figure(key, under(server, health[key as keyof typeof counts]), count),
    ),
  ];
}

/** What crossed in a slot, its marginal orders, and every price level of both sides. */
export function bookFigures(screen: Part[], book: SlotBook): Figure[] {
  const part = partOf(screen, market.bookTitle);
  const { crossing } = book;
  if (crossing === null) return [];
  const sides = [
    { caption: market.demand, levels: book.bids },
    { caption: market.supply, levels: book.asks },
  ];
  return [
    figure("price", under(part, market.price), crossing.price),
    figure("contracted", under(part, market.contracted), crossing.energy),
    ...figuresIn("bid", under(part, market.marginalBid), market.marginal, crossing.bid),
    ...figuresIn("ask", under(part, market.marginalAsk), market.marginal, crossing.ask),
    figure("orders", under(part, market.orders), book.orders),
    ...sides.flatMap(({ caption, levels }) => {
      const { rows } = tableOf(part, caption);
      return levels.flatMap((level, place) => [
        figure(`price ${place}`, rows[place]?.[market.netPrice], level.price),
        figure(`energy ${place}`, rows[place]?.[market.energy], level.energy),
        figure(`cumulated ${place}`, rows[place]?.[market.cumulated], level.cumulated),
        figure(`orders ${place}`, rows[place]?.[market.orders], level.orders),
      ]);
    }),
    ...figuresIn("chart", part.pictures[0], market.bookSummary, {
      demand: book.bids.at(-1)?.cumulated ?? "0",
      supply: book.asks.at(-1)?.cumulated ?? "0",
      energy: crossing.energy,
      price: crossing.price,
    }),
  ];
}

const DAY_COLUMNS = [
  ...["contracted", "delivered", "shared", "fromSupplier", "toSupplier"],
  ...["averagePrice", "lowestPrice", "highestPrice"],
] as const;
const OF_DAY = DAY_COLUMNS as readonly (keyof typeof market.day & keyof MarketDaysAnswer["sum"])[];

/** The last 30 days together and each by itself, the newest first. */
export function dayFigures(screen: Part[], { days, sum }: MarketDaysAnswer): Figure[] {
  const part = partOf(screen, market.daysTitle);
  const { rows } = tableOf(part, market.daysTitle);
  return [
    figure("days", `${rows.length}`, days.length),
    ...OF_DAY.slice(0, 6).map((key) => figure(key, under(part, market.day[key]), sum[key])),
    ...days
      .toReversed()
      .flatMap((day, place) =>
        OF_DAY.map((key) =>
          figure(`${key} of ${day.day}`, rows[place]?.[market.day[key]], day[key]),
        ),
      ),
    ...figuresIn("chart", part.pictures[0], market.daysSummary, {
      delivered: sum.delivered,
      shared: sum.shared,
      supplier: sum.fromSupplier,
    }),
  ];
}

/** What another rule would have meant: all sums, each account, and each day. */
export function previewFigures(screen: Part[], preview: RulesPreview): Figure[] {
  const part = partOf(screen, market.otherTitle);
  const sums = tableOf(part, market.previewTitle).rows;
  const accounts = tableOf(part, market.whoTitle).rows;
  const days = tableOf(part, market.byDay).rows;
  const keys = Object.keys(preview.settled) as (keyof typeof preview.settled)[];
  return [
    ...keys.flatMap((key) => {
      const row = sums.find((one) => one[market.sum.name] === market.sum[key]);
      const [settled, instead] = [preview.settled[key], preview.instead[key]];
      return [
        figure(`${key} as settled`, row?.[market.sum.settled], settled),
        figure(`${key} instead`, row?.[market.sum.instead], instead),
        figure(`${key} by`, row?.[market.sum.difference], subtractDecimals(instead, [settled])),
      ];
    }),
    ...preview.accounts.flatMap(({ account, paid, wouldPay, difference }, place) => [
      figure(`account ${place}`, accounts[place]?.[en.accounts.account], account),
      figure(`paid by ${account}`, accounts[place]?.[market.paid], paid),
      figure(`${account} would pay`, accounts[place]?.[market.wouldPay], wouldPay),
      figure(`${account} by`, accounts[place]?.[market.sum.difference], difference),
    ]),
    ...preview.days.flatMap(({ day, slots, settled, instead }, place) =>
      (["contracted", "fromSupplier", "paid", "fees"] as const).flatMap((key) => {
        const cell = days[place]?.[market.sum[key]];
        if (slots === 0) return [figure(`${key} of ${day}`, cell, null)];
        const values = { settled: settled[key], instead: instead[key] };
        return figuresIn(`${key} of ${day}`, cell, "{{settled}} → {{instead}}", values);
      }),
    ),
  ];
}

/** Every listed member's balance and limit. */
export function memberFigures(screen: Part[], { members }: MemberSearchAnswer): Figure[] {
  const texts = membersEn.members;
  const { rows } = tableOf(partOf(screen, texts.title), texts.caption);
  return members.flatMap(({ account, balance, creditLimit }) => {
    const row = rows.find((one) => one[texts.account] === `${account}`);
    return [
      figure(`balance of ${account}`, row?.[texts.balance], balance),
      figure(`limit of ${account}`, row?.[texts.creditLimit], creditLimit),
    ];
  });
}

const COUNTS = ["expected", "metered", "substituted", "final", "paid"] as const;

/** A month: its counts, every balance with what it is the sum of, and every cell of its calendar. */
export function monthFigures(screen: Part[], told: MonthEndAnswer): Figure[] {
  const summary = partOf(screen, monthEnd.title);
  const items = partOf(screen, monthEnd.balancesTitle).lists.flatMap((list) => list.items);
  const calendar = tableOf(partOf(screen, monthEnd.calendarTitle), monthEnd.calendarCaption);
  return [
    ...COUNTS.map((key) => ({
      name: key,
      shown: under(summary, monthEnd.figures[key]),
      exact: told.accounts.flatMap((account) => account[key]),
    })),
    ...told.balances.flatMap(({ code, value, counted }) => {
      const name = monthEnd.balance[code];
      const item = items.find(([one]) => one?.startsWith(name));
      if (value === null) return [];
      return [
        figure(code, item?.[1], value),
        ...figuresIn(
          code,
          item?.[0]?.slice(name.length),
          counted === 1 ? monthEnd.counted_one : monthEnd.counted_other,
          { counted },
        ),
      ];
    }),
    ...told.accounts.flatMap((own, place) =>
      told.days.flatMap(({ day }, index) => {
        const title = `${day.slice(0, 8)}${Number(day.slice(8))}`;
        const cell = calendar.rows[place]?.[title];
        const [metered = 0, expected = 0] = [own.metered[index], own.expected[index]];
        if (expected === 0) return [];
        const words = cell?.slice(cell.indexOf(day));
        return figuresIn(`${day} of ${own.account}`, words, monthEnd.cellNumbers, {
          ...{ metered, expected, substituted: own.substituted[index] ?? 0 },
          ...{ final: own.final[index] ?? 0, paid: own.paid[index] ?? 0 },
        });
      }),
    ),
  ];
}

/** What the ledger was told and what that cost, in all, by kind and by day. */
export function gasFigures(screen: Part[], told: CommunityLedger): Figure[] {
  const part = partOf(screen, ledgerPage.title);
  const gas = partOf(screen, ledgerPage.gasTitle);
  const { rows: kinds } = tableOf(gas, ledgerPage.gasByKind);
  const { rows: days } = tableOf(gas, ledgerPage.gasByDay);
  const total = sumDecimals([told.gasUsed]);
  return [
    ...(["transactions", "waiting", "scheduled", "failed", "gasUsed"] as const).map((key) =>
      figure(key, under(part, ledgerPage[key]), told[key]),
    ),
    ...told.byKind.flatMap(({ kind, actions, gasUsed }, place) => [
      figure(`actions ${kind}`, kinds[place]?.[ledgerPage.actions], actions),
      figure(`gas of ${kind}`, kinds[place]?.[ledgerPage.gas], gasUsed),
    ]),
    ...told.byDay.flatMap(({ day, actions, gasUsed }, place) => [
      figure(`actions on ${day}`, days[place]?.[ledgerPage.actions], actions),
      figure(`gas on ${day}`, days[place]?.[ledgerPage.gas], gasUsed),
    ]),
    ...figuresIn("by kind", gas.pictures[0], ledgerPage.gasKindSummary, { total }),
    ...figuresIn("by day", gas.pictures[1], ledgerPage.gasDaySummary_other, {
      number: told.byDay.length,
      total,
    }),
  ];
}
