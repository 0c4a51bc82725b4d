import { readFileSync } from "node:fs";
import {
  accountsAnswer,
  communityTotals,
  exportedRows,
  householdEnergyAnswer,
  householdNeighbours,
  ledgerStatus,
  ownDescription,
  serverStatus,
  slotSummary,
  wishEffect,
} from "@pumasi/protocol";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { sumDecimals } from "../src/format/exact-decimal.js";
import en from "../src/i18n/en.json" with { type: "json" };
import ownEn from "../src/i18n/own-data.en.json" with { type: "json" };
import trustEn from "../src/i18n/trust.en.json" with { type: "json" };
import {
  ask,
  askCommunity,
  type Community,
  launchChromium,
  openPage,
  visit,
} from "./running-page.js";
import {
  figure,
  figuresIn,
  openTables,
  partOf,
  showsAnswer,
  under,
  wrongFigures,
} from "./screen-figures.js";
import {
  communityOf,
  firstMetered,
  householdOf,
  marketOf,
  negated,
  paidOut,
  readPeriods,
  readSettlement,
  type Span,
  sumLines,
  waitForPaidDays,
} from "./settlement.js";
import { accountOf, askAs, DEMO_HOME, openScreen, signInAs } from "./signed-in.js";
import * as household from "./totals-of-household.js";
import { HOUSEHOLD_SCREENS, OPERATOR_SCREENS, SCREENS_WITHOUT_TOTALS } from "./walked-screens.js";

test("every screen of the router is walked, or has no totals", () => {
  const router = readFileSync(new URL("../src/router.tsx", import.meta.url), "utf8");
  const addresses = [...router.matchAll(/\bpath: "([^"]+)"/g)].map(([, address]) => address);
  const known = [...HOUSEHOLD_SCREENS, ...OPERATOR_SCREENS, ...SCREENS_WITHOUT_TOTALS];
  expect(addresses.sort()).toEqual(known.sort());
});

let browser: Browser;
let community: Community;
let earlierDay: Span;
let newestDay: Span;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
  [earlierDay, newestDay] = await waitForPaidDays(community.slug);
}, 180_000);

afterAll(async () => {
  await browser?.close();
});

const path = (rest: string) => `/v1/communities/${community.slug}/${rest}`;

const settlement = (span: Span) => readSettlement(community.slug, span);

/** Everything metered so far, and what is metered meanwhile. */
async function settledSoFar() {
  const { slots } = await ask(path("totals"), communityTotals);
  return settlement({ from: community.firstSlot, until: community.firstSlot + slots + 12 });
}

const ownPayments = z.object({ payments: z.array(exportedRows.payments) });

