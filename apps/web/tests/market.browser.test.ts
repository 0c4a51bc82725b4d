import {
  communityDescription,
  marketDaysAnswer,
  rulesPreview,
  slotBook,
  slotSummary,
} from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import marketEn from "../src/i18n/market.en.json" with { type: "json" };
import marketKo from "../src/i18n/market.ko.json" with { type: "json" };
import {
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  openPage,
  overflowOf,
  screens,
} from "./running-page.js";
import { shownAs } from "./shown-as.js";
import { askAs, violationsOf } from "./signed-in.js";

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const path = (rest: string) => `/v1/communities/${community.slug}/${rest}`;
const texts = marketEn.market;

interface Texts {
  page: typeof en;
  market: typeof texts;
}

const ENGLISH: Texts = { page: en, market: texts };

/** Signs in by the role's button and opens the market's screen. */
async function openMarket(
  page: Page,
  role: "operator" | "auditor",
  { page: shell, market }: Texts = ENGLISH,
): Promise<void> {
  await page.getByRole("link", { name: shell.nav.signIn, exact: true }).click();
  await page.getByRole("button", { name: shell.signIn.role[role], exact: true }).click();
  // Whoever signs in is led to a first screen; a click before that would be undone.
  await page.waitForURL("**/operator/**");
  await page.getByRole("link", { name: shell.nav.market, exact: true }).click();
  await page.getByRole("heading", { level: 2, name: market.bookTitle, exact: true }).waitFor();
}

const previewButton = (page: Page, { market }: Texts = ENGLISH) =>
  page.getByRole("button", { name: market.preview.replace("{{days}}", "30"), exact: true });

const announceButton = (page: Page) =>
  page.getByRole("button", { name: texts.announce, exact: true });

/** Previews what the form says and waits for the result. */
async function preview(page: Page, own: Texts = ENGLISH): Promise<void> {
  await previewButton(page, own).click();
  await page.locator("[data-preview]").waitFor({ timeout: 60_000 });
}

/** The newest slot in which something crossed. */
async function pricedSlot(page: Page) {
  const answer = z.object({ slots: z.array(slotSummary) });
  const { slots } = await askAs(page, path("slots?limit=400"), answer);
  const priced = slots.filter(({ price }) => price !== null).at(-1);
  if (priced === undefined) throw new Error("nothing has crossed yet: let the market run longer");
  return priced;
}

describe.each([
  { language: "en", locale: "en-GB", own: ENGLISH },
  {
    language: "ko",
    locale: "ko-KR",
    own: { page: ko, market: marketKo.market } as unknown as Texts,
  },
] as const)("the market's screen in $language", ({ language, locale, own }) => {
  test.each(["desktop", "phone"] as const)("is whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await openMarket(page, "operator", own);
      await page.locator("[data-book]").waitFor();
      await page.locator("[data-days]").waitFor();
      const { slot } = await pricedSlot(page);
      await page.locator("select").first().selectOption(`${slot}`);
      await page.locator(`[data-book="${slot}"][data-state="cleared"]`).waitFor();
      await page.locator("input[name=buyerFee]").fill("0.01");
      await preview(page, own);
      expect(await page.locator("canvas").count()).toBe(4);
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      const file = `${screens}market-${device}-${language}.png`;
      await page.screenshot({ path: file, fullPage: true });
      expect(complaints).toEqual([]);
    });
  });
});

test("the clearing point on screen is the slot's price and energy in the API", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "operator");
    const priced = await pricedSlot(page);
    await page.locator("select").first().selectOption(`${priced.slot}`);
    const shown = page.locator(`[data-book="${priced.slot}"]`);
    await shown.waitFor();
    expect(await shown.getAttribute("data-crossing")).toBe(`${priced.contracted}@${priced.price}`);
    const price = await shown.locator('[data-figure="bookPrice"]').innerText();
    expect(price).toBe(shownAs(price, [`${priced.price}`]));
    const energy = await shown.locator('[data-figure="bookEnergy"]').innerText();
    expect(energy).toBe(shownAs(energy, [`${priced.contracted}`]));
    const book = await askAs(page, path(`slots/${priced.slot}/book`), slotBook);
    const rows = await shown.locator("tbody tr").count();
    expect(rows).toBe(book.bids.length + book.asks.length);
  });
});

test("the market is followed: the book of the next slot to close, and then the one after it", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "auditor");
    const bookSlot = async () =>
      Number(await page.locator("[data-book]").getAttribute("data-book"));
    await page.locator('[data-book][data-state="open"]').waitFor();
    const first = await bookSlot();
    await expect.poll(bookSlot, { timeout: 30_000 }).toBeGreaterThan(first);
  });
});

