import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import {
  askCommunity,
  closeAfter,
  launchChromium,
  newPage,
  overflowOf,
  VIEWPORTS,
  visit,
} from "./running-page.js";
import { violationsOf } from "./signed-in.js";
import { startStage } from "./stage.js";

/** Every screen, by whom it is for. */
const SCREENS = {
  household: [
    ...["/", "/home", "/home/neighbours", "/home/rule", "/home/trust", "/home/data"],
    "/sign-in/ways",
  ],
  operator: [
    ...["/operator/health", "/operator/market", "/operator/members", "/operator/month-end"],
    ...["/operator/ledger", "/operator/audit"],
  ],
} as const;
type Role = keyof typeof SCREENS;
const ROLES = Object.keys(SCREENS) as Role[];

const LANGUAGES = [
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko as unknown as typeof en },
] as const;

let browser: Browser;
let stage: Awaited<ReturnType<typeof startStage>>;

beforeAll(async () => {
  await askCommunity();
  stage = await startStage("empty");
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

/** What a screen asks for, without what it stands in: who is signed in, the community, market time, live events. */
function isScreensQuestion(url: URL): boolean {
  const { pathname } = url;
  if (!pathname.startsWith("/v1/")) return false;
  const shell = ["/v1/session", "/v1/communities", "/v1/clock"];
  return !shell.includes(pathname) && !pathname.endsWith("/events");
}

/** Signs in as the first demo person of a role, at the server whose page is open. */
async function enter(page: Page, role: Role): Promise<void> {
  const status = await page.evaluate(async (wanted) => {
    const { people } = await (await fetch("/v1/demo-people")).json();
    const { community, role, account } = people.find(
      (person: { role: string }) => person.role === wanted,
    );
    const body = JSON.stringify(
      role === "household" ? { community, role, account } : { community, role },
    );
    const headers = { "content-type": "application/json" };
    return (await fetch("/v1/sign-in/demo", { method: "POST", headers, body })).status;
  }, role);
  expect(status).toBe(200);
}

/** Looks at the screen in both widths: nothing sticks out, and nobody is shut out. */
async function lookAt(page: Page, what: string): Promise<void> {
  for (const width of ["desktop", "phone"] as const) {
    await page.setViewportSize(VIEWPORTS[width]);
    expect(await overflowOf(page), `${what} on a ${width}`).toBe(0);
  }
  expect(await violationsOf(page), what).toEqual([]);
  await page.setViewportSize(VIEWPORTS.desktop);
}

describe.each(LANGUAGES)("every screen in $language", ({ locale, texts }) => {
  test.each(ROLES)(
    "says that it waits, what failed, and comes back, for a %s",
    async (role) => {
      const { context, page } = await newPage(browser, { locale });
      await closeAfter(context, async () => {
        await visit(page, "/sign-in");
        await enter(page, role);
        // What the page keeps for a reader without a network would stand in for an answer.
        await context.addInitScript(() => localStorage.removeItem("pumasi-answers"));
        const heading = page.locator("main h2").first();
        let server: "silent" | "failing" | "well" = "well";
        const held: Route[] = [];
        const fail = (route: Route) =>
          route.fulfill({ status: 500, contentType: "application/json", body: "{}" });
        await page.route(isScreensQuestion, async (route) => {
          if (server === "well") await route.continue();
          else if (server === "failing") await fail(route);
          else held.push(route);
        });
        for (const path of SCREENS[role]) {
          server = "silent";
          await visit(page, path);
          await heading.waitFor();
          await page.locator('main [aria-busy="true"]').first().waitFor();
          await lookAt(page, `${path} while it waits`);
          server = "failing";
          for (const route of held.splice(0)) await fail(route).catch(() => undefined);
          const alert = page.locator('main [role="alert"]').first();
          await alert.waitFor();
          await lookAt(page, `${path} when the server fails`);
          server = "well";
          const alerts = page.locator('main [role="alert"]');
          // Whichever part the reader asks again, or a live event does, it comes back.
          while ((await alerts.count()) > 0) {
            const retry = alerts.first().getByRole("button", { name: texts.block.retry });
            await retry.click({ timeout: 1_000 }).catch(() => undefined);
          }
        }
      });
    },
    240_000,
  );

  test.each(ROLES)(
    "has its words for a market that has not begun, for a %s",
    async (role) => {
      const { context, page } = await newPage(browser, { locale });
      await closeAfter(context, async () => {
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.goto(new URL("/sign-in", stage.url).href);
        await enter(page, role);
        for (const path of SCREENS[role]) {
          await page.goto(new URL(path, stage.url).href);
          await page.locator("main h2").first().waitFor();
          await page.waitForFunction(
            () => document.querySelector('main [aria-busy="true"]') === null,
          );
          expect(await page.locator('main [role="alert"]').allInnerTexts(), path).toEqual([]);
          await lookAt(page, `${path} of a market that has not begun`);
        }
        expect(complaints).toEqual([]);
      });
    },
    240_000,
  );
});
