import {
  accountsAnswer,
  auditAnswer,
  type BalanceCode,
  type CommunityAction,
  type CommunityActionsAnswer,
  communityActionsAnswer,
  communityHealth,
  communityLedger,
  marketDaysAnswer,
  memberSearchAnswer,
  monthEndAnswer,
  rulesPreview,
  slotBook,
} from "@pumasi/protocol";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sumDecimals } from "../src/format/exact-decimal.js";
import en from "../src/i18n/en.json" with { type: "json" };
import healthEn from "../src/i18n/health.en.json" with { type: "json" };
import ledgerEn from "../src/i18n/ledger-page.en.json" with { type: "json" };
import marketEn from "../src/i18n/market.en.json" with { type: "json" };
import membersEn from "../src/i18n/members.en.json" with { type: "json" };
import { balancesOf } from "./month-balances.js";
import { ask, askCommunity, type Community, launchChromium, openPage } from "./running-page.js";
import {
  figure,
  openTables,
  partOf,
  readScreen,
  showsAnswer,
  under,
  wrongFigures,
} from "./screen-figures.js";
import {
  communityOf,
  firstMetered,
  isMember,
  marketOf,
  negated,
  paidOut,
  readPeriods,
  readSettlement,
  type Span,
  sumLines,
  waitForPaidDays,
  waitForPaidTrade,
} from "./settlement.js";
import { askAs, openScreen, signInAs } from "./signed-in.js";
import * as operator from "./totals-of-operator.js";
import { OPERATOR_SCREENS } from "./walked-screens.js";

let browser: Browser;
let community: Community;
let newestDay: Span;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
  [, newestDay] = await waitForPaidDays(community.slug);
}, 180_000);

afterAll(async () => {
  await browser?.close();
});

const path = (rest: string) => `/v1/communities/${community.slug}/${rest}`;

const settlement = (span: Span) => readSettlement(community.slug, span);