test("the totals of all days and of each day are the API's, to the last digit shown", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "operator");
    const section = page.locator("[data-days]");
    await section.getByText(en.block.showTable, { exact: true }).click();
    const keys = ["contracted", "delivered", "shared", "fromSupplier", "toSupplier"] as const;
    await expect
      .poll(
        async () => {
          const until = await section.getAttribute("data-until");
          const answer = await askAs(page, path(`market/days?until=${until}`), marketDaysAnswer);
          const shown = await section
            .locator("[data-figure]")
            .evaluateAll((found) =>
              found.map((one) => [one.getAttribute("data-figure"), one.textContent]),
            );
          const figures = new Map(shown as [string, string][]);
          const differing = [];
          for (const key of keys) {
            const rows = [
              [key, answer.sum[key]] as const,
              ...answer.days.map((day) => [`${key}-${day.day}`, day[key]] as const),
            ];
            for (const [name, exact] of rows) {
              const text = figures.get(name) ?? "";
              const expected = exact === null ? "–" : shownAs(text, [exact]);
              if (text !== expected) differing.push([name, text, expected]);
            }
          }
          return differing;
        },
        { timeout: 30_000, interval: 100 },
      )
      .toEqual([]);
  });
});

test("a preview of the rule in force changes nothing for anybody", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "operator");
    await preview(page);
    const result = page.locator("[data-preview]");
    expect(Number(await result.getAttribute("data-slots"))).toBeGreaterThan(0);
    expect(await result.getAttribute("data-losing")).toBe("0");
    expect(await result.getAttribute("data-gaining")).toBe("0");
    const differences = await result
      .locator("[data-difference]")
      .evaluateAll((found) => found.map((one) => (one.textContent ?? "").replace(/[^\d]/g, "")));
    expect(differences.length).toBeGreaterThan(2);
    expect(differences.filter((digits) => /[^0]/.test(digits))).toEqual([]);
    for (const key of ["contracted", "paid", "saved", "fees"]) {
      const text = (which: string) => result.locator(`[data-figure="${which}-${key}"]`).innerText();
      expect(await text("instead")).toBe(await text("settled"));
    }
  });
});

test("a rule is announced only after a preview of exactly its terms, and then it is on record", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "operator");
    const before = await askAs(page, path("").slice(0, -1), communityDescription);
    const cap = page.locator("input[name=priceCap]");
    const other = `${Number(before.rules.at(-1)?.terms.priceCap) + 0.01}`;
    expect(await announceButton(page).isDisabled()).toBe(true);
    await cap.fill("cheap");
    expect(await previewButton(page).isDisabled()).toBe(true);
    await page.getByText(texts.fault.price, { exact: true }).waitFor();
    await cap.fill(other);
    const answered = page.waitForResponse((response) => response.url().endsWith("/rules/preview"));
    await preview(page);
    const told = rulesPreview.parse(await (await answered).json());
    const fees = await page.locator('[data-figure="instead-fees"]').innerText();
    expect(fees).toBe(shownAs(fees, [told.instead.fees]));
    expect(await announceButton(page).isDisabled()).toBe(false);
    await page.locator("input[name=priceFloor]").fill("0.001");
    expect(await announceButton(page).isDisabled()).toBe(true);
    await page.locator("input[name=priceFloor]").fill(`${before.rules.at(-1)?.terms.priceFloor}`);
    expect(await announceButton(page).isDisabled()).toBe(false);
    await announceButton(page).click();
    const version = before.rules.length + 1;
    await page.locator(`[data-announced="${version}"]`).waitFor();
    await page.locator(`[data-rules-version="${version}"]`).waitFor();
    const after = await askAs(page, path("").slice(0, -1), communityDescription);
    expect(after.rules).toHaveLength(version);
    expect(after.rules.at(-1)?.terms).toEqual({
      ...before.rules.at(-1)?.terms,
      priceCap: other,
    });
    await page
      .getByText(texts.announced.split("{{version}}")[0]?.trim() ?? "")
      .first()
      .waitFor();
  });
});

test("a refusal is told in plain words", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "operator");
    await preview(page);
    // The page would not ask so itself: its clock is put back, as one that stood still would be.
    await page.route("**/rules", (route) => {
      const body = { ...route.request().postDataJSON(), fromSlot: community.firstSlot };
      return route.continue({ postData: JSON.stringify(body) });
    });
    await announceButton(page).click();
    await page.locator('[data-refusal="rules_in_the_past"]').waitFor();
    await page.getByText(texts.refusal.rules_in_the_past, { exact: true }).waitFor();
  });
});

test("an auditor sees all of it, and may preview, but cannot announce", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMarket(page, "auditor");
    await preview(page);
    expect(await announceButton(page).count()).toBe(0);
    await page.locator("[data-read-only]").waitFor();
    const [rules] = community.rules;
    const status = await page.evaluate(
      async ([url = "", body = ""]) => {
        const headers = { "content-type": "application/json", "idempotency-key": "an-auditor" };
        return (await fetch(url, { method: "POST", headers, body })).status;
      },
      [path("rules"), JSON.stringify({ fromSlot: 4_000_000_000, terms: rules?.terms })],
    );
    expect(status).toBe(403);
  });
});
