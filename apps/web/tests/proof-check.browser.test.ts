import { mkdirSync } from "node:fs";
import { accountDescription, type SlotProof, slotProof, slotSummary } from "@pumasi/protocol";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import answerEn from "../src/i18n/proof-answer.en.json" with { type: "json" };
import answerKo from "../src/i18n/proof-answer.ko.json" with { type: "json" };
import {
  ask,
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  openPage,
  overflowOf,
  screens,
} from "./running-page.js";

let browser: Browser;
let community: Community;
let proof: SlotProof;

beforeAll(async () => {
  community = await askCommunity();
  mkdirSync(screens, { recursive: true });
  // A community that has just begun has no such slot yet.
  proof = await vi.waitFor(askProof, { timeout: 100_000, interval: 1_000 });
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
});

/** The first metered slot's proof with an order and a reading, of any account. */
async function askProof(): Promise<SlotProof> {
  const path = `/v1/communities/${community.slug}`;
  const { slots } = await ask(`${path}/slots?limit=48`, z.object({ slots: z.array(slotSummary) }));
  const everybody = z.object({ accounts: z.array(accountDescription) });
  const { accounts } = await ask(`${path}/accounts`, everybody);
  for (const { slot, orders, stage } of slots) {
    if (orders === 0 || stage === "open" || stage === "booked" || stage === "cleared") continue;
    for (const { account, kind } of accounts) {
      if (kind !== "member") continue;
      const found = await ask(`${path}/slots/${slot}/proofs/${account}`, slotProof);
      if (found.orders.length > 0 && found.readings.length > 0) return found;
    }
  }
  throw new Error("no slot with orders is metered yet: let the community run for some hours");
}

/** The proof with another digit at one place of the words of its line. */
function tampered(): SlotProof {
  const { words } = proof.line;
  const place = words.length - 2;
  const changed = `${words.slice(0, place)}${words[place] === "0" ? "1" : "0"}${words.slice(place + 1)}`;
  return { ...proof, line: { ...proof.line, words: changed as typeof words } };
}

const cardOf = (page: Page, texts: typeof en | typeof ko) =>
  page.getByRole("region", { name: texts.proof.title, exact: true });

async function choose(card: Locator, name: string, content: unknown): Promise<void> {
  const buffer = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
  const file = { name, mimeType: "application/json", buffer };
  await card.locator('input[type="file"]').setInputFiles(file);
}

const steps = (card: Locator, verdict: "holds" | "wrong") =>
  card.locator(`ol li[data-verdict="${verdict}"]`);

/** Which of the two colours a verdict has, as the browser shows it. */
function colourOf(verdict: Locator): Promise<"green" | "red"> {
  return verdict.evaluate((element) => {
    const [red = 0, green = 0] = (
      getComputedStyle(element).borderLeftColor.match(/\d+/g) ?? []
    ).map(Number);
    return red > green ? "red" : "green";
  });
}

describe.each([
  { language: "en", locale: "en-GB", texts: en, answer: answerEn.proofAnswer },
  { language: "ko", locale: "ko-KR", texts: ko, answer: answerKo.proofAnswer },
] as const)("in $language", ({ language, locale, texts, answer }) => {
  test.each([
    { device: "desktop", colorScheme: "light", pictured: "holds" },
    { device: "phone", colorScheme: "dark", pictured: "wrong" },
  ] as const)(
    "a proof of the server is green and a changed one red, $device, $colorScheme",
    async ({ pictured, ...look }) => {
      const { context, page, complaints } = await openPage(browser, community, { ...look, locale });
      await closeAfter(context, async () => {
        const card = cardOf(page, texts);
        const takePictureOf = async (answer: "holds" | "wrong") => {
          expect(await overflowOf(page)).toBe(0);
          const path = `${screens}proof-${look.device}-${language}.png`;
          if (pictured === answer) await card.screenshot({ path });
        };

        await choose(card, "proof.json", proof);
        const verdict = card.locator("p[data-tone]");
        await card.locator('p[data-tone="good"]').waitFor();
        expect(await colourOf(verdict)).toBe("green");
        expect(await steps(card, "wrong").count()).toBe(0);
        expect(await steps(card, "holds").count()).toBeGreaterThanOrEqual(9);
        await card.getByRole("heading", { level: 3, name: answer.ledger.title }).waitFor();
        await takePictureOf("holds");

        await choose(card, "changed.json", tampered());
        await card.locator('p[data-tone="bad"]').waitFor();
        await card.getByText(answer.wrong.line).first().waitFor();
        expect(await colourOf(verdict)).toBe("red");
        expect(await steps(card, "wrong").count()).toBeGreaterThan(0);
        await takePictureOf("wrong");

        await choose(card, "letter.json", "Dear neighbours");
        await card
          .getByText(answer.refused.proof_not_json.replace("{{name}}", "letter.json"))
          .waitFor();
        expect(await card.locator("ol").count()).toBe(0);
        expect(complaints).toEqual([]);
      });
    },
  );
});

