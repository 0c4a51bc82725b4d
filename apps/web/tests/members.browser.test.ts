import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ListedMember, memberSearchAnswer, sessionAnswer } from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import coreEn from "../src/i18n/en.json" with { type: "json" };
import healthEn from "../src/i18n/health.en.json" with { type: "json" };
import healthKo from "../src/i18n/health.ko.json" with { type: "json" };
import coreKo from "../src/i18n/ko.json" with { type: "json" };
import membersEn from "../src/i18n/members.en.json" with { type: "json" };
import membersKo from "../src/i18n/members.ko.json" with { type: "json" };
import {
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
import { askAs, DEMO_HOME, signInAs, violationsOf } from "./signed-in.js";

const fileOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const en = { ...coreEn, ...healthEn, ...membersEn };
const ko = { ...coreKo, ...healthKo, ...membersKo } as unknown as typeof en;
type Texts = typeof en;

/** What the registered households of this run are told apart by. */
const run = Date.now().toString(36);

let browser: Browser;
let community: Community;

beforeAll(async () => {
  community = await askCommunity();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

async function openMembers(page: Page, texts: Texts = en): Promise<void> {
  const person = texts.signIn.role.operator;
  await signInAs(page, { person, landing: texts.health.title, texts });
  await page.getByRole("link", { name: texts.nav.members, exact: true }).click();
  await page.locator("[data-member]").first().waitFor();
}

async function listed(page: Page, text: string): Promise<ListedMember[]> {
  const query = new URLSearchParams({ text });
  const path = `/v1/communities/${community.slug}/members/search?${query}`;
  return (await askAs(page, path, memberSearchAnswer)).members;
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole("searchbox", { name: en.members.search }).fill(text);
}

/** Registers a household by the form, and opens it. */
async function addMember(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: en.members.add.open, exact: true }).click();
  const dialog = page.getByRole("dialog");
  const { currency } = community;
  const fill = (label: string, text: string) =>
    dialog.getByLabel(label.replace("{{currency}}", currency)).fill(text);
  await fill(en.members.column.name, name);
  await fill(en.members.column.pod, `POD ${name}`);
  await fill(en.members.column.creditLimit, "40");
  await fill(en.members.column.buyBelow, "0.28");
  await fill(en.members.column.sellAbove, "0.1");
  await dialog.getByRole("button", { name: en.members.add.do, exact: true }).click();
  await dialog.getByText(`${name} is registered`).waitFor();
  await dialog.getByRole("button", { name: en.members.close, exact: true }).click();
  await search(page, name);
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("heading", { level: 3, name: en.members.gateway.title }).waitFor();
}

/** Presses a button that asks once, reads what it says, and agrees. */
async function confirm(page: Page, label: string): Promise<string> {
  await page.getByRole("button", { name: label, exact: true }).first().click();
  const asked = page.getByRole("alertdialog", { name: label, exact: true });
  const text = await asked.innerText();
  await asked.getByRole("button", { name: label, exact: true }).click();
  return text;
}

describe.each([
  { language: "en", locale: "en-GB", texts: en },
  { language: "ko", locale: "ko-KR", texts: ko },
] as const)("the members' screen in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("is whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await openMembers(page, texts);
      const shoot = async (name: string) => {
        // What slides in must have come to rest, or its colours are judged half-way.
        await page.waitForTimeout(400);
        expect(await overflowOf(page), name).toBe(0);
        expect(await violationsOf(page), name).toEqual([]);
        await page.screenshot({ path: `${screens}${name}-${device}-${language}.png` });
      };
      await shoot("members");
      await page.locator("[data-member]").first().click();
      await page.getByRole("button", { name: texts.members.gateway.issue, exact: true }).click();
      await page.locator("[data-one-time] svg").waitFor();
      await shoot("member");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("button", { name: texts.members.import.open, exact: true }).click();
      const list = [
        "name;pod;creditLimit;buyBelow;sellAbove",
        "Kim 101;KR-0101;50;0.28;0.1",
        "Lee 102;KR-0101;50;0.28;0.1",
        "Park 103;KR-0103;-5;0,28;0.1",
        "Choi 104;KR-0104;50;0.28;0.1;9",
      ];
      await page.getByLabel(texts.members.import.paste).fill(list.join("\n"));
      await page.getByRole("button", { name: texts.members.import.check, exact: true }).click();
      await page.locator("[data-bad-row]").first().waitFor();
      await page.locator('[data-figure="bad-rows"]').scrollIntoViewIfNeeded();
      await shoot("members-import");
      expect(complaints).toEqual([]);
    });
  });
});

