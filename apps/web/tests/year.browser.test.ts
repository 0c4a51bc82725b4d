import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import texts from "../src/i18n/year-curve.en.json" with { type: "json" };
import { closeAfter, launchChromium, newPage, screens } from "./running-page.js";
import { signInAs, violationsOf } from "./signed-in.js";
import { startStage } from "./stage.js";

const YEAR_SLOTS = 35_040;
const LONGEST_TASK_MS = 200;

let browser: Browser;
let stage: Awaited<ReturnType<typeof startStage>>;

beforeAll(async () => {
  stage = await startStage("year");
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  args?: { name?: string };
  /** Of the thread's own time, in microseconds: a busy machine does not lengthen it. */
  tdur?: number;
}

/** How long the page's main thread worked on its longest tasks while `act` went on (ms), longest first. */
async function longestTasks(page: Page, act: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const main = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid}:${tid}`);
  const durations = traceEvents
    .filter(({ name, ph, pid, tid }) => {
      const isMain = main.includes(`${pid}:${tid}`);
      return isMain && ph === "X" && /RunTask$/.test(name);
    })
    .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
  // Without them the trace would prove nothing.
  expect(durations.length).toBeGreaterThan(100);
  return durations.sort((one, other) => other - one).slice(0, 5);
}

const frame = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );

test("a long task is seen, so that none seen means something", async () => {
  const { context, page } = await newPage(browser);
  await closeAfter(context, async () => {
    await page.goto(stage.url);
    const [longest = 0] = await longestTasks(page, async () => {
      for (let quick = 0; quick < 120; quick++) await frame(page);
      await page.evaluate(() => {
        // Work, not time: a busy machine takes longer for it, the thread does not.
        let sum = 0;
        for (let step = 0; step < 4e8; step++) sum += step % 7;
        return sum;
      });
    });
    expect(longest).toBeGreaterThan(LONGEST_TASK_MS);
  });
});

test("a year of quarter-hours, four series, is drawn and zoomed without a long task", async () => {
  const { context, page } = await newPage(browser);
  await closeAfter(context, async () => {
    await page.goto(stage.url);
    await signInAs(page, { person: "Household 0", landing: en.home.nowTitle });
    await page.getByText(en.home.everySlot, { exact: true }).click();
    const drawn = page.locator(`[data-year-slots="${YEAR_SLOTS}"]`);
    const canvas = drawn.locator("canvas");
    const drawing = await longestTasks(page, async () => {
      await page.getByRole("button", { name: en.home.earlierYear }).click();
      await canvas.waitFor();
      await frame(page);
    });
    const windowShown = () => drawn.getAttribute("data-window");
    expect(await windowShown()).toBe(`0-${YEAR_SLOTS}`);
    const zooming = await longestTasks(page, async () => {
      for (const width of ["month", "week", "day", "year"] as const) {
        await drawn.getByText(texts.yearCurve.width[width], { exact: true }).click();
        await frame(page);
      }
      expect(await windowShown()).toBe(`0-${YEAR_SLOTS}`);
      await canvas.scrollIntoViewIfNeeded();
      const box = await canvas.boundingBox();
      if (box === null) throw new Error("the picture has no place");
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
      for (let turn = 0; turn < 12; turn++) {
        await page.mouse.wheel(0, -240);
        await frame(page);
      }
      const zoomed = await windowShown();
      expect(zoomed).not.toBe(`0-${YEAR_SLOTS}`);
      await page.mouse.down();
      for (let step = 1; step <= 10; step++) {
        await page.mouse.move(box.x + box.width / 2 - step * 20, box.y + box.height / 3);
        await frame(page);
      }
      await page.mouse.up();
      await frame(page);
      expect(await windowShown()).not.toBe(zoomed);
    });
    console.log("longest tasks (ms): drawing", drawing, "zooming", zooming);
    expect(Math.max(0, ...drawing, ...zooming)).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(await violationsOf(page)).toEqual([]);
    await drawn.screenshot({ path: `${screens}year-desktop-en.png` });
  });
});
