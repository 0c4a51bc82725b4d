import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { householdEnergyAnswer, ownDescription, sessionAnswer } from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
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

const HOME = "Home 2";

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** Signs in as one of the demo's households and lands on its home screen. */
async function signIn(page: Page, texts: typeof en): Promise<void> {
  await page.getByRole("link", { name: texts.nav.signIn, exact: true }).click();
  await page.getByRole("button", { name: HOME, exact: true }).click();
  await page.getByRole("heading", { level: 2, name: texts.home.nowTitle, exact: true }).waitFor();
}

/** Asks the API as the page does, with its cookie. */
async function askAs<T>(page: Page, path: string, schema: z.ZodType<T>): Promise<T> {
  const { status, body } = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return { status: response.status, body: await response.text() };
  }, path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
  return schema.parse(JSON.parse(body));
}

async function accountOf(page: Page): Promise<number> {
  const { session } = await askAs(page, "/v1/session", sessionAnswer);
  if (session === null || session.account === null) throw new Error("nobody is signed in");
  return session.account;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What axe finds wrong by WCAG 2.2 AA. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string }[] }[] };
    type Axe = { run(context: Document, options: object): Promise<Found> };
    const { axe } = window as unknown as { axe: Axe };
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

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
      await page.getByRole("button", { name: HOME, exact: true }).click();
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
