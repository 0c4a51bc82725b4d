import {
  type HouseholdEnergyAnswer,
  householdEnergyAnswer,
  type SlotProof,
  slotProof,
} from "@pumasi/protocol";
import { parseDecimal, printDecimal } from "@pumasi/quantities";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import trustEn from "../src/i18n/trust.en.json" with { type: "json" };
import trustKo from "../src/i18n/trust.ko.json" with { type: "json" };
import { type Lie, type LyingServer, startLyingServer } from "./lying-server.js";
import {
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
import { accountOf, askAs, DEMO_HOME, signInAs, violationsOf } from "./signed-in.js";

let browser: Browser;
let community: Community;
let server: LyingServer;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
  server = await startLyingServer(process.env.PUMASI_URL ?? "");
});

afterEach(() => server.tell(null));

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const signIn = (page: Page, texts: typeof en) =>
  signInAs(page, { person: DEMO_HOME, landing: texts.home.nowTitle, texts });

/** The day before market time has all its slots, and none of them changes any more while it is looked at. */
async function openWholeDay(page: Page): Promise<void> {
  await page.locator("[data-slot]").first().waitFor();
  const span = () => page.locator("[data-span]").getAttribute("data-span");
  const before = Number(await span());
  await page.getByRole("button", { name: en.home.earlier, exact: true }).click();
  // Until the other day's answer is there, the page goes on showing this one.
  await expect.poll(async () => Number(await span())).toBeLessThan(before);
}

const statesOf = (page: Page) =>
  page
    .locator("[data-slot]")
    .evaluateAll((slots) => slots.map((slot) => slot.getAttribute("data-verdict")));

/** Waits until the newest slots of the shown day are judged; all of them unless said otherwise. */
async function judged(page: Page, newest?: number): Promise<(string | null)[]> {
  let states: (string | null)[] = [];
  await expect
    .poll(
      async () => {
        states = (await statesOf(page)).slice(0, newest);
        return states.length > 0 && states.every((one) => one === "checked" || one === "wrong");
      },
      { timeout: 40_000, interval: 200 },
    )
    .toBe(true);
  return states;
}

describe.each([
  { language: "en", locale: "en-GB", texts: { ...en, ...trustEn } },
  {
    language: "ko",
    locale: "ko-KR",
    texts: { ...ko, ...trustKo } as unknown as typeof en & typeof trustEn,
  },
] as const)("the trust screen in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("is whole on a %s, and green", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await signIn(page, texts);
      await page.getByRole("link", { name: texts.nav.trust, exact: true }).click();
      await page.locator('[data-verdict="checked"]').nth(1).waitFor();
      const opened = page.locator('[data-verdict="checked"]').nth(1);
      await opened.locator("summary").focus();
      await page.keyboard.press("Enter");
      await opened.locator('[data-fact="transaction"]').waitFor();
      expect(await opened.locator('[data-fact="transaction"]').innerText()).toMatch(
        /^0x[0-9a-f]{64}$/,
      );
      expect(await opened.innerText()).toContain(texts.trust.state.checked);
      expect(await overflowOf(page)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await page.screenshot({ path: `${screens}trust-${device}-${language}.png`, fullPage: true });
      expect(complaints).toEqual([]);
    });
  });
});

test("any day can be chosen, and what is paid is the proof's to the last digit", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    const account = await accountOf(page);
    await page.getByRole("link", { name: en.nav.trust, exact: true }).click();
    await openWholeDay(page);
    expect(new Set(await judged(page))).toEqual(new Set(["checked"]));
    const from = Number(await page.locator("[data-span]").getAttribute("data-span"));
    const path = `/v1/communities/${community.slug}/accounts/${account}/energy?period=day&at=${from}`;
    const { rows } = await askAs(page, path, householdEnergyAnswer);
    const last = rows.at(-1);
    const row = page.locator(`[data-slot="${last?.from}"]`);
    await row.locator("summary").click();
    const shown = await row.locator("tfoot td").last().innerText();
    const digits = (text: string) => text.replaceAll(/[^\d.]/g, "");
    const exact = (text: string) =>
      digits(text)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
    expect(exact(shown)).toBe(exact(last?.paid ?? ""));
  });
});

