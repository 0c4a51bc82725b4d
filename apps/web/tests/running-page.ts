import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { communityDescription } from "@pumasi/protocol";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { z } from "zod";

const baseUrl = process.env.PUMASI_URL ?? "";
const executablePath = process.env.PUMASI_CHROMIUM ?? "/usr/bin/chromium";

/** Where the pictures go that the README shows. */
export const screens = fileURLToPath(new URL("../../../docs/screens/", import.meta.url));

export const VIEWPORTS = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

/** Asks the running server as a program would. */
export async function ask<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(new URL(path, baseUrl));
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
  return schema.parse(await response.json());
}

export type Community = z.infer<typeof communityDescription>;

/** The first community of the server at PUMASI_URL; throws when there is none. */
export async function askCommunity(): Promise<Community> {
  if (baseUrl === "") throw new Error("PUMASI_URL says no server: start one and name its address");
  const answer = z.object({ communities: z.array(communityDescription) });
  const [first] = (await ask("/v1/communities", answer)).communities;
  if (first === undefined) throw new Error("the server at PUMASI_URL hosts no community");
  return first;
}

/** Starts the system's chromium, which asks nobody on the network for anything. */
export function launchChromium(): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(`no chromium at ${executablePath}: install one or set PUMASI_CHROMIUM`);
  }
  return chromium.launch({
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
}

interface PageOptions {
  device?: keyof typeof VIEWPORTS;
  locale?: string;
  colorScheme?: "light" | "dark";
  /** Without it the page asks the network itself, where a test can stand in between. */
  hasServiceWorker?: boolean;
}

/** A fresh profile with one empty page. */
export async function newPage(
  browser: Browser,
  {
    device = "desktop",
    locale = "en-GB",
    colorScheme = "light",
    hasServiceWorker = false,
  }: PageOptions = {},
) {
  const viewport = VIEWPORTS[device];
  const serviceWorkers = hasServiceWorker ? "allow" : "block";
  const context = await browser.newContext({ viewport, locale, colorScheme, serviceWorkers });
  return { context, page: await context.newPage() };
}

/** What Playwright itself writes where a test wants no service worker. */
const BLOCKED_SERVICE_WORKER = "Service Worker registration blocked by Playwright";

/** Opens the community's page in a fresh profile and gathers everything the browser complains about. */
export async function openPage(browser: Browser, community: Community, options?: PageOptions) {
  const { context, page } = await newPage(browser, options);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (message.text() !== BLOCKED_SERVICE_WORKER) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await visit(page);
  await page.getByRole("heading", { level: 1, name: community.name }).waitFor();
  return { context, page, complaints };
}

export async function visit(page: Page, path = "/"): Promise<void> {
  await page.goto(new URL(path, baseUrl).href);
}

/** How far the page is wider than its window (px). */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

export async function closeAfter(
  context: BrowserContext,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check();
  } finally {
    await context.close();
  }
}
