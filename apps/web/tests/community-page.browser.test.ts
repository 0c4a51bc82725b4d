import { mkdirSync } from "node:fs";
import { communityTotals, slotSummary } from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import {
  ask,
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  newPage,
  openPage,
  overflowOf,
  screens,
  visit,
} from "./running-page.js";
import { shownAs } from "./shown-as.js";

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  mkdirSync(screens, { recursive: true });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** Waits until both charts are drawn: a canvas with ink on it, not only a canvas. */
async function waitForCharts(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const canvases = [...document.querySelectorAll("canvas")];
    return (
      canvases.length === 2 &&
      canvases.every((canvas) => {
        const drawing = canvas.getContext("2d");
        if (drawing === null || canvas.width === 0) return false;
        const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0);
      })
    );
  });
}

describe.each([
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko },
] as const)("in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("the page is whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await waitForCharts(page);
      await page.getByText(texts.header.connection.live, { exact: true }).waitFor();
      await page.locator('li[data-stage="metered"], li[data-stage="paid"]').first().waitFor();
      for (const title of [texts.totals.title, texts.chart.priceTitle, texts.accounts.title]) {
        await page.getByRole("heading", { level: 2, name: title, exact: true }).waitFor();
      }
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      expect(await overflowOf(page)).toBe(0);
      await page.screenshot({
        path: `${screens}community-${device}-${language}.png`,
        fullPage: true,
      });
      expect(complaints).toEqual([]);
    });
  });
});

test("the totals are the API's, to the last digit shown", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    const shown = (name: string) => page.locator(`[data-total="${name}"] dd`).first().innerText();
    // The market may move between two looks; an answer that is the same before and after is the one shown.
    await expect
      .poll(
        async () => {
          const path = `/v1/communities/${community.slug}/totals`;
          const totals = await ask(path, communityTotals);
          const pairs = [
            [await shown("saved"), [totals.saved]],
            [await shown("imported"), [totals.imported]],
            [await shown("neighbours"), [totals.delivered, totals.shared]],
            [await shown("supplier"), [totals.suppliedImport]],
          ] as const;
          return pairs
            .map(([text, parts]) => [text, shownAs(text, parts)])
            .filter(([a, b]) => a !== b);
        },
        { timeout: 20_000, interval: 200 },
      )
      .toEqual([]);
  });
});

test("the page shows a slot as the API describes it", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    const card = page.locator(
      'li[data-stage="metered"], li[data-stage="final"], li[data-stage="paid"]',
    );
    // In one look: a card leaves the strip when newer slots come.
    const { start, delivered } = await card.first().evaluate((item) => ({
      start: item.querySelector("time")?.getAttribute("datetime") ?? "",
      delivered: item.querySelectorAll("dd")[2]?.innerText ?? "",
    }));
    const slot = Date.parse(start) / 1000 / community.slotSeconds;
    const summary = await ask(`/v1/communities/${community.slug}/slots/${slot}`, slotSummary);
    expect(delivered).toBe(shownAs(delivered, [summary.delivered ?? ""]));
  });
});

test("language and colours switch at once and are remembered", async () => {
  const { context, page, complaints } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await page.getByText("한국어", { exact: true }).click();
    await page.getByRole("heading", { level: 2, name: ko.accounts.title }).waitFor();
    await page.getByRole("button", { name: ko.header.toDark }).click();
    await page.getByRole("button", { name: ko.header.toLight }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 2, name: ko.accounts.title }).waitFor();
    await page.getByRole("button", { name: ko.header.toLight }).waitFor();
    expect(complaints).toEqual([]);
  });
});

test("a lost connection is said and found again", async () => {
  const { context, page } = await newPage(browser);
  await closeAfter(context, async () => {
    await page.route("**/events", (route) => route.abort());
    await visit(page);
    await page.getByText(en.header.connection.reconnecting, { exact: true }).waitFor();
    await page.unroute("**/events");
    await page.getByText(en.header.connection.live, { exact: true }).waitFor();
  });
});