/** Changes one number of a decimal text by its last digit of twelve. */
const nudged = (text: string): string => {
  const read = parseDecimal(text, 12);
  if (!read.ok) throw new Error(`${text} is no decimal`);
  return printDecimal(read.value + 1n, 12);
};

const onProof =
  (change: (proof: SlotProof) => SlotProof): Lie =>
  ({ path, status, text }) =>
    /\/proofs\/\d+$/.test(path) && status === 200
      ? { status, text: JSON.stringify(change(slotProof.parse(JSON.parse(text)))) }
      : null;

const onDay =
  (change: (answer: HouseholdEnergyAnswer) => HouseholdEnergyAnswer): Lie =>
  ({ path, status, text }) =>
    path.includes("/energy?period=day") && status === 200
      ? { status, text: JSON.stringify(change(householdEnergyAnswer.parse(JSON.parse(text)))) }
      : null;

const rpc = z.array(z.object({ id: z.number(), params: z.array(z.unknown()) }).loose());
const answers = z.array(z.object({ id: z.number(), result: z.unknown().optional() }).loose());

/** Changes what a view of a contract answers, known by its selector. */
const onView =
  (selector: string, change: (result: string) => string): Lie =>
  ({ path, asked, status, text }) => {
    if (path !== "/v1/ledger/rpc") return null;
    const called = new Set(
      rpc
        .parse(JSON.parse(asked))
        .filter(({ params }) => JSON.stringify(params).includes(`"data":"${selector}`))
        .map(({ id }) => id),
    );
    const told = answers
      .parse(JSON.parse(text))
      .map((one) =>
        called.has(one.id) && one.result !== undefined
          ? { ...one, result: change(String(one.result)) }
          : one,
      );
    return { status, text: JSON.stringify(told) };
  };

/** Another digit at a place of hexadecimal text. */
const flipped = <T extends string>(text: T, place: number): T => {
  const digit = (Number.parseInt(text[place] ?? "0", 16) ^ 1).toString(16);
  return `${text.slice(0, place)}${digit}${text.slice(place + 1)}` as T;
};

/** Hexadecimal digits of a word, after "0x". */
const WORD = 64;

const LIES: Record<string, { lie: Lie; problem: string; reason: string }> = {
  "one unit of energy in the proof's line": {
    lie: onProof((proof) => {
      const words = flipped(proof.line.words, 2 + 2 * WORD + 47);
      return { ...proof, line: { ...proof.line, words } };
    }),
    problem: "step",
    reason: "It does not stand where the file says.",
  },
  "one digit of the line's root": {
    lie: onProof((proof) => ({
      ...proof,
      meteringHeader: flipped(proof.meteringHeader, 2 + 7 * WORD + 9),
    })),
    problem: "other_result",
    reason: trustEn.trust.problem.other_result,
  },
  "a tariff in the terms": {
    lie: onProof((proof) => ({
      ...proof,
      terms: { ...proof.terms, retailPrice: proof.terms.retailPrice + 1 },
    })),
    problem: "other_terms",
    reason: trustEn.trust.problem.other_terms,
  },
  "the proof of another slot": {
    lie: onProof((proof) => ({ ...proof, slot: proof.slot - 1 })),
    problem: "other_slot",
    reason: trustEn.trust.problem.other_slot,
  },
  "the proof of another market": {
    lie: onProof((proof) => ({ ...proof, market: flipped(proof.market, 20) })),
    problem: "other_market",
    reason: trustEn.trust.problem.other_market,
  },
  "no proof at all": {
    lie: ({ path }) =>
      /\/proofs\/\d+$/.test(path)
        ? {
            status: 404,
            text: JSON.stringify({ status: 404, code: "unknown_slot", title: "", detail: "gone" }),
          }
        : null,
    problem: "no_proof",
    reason: trustEn.trust.problem.no_proof,
  },
  "something that is no proof": {
    lie: ({ path, status }) => (/\/proofs\/\d+$/.test(path) ? { status, text: "{}" } : null),
    problem: "proof_not_understood",
    reason: trustEn.trust.problem.proof_not_understood,
  },
  "other money on the screens": {
    lie: onDay((answer) => ({
      ...answer,
      rows: answer.rows.map((row) => ({ ...row, paid: nudged(row.paid) })),
    })),
    problem: "other_figure",
    reason: trustEn.trust.figure.paid,
  },
  "other energy on the screens": {
    lie: onDay((answer) => ({
      ...answer,
      rows: answer.rows.map((row) => ({ ...row, boughtFromNeighbours: "0.123456" })),
    })),
    problem: "other_figure",
    reason: trustEn.trust.figure.boughtFromNeighbours,
  },
  "another word of the slot on the ledger": {
    lie: onView("0x6d2c6644", (result) => flipped(result, 30)),
    problem: "other_result",
    reason: trustEn.trust.problem.other_result,
  },
  "other terms on the ledger": {
    lie: onView("0x37c12270", (result) => flipped(result, 30)),
    problem: "other_terms",
    reason: trustEn.trust.problem.other_terms,
  },
  "another owner of the device on the ledger": {
    lie: onView("0xc604fb4a", (result) => flipped(result, 2 + 2 * WORD - 1)),
    problem: "step",
    reason: "signed",
  },
  "a ledger without the market": {
    lie: onView("0xdc1fb5a5", () => "0x"),
    problem: "no_contract",
    reason: trustEn.trust.problem.no_contract,
  },
};

