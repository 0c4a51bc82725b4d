import { readFileSync } from "node:fs";
import {
  auditAnswer,
  communityActionsAnswer,
  communityHealth,
  communityLedger,
  monthEndAnswer,
} from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import auditEn from "../src/i18n/audit.en.json" with { type: "json" };
import en from "../src/i18n/en.json" with { type: "json" };
import healthEn from "../src/i18n/health.en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import ledgerEn from "../src/i18n/ledger-page.en.json" with { type: "json" };
import monthEn from "../src/i18n/month-end.en.json" with { type: "json" };
import {
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  openPage,
  overflowOf,
  screens,
} from "./running-page.js";
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

/** Signs in as a demo operator or auditor, and waits until the page says so. */
async function signInAs(page: Page, person: "Operator" | "Auditor", texts = en): Promise<void> {
  const label = texts.signIn.role[person === "Operator" ? "operator" : "auditor"];
  await page.getByRole("link", { name: texts.nav.signIn, exact: true }).click();
  const button = page.getByRole("button", { name: new RegExp(`^(${person}|${label})$`) });
  await button.click();
  // Where whoever signs in lands; a link that is followed before that would be undone.
  await page.waitForURL("**/operator/**");
}

async function open(page: Page, screen: keyof typeof en.nav, texts = en): Promise<void> {
  await page.getByRole("link", { name: texts.nav[screen], exact: true }).click();
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`).innerText();

const whole = (count: number | string) =>
  new Intl.NumberFormat("en-GB").format(typeof count === "string" ? BigInt(count) : count);

/** What marks a screen as full. */
const SCREENS = [
  { screen: "health", name: "health", full: "[data-figure='meters-reporting']" },
  { screen: "ledger", name: "ledger", full: "[data-hash]" },
  { screen: "monthEnd", name: "month-end", full: "[data-balance]" },
  { screen: "audit", name: "audit", full: "[data-entry]" },
] as const;

describe.each([
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko as unknown as typeof en },
] as const)("an operator's screens in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("are whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await signInAs(page, "Operator", texts);
      for (const { screen, name, full } of SCREENS) {
        await open(page, screen, texts);
        await page.locator(full).first().waitFor();
        if (name === "ledger") await page.locator("canvas").nth(1).waitFor();
        expect(await overflowOf(page), name).toBe(0);
        expect(await violationsOf(page), name).toEqual([]);
        const file = `${screens}${name}-${device}-${language}.png`;
        await page.screenshot({ path: file, fullPage: true });
      }
      expect(complaints).toEqual([]);
    });
  });
});

test("health shows the API's findings with what to do, and its numbers", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, "Operator");
    await open(page, "health");
    await page.locator("[data-figure='meters-reporting']").waitFor();
    await expect
      .poll(
        async () => {
          const told = await askAs(page, path("health"), communityHealth);
          const shown = page.locator("[data-finding]");
          const codes = await shown.evaluateAll((items) =>
            items.map((item) => item.getAttribute("data-finding")),
          );
          const { reporting } = told.meters.counts;
          return {
            codes: [codes, told.findings.map(({ code }) => code)],
            reporting: [await figure(page, "meters-reporting"), whole(reporting)],
            failed: [await figure(page, "failed"), whole(told.ledger.failedOpen)],
          };
        },
        { timeout: 30_000, interval: 250 },
      )
      .toSatisfy((pairs: Record<string, [unknown, unknown]>) =>
        Object.values(pairs).every(([a, b]) => JSON.stringify(a) === JSON.stringify(b)),
      );
    const calm = await page.locator("[data-calm]").count();
    const findings = page.locator("[data-finding]");
    expect(calm === 1).toBe((await findings.count()) === 0);
    for (const finding of await findings.all()) {
      expect((await finding.locator("p").nth(1).innerText()).length).toBeGreaterThan(20);
    }
    const names = page.getByRole("columnheader", { name: healthEn.health.household });
    await names.waitFor();
  });
});

test("an auditor sees accounts, no names, and no screen of members", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, "Auditor");
    await open(page, "health");
    await page.getByRole("columnheader", { name: healthEn.health.account }).waitFor();
    expect(await page.getByText("Home 2", { exact: true }).count()).toBe(0);
    await open(page, "monthEnd");
    await page.locator("[data-account]").first().waitFor();
    expect(await page.getByText("Home 2", { exact: true }).count()).toBe(0);
  });
});

test("the ledger's figures are the API's, and each action has its transaction", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, "Operator");
    await open(page, "ledger");
    await page.locator("[data-hash]").first().waitFor();
    await expect
      .poll(
        async () => {
          // The summary follows the safety round; asked again by coming back to it.
          await open(page, "health");
          await open(page, "ledger");
          await page.locator("[data-figure='gasUsed']").waitFor();
          const shown = [await figure(page, "gasUsed"), await figure(page, "transactions")];
          const told = await askAs(page, path("ledger"), communityLedger);
          const same = [whole(told.gasUsed), whole(told.transactions)];
          return JSON.stringify(shown) === JSON.stringify(same);
        },
        { timeout: 40_000, interval: 200 },
      )
      .toBe(true);
    await page.getByRole("tab", { name: ledgerEn.ledgerPage.group.register }).click();
    const hashes = page.locator("[role='tabpanel'] [data-hash]");
    await hashes.first().waitFor();
    const told = await askAs(page, path("ledger/actions?group=register"), communityActionsAnswer);
    const shown = await hashes.evaluateAll((items) =>
      items.map((item) => item.getAttribute("data-hash")),
    );
    expect(shown).toEqual(told.actions.map(({ hash }) => hash).filter((hash) => hash !== null));
    const older = page.getByRole("button", { name: ledgerEn.ledgerPage.older, exact: true });
    if (told.before !== null) {
      await older.click();
      await expect.poll(() => hashes.count(), { timeout: 10_000 }).toBeGreaterThan(shown.length);
    }
    expect(await page.locator("[data-command]").innerText()).toMatch(/^npx pumasi verify --/);
  });
});

test("the month's numbers are the API's, every balance is exactly zero, and the file has all", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, "Operator");
    await open(page, "monthEnd");
    await page.locator("[data-balance]").first().waitFor();
    const names = ["expected", "metered", "substituted", "final", "paid"] as const;
    await expect
      .poll(
        async () => {
          const month = await page.locator("[data-month]").getAttribute("data-month");
          const told = await askAs(page, path(`month-end?month=${month}`), monthEndAnswer);
          const sums = names.map((name) =>
            whole(told.accounts.flatMap((own) => own[name]).reduce((sum, one) => sum + one, 0)),
          );
          const shown = [];
          for (const name of names) shown.push(await figure(page, name));
          return JSON.stringify(shown) === JSON.stringify(sums);
        },
        { timeout: 40_000, interval: 100 },
      )
      .toBe(true);
    const balances = page.locator("[data-balance]");
    expect(await page.locator("[data-balance][data-tone='bad']").count()).toBe(0);
    const zero = page.locator("[data-balance][data-tone='good']");
    expect(await zero.count()).toBeGreaterThan(10);
    expect(await zero.first().innerText()).toContain(monthEn.monthEnd.exactly);
    expect(await balances.count()).toBe(Object.keys(monthEn.monthEnd.balance).length);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: monthEn.monthEnd.csv, exact: true }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\r\n");
    const rows = await page.locator("[data-account]").count();
    const days = await page.locator("[data-account]").first().locator("td[data-state]").count();
    expect(lines).toHaveLength(1 + rows * days);
    await page.getByRole("button", { name: monthEn.monthEnd.earlier }).isVisible();
  });
});

test("the trail is filtered by the address, and exported whole", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signInAs(page, "Operator");
    await open(page, "audit");
    await page.locator("[data-entry]").first().waitFor();
    await page.getByLabel(auditEn.audit.action, { exact: true }).selectOption("add member");
    const actions = page.locator("[data-action]");
    const shownActions = () =>
      actions.evaluateAll((items) => [
        ...new Set(items.map((item) => item.getAttribute("data-action"))),
      ]);
    await expect.poll(shownActions, { timeout: 10_000 }).toEqual(["add member"]);
    expect(new URL(page.url()).searchParams.get("action")).toBe("add member");
    const query = `audit?${new URLSearchParams({ action: "add member", limit: "500" })}`;
    const { entries } = await askAs(page, path(query), auditAnswer);
    expect(await actions.count()).toBe(entries.length);
    for (const format of ["csv", "json"] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: auditEn.audit[format], exact: true }).click(),
      ]);
      const text = readFileSync(await download.path(), "utf8");
      if (format === "json") expect(JSON.parse(text)).toEqual(entries);
      else expect(text.trim().split("\r\n")).toHaveLength(entries.length + 1);
    }
    // A link to the view shows the view.
    await page.reload();
    await expect.poll(shownActions, { timeout: 10_000 }).toEqual(["add member"]);
    await page.getByLabel(auditEn.audit.text, { exact: true }).fill("nobody did this");
    await page.getByText(auditEn.audit.empty, { exact: true }).waitFor();
    await page.getByRole("button", { name: auditEn.audit.clear, exact: true }).click();
    await page.locator("[data-entry]").first().waitFor();
    expect(new URL(page.url()).search).toBe("");
  });
});