describe("a household sees the totals of the API and of the settlement", () => {
  let context: BrowserContext;
  let page: Page;
  let account: number;

  beforeAll(async () => {
    ({ context, page } = await openPage(browser, community));
    await signInAs(page, { person: DEMO_HOME, landing: en.home.nowTitle });
    account = await accountOf(page);
  });

  afterAll(async () => {
    await context?.close();
  });

  const energy = (query: string) =>
    askAs(page, path(`accounts/${account}/energy?${query}`), householdEnergyAnswer);

  const walks: Record<(typeof HOUSEHOLD_SCREENS)[number], () => Promise<void>> = {
    "/": async () => {
      await openScreen(page, "community");
      const totals = await showsAnswer(
        page,
        () => ask(path("totals"), communityTotals),
        household.communityFigures,
        { path: path("totals"), schema: communityTotals },
      );
      const slots = firstMetered(await settledSoFar(), {
        ...{ from: community.firstSlot, until: Number.POSITIVE_INFINITY, count: totals.slots },
      });
      expect(totals).toEqual(await communityOf(community.slug, slots));
      await page.getByLabel(en.accounts.exact).check({ force: true });
      await showsAnswer(
        page,
        async () => (await ask(path("accounts"), accountsAnswer)).accounts,
        household.accountFigures,
      );
      const status = () => ask("/v1/status", serverStatus);
      await showsAnswer(page, status, (screen, told) =>
        household.stageFigures(screen, told, community.slug),
      );
      await showsAnswer(
        page,
        async () => {
          // These figures follow no event: they are asked for when the screen is opened.
          await openScreen(page, "home");
          await openScreen(page, "community");
          return ask("/v1/ledger", ledgerStatus);
        },
        household.chainFigures,
        { path: "/v1/ledger", schema: ledgerStatus },
      );
    },

    "/home": async () => {
      await openScreen(page, "home");
      await showsAnswer(page, () => energy("period=day"), household.nowFigures);
      const spanOf = async () =>
        Number(await page.locator("[data-span]").getAttribute("data-span"));
      const past = earlierDay.from;
      const earlier = page.getByRole("button", { name: en.home.earlier, exact: true });
      for (let before = await spanOf(); before > past; before = await spanOf()) {
        await earlier.click();
        await expect.poll(spanOf).not.toBe(before);
      }
      for (const period of ["day", "month", "year"] as const) {
        const choice = page.getByRole("radiogroup", { name: en.home.period.label, exact: true });
        await choice.getByText(en.home.period[period], { exact: true }).click();
        const answer = await showsAnswer(
          page,
          async () => {
            await openTables(page, en.block.showTable);
            return energy(`period=${period}&at=${past}`);
          },
          household.energyFigures,
        );
        const { span, sum, rows } = answer;
        if (period === "day") expect([span.from, sum.final]).toEqual([past, sum.slots]);
        const slots = await settlement({ from: sum.from, until: sum.until });
        const metered = firstMetered(slots, { ...sum, count: sum.metered });
        expect(metered).toHaveLength(sum.metered);
        expect(sum).toMatchObject(await householdOf(community.slug, metered, account));
        for (const row of rows) {
          const own = firstMetered(slots, { ...row, count: row.metered });
          expect(row).toMatchObject(await householdOf(community.slug, own, account));
        }
      }
    },

    "/home/neighbours": async () => {
      await openScreen(page, "neighbours");
      const neighbours = ({ from, until }: { from: number; until: number }) =>
        askAs(
          page,
          path(`accounts/${account}/neighbours?from=${from}&until=${until}`),
          householdNeighbours,
        );
      await showsAnswer(
        page,
        async () => neighbours((await energy("period=month")).span),
        household.neighbourFigures,
      );
      const span = { from: community.firstSlot, until: newestDay.until };
      expect(await neighbours(span)).toMatchObject(
        household.neighboursOf(await settlement(span), account),
      );
    },

    "/home/rule": async () => {
      await openScreen(page, "rule");
      const told = page.waitForResponse((response) => response.url().includes("/wish-effect?"));
      const slider = page.getByRole("slider", { name: en.rule.buyBelow, exact: true });
      await slider.focus();
      for (let steps = 0; steps < 12; steps++) await page.keyboard.press("ArrowLeft");
      const effect = wishEffect.parse(await (await told).json());
      const shown = page.locator("[data-effect]");
      await shown.waitFor();
      const sentences = await shown.locator("..").locator("p").allInnerTexts();
      const { slotSeconds } = community;
      expect(wrongFigures(household.effectFigures(sentences, effect, slotSeconds))).toEqual([]);
      expect(sumDecimals([effect.wouldHavePaid, effect.wouldHaveSaved])).toBe(effect.paid);
      const slots = firstMetered(await settlement(effect), { ...effect, count: effect.slots });
      const own = await householdOf(community.slug, slots, account);
      expect([effect.slots, effect.paid]).toEqual([slots.length, own.paid]);
      const traded = sumLines(
        slots,
        ["contractedBuy", "contractedSell"],
        (line) => line.account === account,
      );
      expect(effect.traded).toBe(traded);
    },

    "/home/trust": async () => {
      await openScreen(page, "trust");
      const spanOf = async () =>
        Number(await page.locator("[data-span]").getAttribute("data-span"));
      const day = newestDay;
      await page.locator("[data-span]").waitFor();
      for (let before = await spanOf(); before > day.from; before = await spanOf()) {
        await page.getByRole("button", { name: en.home.earlier, exact: true }).click();
        await expect.poll(spanOf).not.toBe(before);
      }
      const { rows, sum } = await energy(`period=day&at=${day.from}`);
      const summaries = page.locator("[data-slot] summary");
      await expect.poll(() => summaries.count()).toBe(rows.length);
      const texts = await summaries.locator("span:nth-of-type(2)").allInnerTexts();
      const figures = rows.toReversed().flatMap((row, place) => {
        const { imported, exported, paid } = row;
        const values = { imported, exported, paid };
        return figuresIn(`slot ${row.from}`, texts[place], trustEn.trust.figures, values);
      });
      expect(wrongFigures(figures)).toEqual([]);
      const status = page.locator("[data-checked]");
      await expect
        .poll(() => status.getAttribute("data-checked"), { timeout: 30_000 })
        .toBe(`${rows.length}`);
      const verdict = figuresIn("day", await status.innerText(), trustEn.trust.day.checked_other, {
        total: rows.length,
      });
      expect(wrongFigures(verdict)).toEqual([]);
      const slots = await settlement(day);
      for (const row of [...rows, sum]) {
        const own = firstMetered(slots, { ...row, count: row.metered });
        expect(row).toMatchObject(await householdOf(community.slug, own, account));
      }
    },

    "/slots/$slot": async () => {
      const slots = await settlement(earlierDay);
      const busiest = slots.toSorted(
        (one, other) => (other.trades?.length ?? 0) - (one.trades?.length ?? 0),
      );
      const [slot] = busiest;
      if (slot === undefined) throw new Error("a day without slots");
      await visit(page, `/slots/${slot.slot}`);
      const summary = await showsAnswer(
        page,
        () => ask(path(`slots/${slot.slot}`), slotSummary),
        household.slotFigures,
      );
      const { contracted, delivered, shared, imported, exported } = marketOf([slot]);
      expect(summary).toMatchObject({
        ...{ contracted, delivered, shared, imported, exported },
        orders: slot.orders.length,
      });
      const { sum } = await showsAnswer(
        page,
        () => energy(`from=${slot.slot}&until=${slot.slot + 1}&step=slot`),
        household.ownSlotFigures,
      );
      expect(sum).toMatchObject(await householdOf(community.slug, [slot], account));
    },

    "/home/data": async () => {
      await openScreen(page, "ownData");
      const { balance } = await showsAnswer(
        page,
        () => askAs(page, path("me"), ownDescription),
        (screen, own) => [
          figure(
            "balance",
            under(partOf(screen, ownEn.ownData.title), ownEn.ownData.fact.balance),
            own.balance,
          ),
        ],
      );
      const { payments } = await askAs(page, path("me/export"), ownPayments);
      const paidIn = payments.map(({ direction, amount }) =>
        direction === "deposit" ? amount : negated(amount),
      );
      const periods = await readPeriods(community.slug);
      const paid = periods.map((_, place) =>
        sumDecimals([...paidIn, paidOut(periods.slice(0, place + 1), account)]),
      );
      // The answer is older than the periods: it is of all of them but for the newest, at the most.
      expect(paid.slice(-3)).toContain(balance);
    },
  };

  test.each(HOUSEHOLD_SCREENS)("at %s", (screen) => walks[screen]());
});