test("what is shown of each member is the API's, to the last digit", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMembers(page);
    await expect
      .poll(
        async () => {
          const members = (await listed(page, "")).slice(0, 17);
          const wrong = [];
          for (const { account, balance } of members) {
            const text = await page.locator(`[data-balance="${account}"]`).innerText();
            if (text !== shownAs(text, [balance])) wrong.push([account, text, balance]);
          }
          return wrong;
        },
        { timeout: 30_000, interval: 500 },
      )
      .toEqual([]);
    const { found } = await askAs(
      page,
      `/v1/communities/${community.slug}/members/search`,
      memberSearchAnswer,
    );
    expect(await page.locator('[data-figure="found-active"]').innerText()).toBe(`${found.active}`);
    await search(page, "Home 1");
    await page.locator("[data-member]").first().waitFor();
    await expect
      .poll(() => page.locator("[data-member]").allInnerTexts())
      .toEqual((await listed(page, "Home 1")).map(({ name }) => name));
    await search(page, "no such member");
    await page.getByText(en.members.noneFits).waitFor();
  });
});

test("a list with a bad row registers nobody; corrected it registers all, once", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMembers(page);
    await page.getByRole("button", { name: en.members.import.open, exact: true }).click();
    const choose = (rows: readonly string[]) =>
      page.locator('input[type="file"]').setInputFiles({
        name: "members.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(
          `\uFEFFname,pod,creditLimit,buyBelow,sellAbove\r\n${rows.join("\r\n")}`,
        ),
      });
    const row = (ordinal: number, limit: string) =>
      `"List ${run}, ${ordinal}",L-${run}-${ordinal},${limit},0.28,0.1`;
    await choose([row(1, "50"), row(2, "fifty"), "", row(1, "50")]);
    await page.locator("[data-bad-row]").first().waitFor();
    const lines = await page.locator("[data-bad-row]").allInnerTexts();
    expect(lines).toEqual(["3", "5"]);
    await page.getByText(en.members.cell.not_a_number).waitFor();
    await page.getByText(en.members.cell.pod_repeated).waitFor();
    expect(await listed(page, `List ${run}`)).toEqual([]);
    await choose([row(1, "50"), row(2, "60.5"), "", row(3, "70")]);
    await page.locator('[data-figure="good-rows"]').waitFor();
    expect(await listed(page, `List ${run}`)).toEqual([]);
    const said = await confirm(page, en.members.import.do_other.replace("{{rows}}", "3"));
    expect(said).toContain("never their names");
    await page.locator('[data-imported="3"]').waitFor();
    const members = await listed(page, `List ${run}`);
    expect(members.map(({ name, creditLimit }) => [name, creditLimit])).toEqual([
      [`List ${run}, 1`, "50"],
      [`List ${run}, 2`, "60.5"],
      [`List ${run}, 3`, "70"],
    ]);
  });
});

