import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { communityDescription, communityTotals, slotSummary } from "@pumasi/protocol";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import { shownAs } from "./shown-as.js";

const baseUrl = process.env.PUMASI_URL ?? "";
const executablePath = process.env.PUMASI_CHROMIUM ?? "/usr/bin/chromium";
const screens = fileURLToPath(new URL("../../../docs/screens/", import.meta.url));

const VIEWPORTS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

let browser: Browser;
let community: z.infer<typeof communityDescription>;

async function ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(new URL(path, baseUrl));
  expect(response.status, path).toBe(200);
  return schema.parse(await response.json());
}

beforeAll(async () => {
  if (baseUrl === "") throw new Error("PUMASI_URL says no server: start one and name its address");
  if (!existsSync(executablePath)) {
    throw new Error(`no chromium at ${executablePath}: install one or set PUMASI_CHROMIUM`);
  }
  mkdirSync(screens, { recursive: true });
  const answer = z.object({ communities: z.array(communityDescription) });
  const [first] = (await ask("/v1/communities", answer)).communities;
  if (first === undefined) throw new Error("the server at PUMASI_URL hosts no community");
  community = first;
  browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
});

afterAll(async () => {
  await browser?.close();
});

/** Opens the page in a fresh profile and gathers everything the browser complains about. */
async function openPage(viewport: { width: number; height: number }, locale: string) {
  const context = await browser.newContext({ viewport, locale, colorScheme: "light" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(baseUrl);
  await page.getByRole("heading", { level: 1, name: community.name }).waitFor();
  return { context, page, complaints };
}

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

async function closeAfter(context: BrowserContext, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } finally {
    await context.close();
  }
}

describe.each([
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko },
] as const)("in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("the page is whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(VIEWPORTS[device], locale);
    await closeAfter(context, async () => {
      await waitForCharts(page);
      await page.getByText(texts.header.connection.live, { exact: true }).waitFor();
      await page.locator('li[data-stage="metered"], li[data-stage="paid"]').first().waitFor();
      for (const title of [texts.totals.title, texts.chart.priceTitle, texts.accounts.title]) {
        await page.getByRole("heading", { level: 2, name: title, exact: true }).waitFor();
      }
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await page.screenshot({
        path: `${screens}community-${device}-${language}.png`,
        fullPage: true,
      });
      expect(complaints).toEqual([]);
    });
  });
});

test("the totals are the API's, to the last digit shown", async () => {
  const { context, page } = await openPage(VIEWPORTS.desktop, "en-GB");
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
  const { context, page } = await openPage(VIEWPORTS.desktop, "en-GB");
  await closeAfter(context, async () => {
    const card = page.locator(
      'li[data-stage="metered"], li[data-stage="final"], li[data-stage="paid"]',
    );
    const start = await card.first().locator("time").getAttribute("datetime");
    const slot = Date.parse(start ?? "") / 1000 / community.slotSeconds;
    const summary = await ask(`/v1/communities/${community.slug}/slots/${slot}`, slotSummary);
    const delivered = await page
      .locator("li", { has: page.locator(`time[datetime="${start}"]`) })
      .locator("dd")
      .nth(2)
      .innerText();
    expect(delivered).toBe(shownAs(delivered, [summary.delivered ?? ""]));
  });
});

test("language and colours switch at once and are remembered", async () => {
  const { context, page, complaints } = await openPage(VIEWPORTS.desktop, "en-GB");
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
  const context = await browser.newContext({ viewport: VIEWPORTS.desktop, locale: "en-GB" });
  await closeAfter(context, async () => {
    const page = await context.newPage();
    await page.route("**/events", (route) => route.abort());
    await page.goto(baseUrl);
    await page.getByText(en.header.connection.reconnecting, { exact: true }).waitFor();
    await page.unroute("**/events");
    await page.getByText(en.header.connection.live, { exact: true }).waitFor();
  });
});
