import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import {
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  openPage,
  visit,
} from "./running-page.js";
import { DEMO_HOME, signInAs } from "./signed-in.js";

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

const home = { person: DEMO_HOME, landing: en.home.nowTitle };

/** Until the service worker has the page's files, and the newest answers are on the device. */
async function waitForKeeping(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.waitForFunction(() =>
    (localStorage.getItem("pumasi-answers") ?? "").includes('"energy"'),
  );
}

test("the page can be installed", async () => {
  const { context, page } = await openPage(browser, community, { hasServiceWorker: true });
  await closeAfter(context, async () => {
    const session = await context.newCDPSession(page);
    const { errors } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await expect
      .poll(async () => (await session.send("Page.getInstallabilityErrors")).installabilityErrors, {
        timeout: 20_000,
      })
      // A fresh profile of a test is what the browser calls incognito; nothing else may stand in the way.
      .toEqual([{ errorId: "in-incognito", errorArguments: [] }]);
  });
});

test("without a network the page opens with the last answers, says so, and comes back by itself", async () => {
  const { context, page, complaints } = await openPage(browser, community, {
    hasServiceWorker: true,
  });
  await closeAfter(context, async () => {
    await signInAs(page, home);
    await page.locator('[data-figure="paid"]').waitFor();
    await waitForKeeping(page);
    await context.setOffline(true);
    await page.reload();
    await page.getByText(en.header.connection.offline, { exact: true }).waitFor();
    await page.getByRole("heading", { level: 2, name: en.home.energyTitle }).waitFor();
    expect(await page.locator('[data-figure="paid"]').innerText()).not.toBe("");
    await page.getByText(/^Data until .*\d\d:\d\d$/).waitFor();
    // Another screen opens, too, and says that it has nothing yet.
    await visit(page, "/home/rule");
    await page.getByText(en.header.connection.offline, { exact: true }).waitFor();
    await context.setOffline(false);
    await page.getByText(en.header.connection.live, { exact: true }).waitFor();
    await page.getByRole("slider", { name: en.rule.buyBelow, exact: true }).waitFor();
    const grave = complaints.filter(
      (text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text),
    );
    expect(grave).toEqual([]);
  });
});

test("nothing of a household stays on the device when it signs out", async () => {
  const { context, page } = await openPage(browser, community, { hasServiceWorker: true });
  await closeAfter(context, async () => {
    await signInAs(page, home);
    await page.locator('[data-figure="paid"]').waitFor();
    await waitForKeeping(page);
    await page.getByRole("button", { name: en.nav.signOut, exact: true }).click();
    const navigation = page.getByRole("navigation", { name: en.nav.label });
    await navigation.getByRole("link", { name: en.nav.signIn, exact: true }).waitFor();
    await page.waitForFunction(
      () => !(localStorage.getItem("pumasi-answers") ?? "").includes('"household"'),
    );
    const kept = await page.evaluate(async () => {
      const urls = [];
      for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
      }
      return urls;
    });
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((url) => url.includes("/v1/"))).toEqual([]);
  });
});