test("a household is added, its gateway enrols by the link, is revoked, and the membership ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pumasi-members-"));
  let gateway: ChildProcess | null = null;
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    try {
      await openMembers(page);
      const name = `House ${run}`;
      await addMember(page, name);
      const drawer = page.getByRole("dialog");
      await drawer.getByRole("button", { name: en.members.gateway.issue, exact: true }).click();
      const shown = drawer.locator("[data-one-time]");
      const code = await shown.getAttribute("data-one-time");
      const link = await shown.locator("code").first().innerText();
      expect(link).toContain(`&code=${code}`);
      const flags = ["--enrolment-link", link, "--data", folder, "--name", name];
      flags.push("--home", fileOf("data/citylearn-2022/home-01.csv"));
      flags.push("--first-row", "2016-08-01T07:00:00Z");
      gateway = spawn(process.execPath, [fileOf("apps/gateway/dist/main.js"), ...flags], {
        stdio: "ignore",
      });
      const exit = once(gateway, "exit");
      const device = drawer.locator("[data-device]");
      await device.waitFor({ timeout: 20_000 });
      const [enrolled] = await listed(page, name);
      expect(await device.getAttribute("data-device")).toBe(enrolled?.devices[0]?.device);
      expect(enrolled?.state).toBe("active");
      const revoking = await confirm(page, en.members.gateway.revoke);
      expect(revoking).toContain("no further order");
      await device.getByText("Revoked:").waitFor();
      expect((await exit)[0]).toBe(3);
      const ending = await confirm(page, en.members.end.do);
      expect(ending).toContain(en.members.end.earliest);
      await expect.poll(async () => (await listed(page, name))[0]?.untilSlot).not.toBeNull();
      await drawer.getByText(en.members.end.hasEnd).waitFor();
      expect(await drawer.getByRole("button", { name: en.members.gateway.issue }).count()).toBe(0);
    } finally {
      gateway?.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("a lower credit limit is asked for once more, a higher one is saved by keyboard", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMembers(page);
    const name = `Limit ${run}`;
    await addMember(page, name);
    const field = page.getByLabel(
      en.members.limit.label.replace("{{currency}}", community.currency),
    );
    const limit = async () => (await listed(page, name))[0]?.creditLimit;
    await field.fill("40.0000001");
    await page.getByText(en.members.cell.too_many_decimals).waitFor();
    await field.fill("45.5");
    await field.press("Enter");
    await page.getByRole("dialog").getByText("45.50").waitFor();
    expect(await limit()).toBe("45.5");
    await field.fill("30");
    // Enter does not go past the question.
    await field.press("Enter");
    await page.getByRole("button", { name: /^Lower the limit/ }).click();
    await page.getByRole("button", { name: en.members.cancel, exact: true }).click();
    expect(await limit()).toBe("45.5");
    await page.getByRole("button", { name: /^Lower the limit/ }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("button", { name: /^Lower the limit/ }).click();
    await expect.poll(limit).toBe("30");
  });
});

test("an invitation's link opens the sign-in page with the code filled in", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await openMembers(page);
    await search(page, DEMO_HOME);
    await page.getByRole("button", { name: DEMO_HOME, exact: true }).click();
    await page.getByRole("button", { name: en.members.invite.issue, exact: true }).click();
    const shown = page.locator("[data-one-time]");
    const code = await shown.getAttribute("data-one-time");
    const link = await shown.locator("code").first().innerText();
    const { pathname, hash } = new URL(link);
    await visit(page, `${pathname}${hash}`);
    await expect.poll(() => page.getByLabel(en.signIn.invitation).inputValue()).toBe(code);
  });
});

test("auditors are told that the screen is not for them, and the API tells them nothing", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await page.getByRole("link", { name: en.nav.signIn, exact: true }).click();
    await page.getByRole("button", { name: en.signIn.role.auditor, exact: true }).click();
    await page.getByRole("button", { name: en.nav.signOut, exact: true }).waitFor();
    expect((await askAs(page, "/v1/session", sessionAnswer)).session?.role).toBe("auditor");
    await visit(page, "/operator/members");
    await page.getByText(en.members.operatorsOnly).waitFor();
    const path = `/v1/communities/${community.slug}/members/search`;
    expect(await page.evaluate(async (url) => (await fetch(url)).status, path)).toBe(403);
  });
});
