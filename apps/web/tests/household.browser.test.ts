import { householdEnergyAnswer, ownDescription } from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import {
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  openPage,
  overflowOf,
  screens,
  visit,
} from "./running-page.js";
import { shownAs } from "./shown-as.js";
import { accountOf, askAs, DEMO_HOME, signInAs, violationsOf } from "./signed-in.js";

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const signIn = (page: Page, texts: typeof en) =>
  signInAs(page, { person: DEMO_HOME, landing: texts.home.nowTitle, texts });

const path = (account: number, rest: string) =>
  `/v1/communities/${community.slug}/accounts/${account}/${rest}`;

describe.each([
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko as unknown as typeof en },
] as const)("a household's screens in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("are whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await page.getByRole("link", { name: texts.nav.signIn, exact: true }).click();
      await page.getByRole("heading", { level: 2, name: texts.signIn.demoTitle }).waitFor();
      const shoot = async (name: string) => {
        expect(await overflowOf(page), name).toBe(0);
        expect(await violationsOf(page), name).toEqual([]);
        const file = `${screens}${name}-${device}-${language}.png`;
        await page.screenshot({ path: file, fullPage: true });
      };
      await shoot("sign-in");
      await page.getByRole("button", { name: DEMO_HOME, exact: true }).click();
      await page.locator("[data-flow]").first().waitFor();
      await page.locator("canvas").first().waitFor();
      await shoot("home");
      await page.getByRole("link", { name: texts.nav.neighbours, exact: true }).click();
      await page.locator("canvas").first().waitFor();
      await shoot("neighbours");
      await page.getByRole("link", { name: texts.nav.rule, exact: true }).click();
      const slider = page.getByRole("slider", { name: texts.rule.buyBelow, exact: true });
      await slider.focus();
      for (let steps = 0; steps < 12; steps++) await page.keyboard.press("ArrowLeft");
      await page.locator("[data-effect]").waitFor();
      await shoot("rule");
      expect(complaints).toEqual([]);
    });
  });
});

test("the household's totals are the API's, to the last digit shown", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    const account = await accountOf(page);
    for (const period of ["day", "month", "year"] as const) {
      await page.getByText(en.home.period[period], { exact: true }).click();
      const shown = (name: string) => page.locator(`[data-figure="${name}"]`).innerText();
      await expect
        .poll(
          async () => {
            const { sum, span } = await askAs(
              page,
              path(account, `energy?period=${period}`),
              householdEnergyAnswer,
            );
            const from = await page.locator("[data-span]").getAttribute("data-span");
            if (from !== `${span.from}`) return [["span", from, span.from]];
            const names = ["saved", "paid", "paidWithout", "boughtFromNeighbours"] as const;
            const pairs = [];
            for (const name of names) pairs.push([await shown(name), sum[name]] as const);
            return pairs
              .map(([text, exact]) => [text, shownAs(text, [exact])])
              .filter(([text, expected]) => text !== expected);
          },
          { timeout: 30_000, interval: 250 },
        )
        .toEqual([]);
    }
  });
});

test("a limit is saved once, by keyboard alone, and is what the server keeps", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    await page.getByRole("link", { name: en.nav.rule, exact: true }).click();
    const me = `/v1/communities/${community.slug}/me`;
    const before = (await askAs(page, me, ownDescription)).wish;
    const slider = page.getByRole("slider", { name: en.rule.sellAbove, exact: true });
    await slider.focus();
    await page.keyboard.press(Number(before.sellAbove) > 0.2 ? "ArrowLeft" : "ArrowRight");
    await page.getByRole("button", { name: en.rule.save, exact: true }).press("Enter");
    await page.getByText(en.rule.unchanged, { exact: true }).waitFor();
    const after = (await askAs(page, me, ownDescription)).wish;
    expect(after.buyBelow).toBe(before.buyBelow);
    expect(Math.abs(Number(after.sellAbove) - Number(before.sellAbove))).toBeCloseTo(0.01, 6);
  });
});

test("nobody sees a household's screen without being it", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    const account = await accountOf(page);
    const other = path(account + 1, "energy?period=day");
    const status = await page.evaluate(async (url) => (await fetch(url)).status, other);
    expect(status).toBe(403);
    await page.getByRole("button", { name: en.nav.signOut, exact: true }).click();
    const navigation = page.getByRole("navigation", { name: en.nav.label });
    await navigation.getByRole("link", { name: en.nav.signIn, exact: true }).waitFor();
    const own = path(account, "energy?period=day");
    expect(await page.evaluate(async (url) => (await fetch(url)).status, own)).toBe(401);
    await visit(page, "/home");
    await page.getByRole("heading", { level: 2, name: en.home.signInTitle }).waitFor();
  });
});