test("the account's amounts are its leaf's, digit for digit", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    const card = cardOf(page, en);
    await choose(card, "proof.json", proof);
    await card.locator('p[data-tone="good"]').waitFor();
    expect(await card.locator("tfoot td").allInnerTexts()).toEqual(lineAsShown(proof));
  });
});

test("a proof is checked without the server, and dropped as well as chosen", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    const sent: string[] = [];
    const card = cardOf(page, en);
    await choose(card, "letter.json", "{}");
    await card.locator('p[data-tone="bad"]').waitFor();
    // From here on there is no network at all: what is shown was worked out in the browser.
    await context.setOffline(true);
    // The live page keeps trying to read; nothing else may even be tried.
    page.on("request", (request) => {
      const isRead = request.method() === "GET" && !request.url().includes("proof");
      if (!isRead) sent.push(`${request.method()} ${request.url()}`);
    });
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.json"));
      return transfer;
    }, JSON.stringify(proof));
    await card.locator("label").dispatchEvent("drop", { dataTransfer: dropped });
    await card.locator('p[data-tone="good"]').waitFor();
    await choose(card, "changed.json", tampered());
    await card.locator('p[data-tone="bad"]').waitFor();
    expect(sent).toEqual([]);
  });
});

test("what checks proofs is not loaded before there is one", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    const checker = () =>
      page.evaluate(
        () =>
          performance
            .getEntriesByType("resource")
            .filter(({ name }) => name.includes("proof-checker")).length,
      );
    await page.getByText(en.header.connection.live, { exact: true }).waitFor();
    expect(await checker()).toBe(0);
    const card = cardOf(page, en);
    await choose(card, "proof.json", proof);
    await card.locator('p[data-tone="good"]').waitFor();
    expect(await checker()).toBeGreaterThan(0);
  });
});

/** Metered in and out and the total as the page should write them, read from the leaf by this test's own hand. */
function lineAsShown({ line: { words }, slot }: SlotProof): string[] {
  expect(Number(`0x${words.slice(2 + 16, 2 + 24)}`)).toBe(slot);
  const field = (word: number, bit: number, bits: number) => {
    const from = 2 + word * 64 + bit / 4;
    return BigInt.asIntN(bits, BigInt(`0x${words.slice(from, from + bits / 4)}`));
  };
  const amounts = [field(7, 0, 128), field(7, 128, 128), field(8, 0, 128), field(8, 128, 128)];
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const currency = { style: "currency", currency: community.currency } as const;
  return [
    decimal(field(2, 128, 64), 6, {}, 6),
    decimal(field(2, 192, 64), 6, {}, 6),
    decimal(total, 12, currency, 2),
  ];
}

function decimal(
  units: bigint,
  decimals: number,
  style: Intl.NumberFormatOptions,
  atLeast: number,
): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const text = `${units < 0n ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  const format = { ...style, minimumFractionDigits: atLeast, maximumFractionDigits: decimals };
  return new Intl.NumberFormat("en-GB", format).format(text as `${number}`);
}