describe("a server that lies", () => {
  test("in nothing is green", async () => {
    const { context, page } = await newPage(browser);
    await closeAfter(context, async () => {
      await page.goto(server.url);
      await signIn(page, en);
      await page.getByRole("link", { name: en.nav.trust, exact: true }).click();
      await openWholeDay(page);
      expect(new Set(await judged(page))).toEqual(new Set(["checked"]));
      await expect.poll(() => page.locator("[data-checked]").innerText()).toContain("All");
    });
  });

  test.each(Object.entries(LIES))("about %s is found", async (_, { lie, problem, reason }) => {
    const { context, page } = await newPage(browser);
    await closeAfter(context, async () => {
      await page.goto(server.url);
      await signIn(page, en);
      server.tell(lie);
      await page.getByRole("link", { name: en.nav.trust, exact: true }).click();
      await openWholeDay(page);
      expect(new Set(await judged(page, 3))).toEqual(new Set(["wrong"]));
      const red = page.locator("[data-slot]").first();
      const said = await red.locator(`[data-problem="${problem}"]`).allInnerTexts();
      expect(said.join(" ")).toContain(reason);
      expect(await red.innerText()).toContain(trustEn.trust.state.wrong);
      expect(Number(await page.locator("[data-wrong]").getAttribute("data-wrong"))).toBeGreaterThan(
        0,
      );
    });
  });

  test("about a day's total only is found, with every slot green", async () => {
    const { context, page } = await newPage(browser);
    await closeAfter(context, async () => {
      await page.goto(server.url);
      await signIn(page, en);
      server.tell(
        onDay((answer) => ({ ...answer, sum: { ...answer.sum, paid: nudged(answer.sum.paid) } })),
      );
      await page.getByRole("link", { name: en.nav.trust, exact: true }).click();
      await openWholeDay(page);
      await page.locator('[data-other-figure="paid"]').waitFor();
      expect(new Set(await judged(page))).toEqual(new Set(["checked"]));
      expect(await page.locator("[data-checked]").innerText()).toContain(
        trustEn.trust.day.otherSum,
      );
    });
  });
});

test("a node that nobody may ask leaves a slot unchecked, not green", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    await page.getByRole("link", { name: en.nav.trust, exact: true }).click();
    const field = page.getByRole("textbox", { name: trustEn.trust.node.label });
    await field.fill("https://node.invalid/rpc");
    await page.getByRole("button", { name: trustEn.trust.node.use, exact: true }).click();
    await page.locator('[data-verdict="unasked"]').first().waitFor();
    expect(await page.locator('[data-verdict="checked"]').count()).toBe(0);
    // The choice is kept in this browser.
    await visit(page, "/home/trust");
    await page.locator('[data-node="https://node.invalid/rpc"]').waitFor();
    await field.fill("");
    await page.getByRole("button", { name: trustEn.trust.node.use, exact: true }).click();
    await page.locator('[data-verdict="checked"]').first().waitFor();
  });
});
