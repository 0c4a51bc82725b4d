import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeAfter, launchChromium, newPage, visit } from "./running-page.js";

/** Compressed bytes of script that a first visit may cost. */
const BUDGET = 300_000;
const assets = fileURLToPath(new URL("../dist/assets/", import.meta.url));

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

/** The drawing library has a file of its own. */
const chartFiles = readdirSync(assets).filter((name) => /^charts-.*\.js$/.test(name));

/** Scripts that a visit fetches until its first heading is there: file and bytes on the line. */
async function scriptsOf(path: string): Promise<Map<string, number>> {
  const { context, page } = await newPage(browser);
  const scripts = new Map<string, number>();
  await closeAfter(context, async () => {
    const session = await context.newCDPSession(page);
    const urls = new Map<string, string>();
    await session.send("Network.enable");
    session.on("Network.responseReceived", ({ requestId, type, response }) => {
      if (type === "Script" || response.mimeType.includes("javascript"))
        urls.set(requestId, response.url);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const url = urls.get(requestId);
      if (url !== undefined) scripts.set(url.split("/").at(-1) ?? url, encodedDataLength);
    });
    await visit(page, path);
    await page.locator("main h2").first().waitFor();
    // What is fetched a little later counts as well.
    await page.waitForTimeout(2_000);
  });
  return scripts;
}

const bytesOf = (scripts: Map<string, number>) =>
  [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);

test("a first visit fetches at most 300 kB of compressed script, and no charts", async () => {
  const scripts = await scriptsOf("/sign-in");
  expect(scripts.size).toBeGreaterThan(2);
  expect(chartFiles.length).toBeGreaterThan(0);
  expect([...scripts.keys()].filter((name) => chartFiles.includes(name))).toEqual([]);
  const bytes = bytesOf(scripts);
  console.log("first load: compressed bytes of script", bytes);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