describe("an operator sees the totals of the API and of the settlement", () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    ({ context, page } = await openPage(browser, community));
    await signInAs(page, { person: "Operator", landing: healthEn.health.title });
  });

  afterAll(async () => {
    await context?.close();
  });

  /** Σ of what was paid in less what was paid out, by account. */
  async function paymentsOf(account: number): Promise<string> {
    const of = async (action: string) => {
      const { entries } = await askAs(page, path(`audit?action=${action}&limit=500`), auditAnswer);
      const own = entries.filter(({ subject }) => subject === `account ${account}`);
      return sumDecimals(own.map(({ detail }) => `${detail.amount}`)) ?? "";
    };
    const [paidIn, paidBack] = [await of("book+deposit"), await of("book+withdrawal")];
    return sumDecimals([paidIn, negated(paidBack)]) ?? "";
  }

  const walks: Record<(typeof OPERATOR_SCREENS)[number], () => Promise<void>> = {
    "/operator/health": async () => {
      await openScreen(page, "health");
      const health = await showsAnswer(
        page,
        () => askAs(page, path("health"), communityHealth),
        operator.healthFigures,
        { path: path("health"), schema: communityHealth },
      );
      const paid = health.slots.find(({ stage }) => stage === "paid")?.slots;
      const lengths = (await readPeriods(community.slug)).map(
        ({ fromSlot, untilSlot }) => untilSlot - fromSlot,
      );
      const sums = lengths.map((_, place) =>
        lengths.slice(0, place + 1).reduce((all, length) => all + length, 0),
      );
      expect(sums).toContain(paid);
      const { accounts } = await ask(path("accounts"), accountsAnswer);
      const meters = Object.values(health.meters.counts).reduce((all, count) => all + count, 0);
      expect(accounts.flatMap((account) => account.meters)).toHaveLength(meters);
    },

    "/operator/market": async () => {
      await openScreen(page, "market");
      const priced = await waitForPaidTrade(community.slug);
      await page.locator(`select option[value="${priced.slot}"]`).waitFor({ state: "attached" });
      await page.locator("select").first().selectOption(`${priced.slot}`);
      const book = await showsAnswer(
        page,
        () => askAs(page, path(`slots/${priced.slot}/book`), slotBook),
        operator.bookFigures,
      );
      const { contracted } = marketOf([priced]);
      expect([book.crossing?.energy, book.crossing?.price, book.orders]).toEqual([
        contracted,
        priced.trades?.[0]?.price,
        priced.orders.length,
      ]);

      await openTables(page, en.block.showTable);
      const market = await showsAnswer(
        page,
        () => askAs(page, path("market/days"), marketDaysAnswer),
        operator.dayFigures,
        { path: path("market/days"), schema: marketDaysAnswer },
      );
      const slots = await settlement(market.sum);
      for (const part of [...market.days, market.sum]) {
        const within = slots
          .filter(({ slot, trades }) => slot >= part.from && slot < part.until && trades !== null)
          .slice(0, part.cleared)
          .map((slot, place) => (place < part.metered ? slot : { ...slot, lines: null }));
        if (part.metered > 0) expect(part).toMatchObject(marketOf(within));
      }

      const told = page.waitForResponse((response) => response.url().endsWith("/rules/preview"));
      await page.locator("form button[type=submit]").click();
      const preview = rulesPreview.parse(await (await told).json());
      await page.locator("[data-preview]").waitFor();
      await openTables(page, marketEn.market.byDay);
      await page.getByRole("table", { name: marketEn.market.byDay }).waitFor();
      expect(wrongFigures(operator.previewFigures(await readScreen(page), preview))).toEqual([]);
      const counted = firstMetered(await settlement(preview), { ...preview, count: preview.slots });
      const { saved, costWith, costWithout } = await communityOf(community.slug, counted);
      const { delivered, shared, fromSupplier, toSupplier, ...sums } = marketOf(counted);
      expect(preview.settled).toEqual({
        ...{ delivered, shared, fromSupplier, toSupplier, contracted: sums.contracted },
        ...{ paid: costWith, paidWithout: costWithout, saved },
        fees: negated(sumLines(counted, ["feeAmount"], isMember)),
      });
      for (const { account, paid } of preview.accounts) {
        const isOwn = (line: { account: number }) => line.account === account;
        expect(paid, `account ${account}`).toBe(negated(sumLines(counted, ["total"], isOwn)));
      }
    },

    "/operator/members": async () => {
      await openScreen(page, "members");
      const { members } = await showsAnswer(
        page,
        () => askAs(page, path("members/search"), memberSearchAnswer),
        operator.memberFigures,
        { path: path("members/search"), schema: memberSearchAnswer },
      );
      const periods = await readPeriods(community.slug);
      const payments = new Map<number, string>();
      for (const { account } of members) payments.set(account, await paymentsOf(account));
      // The answer is older than the periods: it is of all of them but for the newest, at the most.
      const balancesAfter = (count: number) =>
        members.map(({ account }) =>
          sumDecimals([paidOut(periods.slice(0, count), account), payments.get(account) ?? ""]),
        );
      const shown = members.map(({ balance }) => balance);
      const newest = [0, 1, 2].map((newer) => balancesAfter(periods.length - newer));
      expect(newest).toContainEqual(shown);
      const [first] = members;
      await page.locator(`[data-member="${first?.account}"]`).click();
      await showsAnswer(
        page,
        () => askAs(page, path("members/search"), memberSearchAnswer),
        (screen, found) => {
          const own = found.members.find(({ account }) => account === first?.account);
          const { balance } = membersEn.members;
          const part = partOf(screen, first?.name ?? "");
          return [figure("balance", under(part, balance), own?.balance ?? null)];
        },
      );
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    },

    "/operator/month-end": async () => {
      await openScreen(page, "monthEnd");
      const month = await showsAnswer(
        page,
        () => askAs(page, path("month-end"), monthEndAnswer),
        operator.monthFigures,
        { path: path("month-end"), schema: monthEndAnswer },
      );
      const counted = (code: BalanceCode) =>
        month.balances.find((balance) => balance.code === code)?.counted ?? 0;
      const slots = firstMetered(await settlement(month), {
        ...month,
        count: counted("lines_total"),
      });
      const periods = await readPeriods(community.slug);
      const own = periods.filter(
        ({ fromSlot }) => fromSlot >= month.from && fromSlot < month.until,
      );
      const before = periods.findLast(({ fromSlot }) => fromSlot < month.from);
      const balances = balancesOf(slots, own.slice(0, counted("period_delta")), before);
      for (const [code, difference] of Object.entries(balances)) {
        const told = month.balances.find((balance) => balance.code === code);
        expect(told, code).toMatchObject({
          ...difference,
          value: difference.counted === 0 ? null : difference.value,
        });
      }
      const over = month.days.filter(({ until }) => until <= newestDay.until);
      for (const [place, day] of over.entries()) {
        const readings = slots
          .filter(({ slot }) => slot >= day.from && slot < day.until)
          .flatMap((slot) => slot.readings ?? [])
          // After a membership's end nothing is expected, so nothing is counted.
          .filter(({ rule }) => rule !== "membership-ended");
        for (const { account, ...told } of month.accounts) {
          const metered = readings.filter((reading) => reading.account === account);
          const { length } = metered.filter(({ quality }) => quality === "substituted");
          const numbers = [told.metered[place], told.final[place], told.paid[place]];
          expect(numbers, day.day).toEqual(Array(3).fill(metered.length));
          expect(told.substituted[place], day.day).toBe(length);
        }
      }
    },

    "/operator/ledger": async () => {
      const ledger = await showsAnswer(
        page,
        async () => {
          // These figures follow no event: they are asked for when the screen is opened.
          await openScreen(page, "health");
          await openScreen(page, "ledger");
          await page
            .getByRole("heading", { name: ledgerEn.ledgerPage.gasTitle, exact: true })
            .waitFor();
          await openTables(page, en.block.showTable);
          return askAs(page, path("ledger"), communityLedger);
        },
        operator.gasFigures,
        { path: path("ledger"), schema: communityLedger },
      );
      const actions: CommunityAction[] = [];
      for (let before: number | null | undefined; before !== null; ) {
        const query = `ledger/actions?limit=500${before === undefined ? "" : `&before=${before}`}`;
        const answer: CommunityActionsAnswer = await askAs(
          page,
          path(query),
          communityActionsAnswer,
        );
        actions.push(...answer.actions);
        before = answer.before;
      }
      const sent = actions.toReversed().slice(0, ledger.transactions);
      const gas = (own: CommunityAction[]) => sumDecimals(own.map(({ gasUsed }) => gasUsed ?? "0"));
      expect(gas(sent)).toBe(ledger.gasUsed);
      for (const { kind, gasUsed } of ledger.byKind) {
        expect(gas(sent.filter((action) => action.kind === kind)), kind).toBe(gasUsed);
      }
    },
  };

  test.each(OPERATOR_SCREENS)("at %s", (screen) => walks[screen](), 180_000);
});
