import {
  clockState,
  householdEnergyAnswer,
  publishedSlot,
  slotSummary,
  slotsAnswer,
} from "@pumasi/protocol";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STAGES } from "../src/features/slot-life/slots-around.js";
import { sumDecimals } from "../src/format/exact-decimal.js";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import slotEn from "../src/i18n/slot-page.en.json" with { type: "json" };
import slotKo from "../src/i18n/slot-page.ko.json" with { type: "json" };
import {
  ask,
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

const slotPath = (slot: number) => `/v1/communities/${community.slug}/slots/${slot}`;

/** The newest slot that is metered. */
async function meteredSlot(): Promise<number> {
  const { slots } = await ask(`/v1/communities/${community.slug}/slots?limit=48`, slotsAnswer);
  const found = slots.filter(({ imported }) => imported !== null).at(-1);
  if (found === undefined) throw new Error("no slot is metered yet");
  return found.slot;
}

test("a slot is followed live from its orders to its payment, without a reload", async () => {
  const { context, page, complaints } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, { person: DEMO_HOME, landing: en.home.nowTitle });
    const account = await accountOf(page);
    const { now } = await ask("/v1/clock", clockState);
    const slot = Math.floor(Date.parse(now) / 1000 / community.slotSeconds) + 12;
    await visit(page, `/slots/${slot}`);
    const shown = page.locator(`[data-slot="${slot}"]`);
    await shown.waitFor();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const look = () => {
        const stage = document.querySelector("[data-slot]")?.getAttribute("data-stage") ?? "";
        if (stage !== "" && stage !== seen.at(-1)) seen.push(stage);
      };
      look();
      new MutationObserver(look).observe(document.body, {
        ...{ subtree: true, childList: true, attributes: true },
        attributeFilter: ["data-stage"],
      });
    });
    await page.locator(`[data-slot="${slot}"][data-stage="paid"]`).waitFor({ timeout: 200_000 });
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen[0]).toBe("open");
    expect(seen).toContain("metered");
    expect(seen.at(-1)).toBe("paid");
    const steps = seen.map((stage) => (STAGES as readonly string[]).indexOf(stage));
    expect(steps).toEqual([...steps].sort((one, other) => one - other));

    const summary = await ask(slotPath(slot), slotSummary);
    const figure = (name: string) => page.locator(`[data-figure="${name}"]`).innerText();
    for (const name of ["contracted", "delivered", "shared", "imported", "exported"] as const) {
      const text = await figure(name);
      expect(text, name).toBe(shownAs(text, [summary[name] ?? ""]));
    }
    // The household's part is what the API says, and what the settlement's line says.
    const path = `/v1/communities/${community.slug}/accounts/${account}/energy`;
    const query = `?from=${slot}&until=${slot + 1}&step=slot`;
    const { sum } = await askAs(page, path + query, householdEnergyAnswer);
    const paid = page.locator('[data-own="paid"]');
    await paid.waitFor();
    expect(await paid.innerText()).toBe(shownAs(await paid.innerText(), [sum.paid]));
    const published = await ask(`${slotPath(slot)}/published`, publishedSlot);
    const line = published.lines?.find((one) => one.account === account);
    expect(sumDecimals([line?.total ?? "", sum.paid])).toBe("0");
    expect(complaints).toEqual([]);
  });
}, 260_000);

describe.each([
  { language: "en", locale: "en-GB", texts: en, own: slotEn },
  { language: "ko", locale: "ko-KR", texts: ko as unknown as typeof en, own: slotKo },
] as const)("a slot in $language", ({ language, locale, texts, own }) => {
  test.each(["desktop", "phone"] as const)("is whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await signInAs(page, { person: DEMO_HOME, landing: texts.home.nowTitle, texts });
      await visit(page, `/slots/${await meteredSlot()}`);
      await page
        .getByRole("heading", { level: 2, name: own.slotPage.title, exact: true })
        .waitFor();
      await page.locator('[data-own="paid"]').waitFor();
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await page.screenshot({ path: `${screens}slot-${device}-${language}.png`, fullPage: true });
      expect(complaints).toEqual([]);
    });
  });
});

test("from the year down to one slot, by clicks alone", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, { person: DEMO_HOME, landing: en.home.nowTitle });
    await page.getByText(en.home.period.year, { exact: true }).click();
    await page.locator("details > summary", { hasText: en.block.showTable }).first().click();
    const row = page.locator("tbody th button").last();
    await row.click();
    await page.locator("tbody th button").first().click();
    await page.locator("tbody th a").first().click();
    await page.getByRole("heading", { level: 2, name: slotEn.slotPage.title }).waitFor();
    await page.locator("[data-slot]").waitFor();
  });
});

test("an address that is no slot says so", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await visit(page, "/slots/none");
    await page.getByRole("heading", { level: 2, name: en.page.noScreen }).waitFor();
  });
});
