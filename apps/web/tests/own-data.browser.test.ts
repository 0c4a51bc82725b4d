import { readFileSync } from "node:fs";
import {
  consentsAnswer,
  householdExport,
  householdNeighbours,
  invitationAnswer,
  ownDescription,
  passkeysAnswer,
} from "@pumasi/protocol";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import en from "../src/i18n/en.json" with { type: "json" };
import ko from "../src/i18n/ko.json" with { type: "json" };
import ownDataEn from "../src/i18n/own-data.en.json" with { type: "json" };
import ownDataKo from "../src/i18n/own-data.ko.json" with { type: "json" };
import waysEn from "../src/i18n/sign-in-ways.en.json" with { type: "json" };
import waysKo from "../src/i18n/sign-in-ways.ko.json" with { type: "json" };
import {
  askCommunity,
  type Community,
  closeAfter,
  launchChromium,
  newPage,
  openPage,
  overflowOf,
  screens,
} from "./running-page.js";
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

const english = { ...en, ...ownDataEn, ...waysEn };
type Texts = typeof english;
const korean = { ...ko, ...ownDataKo, ...waysKo } as unknown as Texts;

const signIn = (page: Page, texts: typeof en, person = DEMO_HOME) =>
  signInAs(page, { person, landing: texts.home.nowTitle, texts });

const mePath = (rest = "") => `/v1/communities/${community.slug}/me${rest}`;

/** Writes as the page does, with its cookie. */
function postAs(page: Page, path: string, body: unknown): Promise<unknown> {
  return page.evaluate(
    async ([url, text]) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body: text });
      if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    [path, JSON.stringify(body)] as const,
  );
}

describe.each([
  { language: "en", locale: "en-GB", texts: english },
  { language: "ko", locale: "ko-KR", texts: korean },
] as const)("own data in $language", ({ language, locale, texts }) => {
  test.each(["desktop", "phone"] as const)("are whole on a %s", async (device) => {
    const { context, page, complaints } = await openPage(browser, community, { device, locale });
    await closeAfter(context, async () => {
      await signIn(page, texts);
      const shoot = async (name: string) => {
        expect(await overflowOf(page), name).toBe(0);
        expect(await violationsOf(page), name).toEqual([]);
        const file = `${screens}${name}-${device}-${language}.png`;
        await page.screenshot({ path: file, fullPage: true });
      };
      await page.getByRole("link", { name: texts.nav.ownData, exact: true }).click();
      await page.locator('[data-fact="pod"]').waitFor();
      await page.getByRole("button", { name: texts.ownData.erasure.ask, exact: true }).waitFor();
      await shoot("own-data");
      await page.locator('a[href="/sign-in/ways"]').click();
      await page.locator("[data-codes-left]").waitFor();
      await shoot("sign-in-ways");
      expect(complaints).toEqual([]);
    });
  });
});

test("all of it comes as one file, which is what the API says of the household", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    await page.getByRole("link", { name: en.nav.ownData, exact: true }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: english.ownData.export.button, exact: true }).click();
    const download = await downloading;
    const account = await accountOf(page);
    expect(download.suggestedFilename()).toBe(`pumasi-${community.slug}-${account}.json`);
    const text = readFileSync(await download.path(), "utf8");
    const file = householdExport.parse(JSON.parse(text));
    const own = await askAs(page, mePath(), ownDescription);
    expect(file.member).toMatchObject({ name: own.name, pod: own.pod, account });
    expect(file.lines.length).toBeGreaterThan(0);
    expect(file.readings.length).toBeGreaterThan(0);
    expect(await page.locator('[data-fact="pod"]').innerText()).toBe(own.pod);
  });
});

test("names are told only while both neighbours agree", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en);
    const account = await accountOf(page);
    const whole = `neighbours?from=${community.firstSlot}&until=4294967295`;
    const path = `/v1/communities/${community.slug}/accounts/${account}/${whole}`;
    const namesNow = async () => {
      const { neighbours } = await askAs(page, path, householdNeighbours);
      return neighbours.filter(({ name }) => name !== null).map(({ name }) => name);
    };
    await expect
      .poll(async () => (await askAs(page, path, householdNeighbours)).neighbours.length, {
        timeout: 40_000,
      })
      .toBeGreaterThan(0);
    const [neighbour] = (await askAs(page, path, householdNeighbours)).neighbours;
    // The demo names its homes by their number; the first member's account is 4.
    const other = `Home ${(neighbour?.account ?? 0) - 3}`;
    const kind = "name-to-neighbours" as const;
    await postAs(page, mePath("/consents"), { kind, given: false });
    const second = await openPage(browser, community);
    await closeAfter(second.context, async () => {
      await signIn(second.page, en, other);
      await postAs(second.page, mePath("/consents"), { kind, given: true });
      expect(await namesNow()).not.toContain(other);
      await page.getByRole("link", { name: en.nav.ownData, exact: true }).click();
      const agree = page.getByRole("switch", { name: english.ownData.consentLabel[kind] });
      await agree.focus();
      await page.keyboard.press("Space");
      await expect.poll(namesNow).toContain(other);
      await page.getByRole("link", { name: en.nav.neighbours, exact: true }).click();
      await page.getByRole("rowheader", { name: other, exact: true }).waitFor();
      await page.getByRole("link", { name: en.neighbours.consent, exact: true }).click();
      await expect.poll(() => agree.isChecked()).toBe(true);
      await agree.focus();
      await page.keyboard.press("Space");
      await expect.poll(namesNow).toEqual([]);
      const { consents } = await askAs(page, mePath("/consents"), consentsAnswer);
      expect(consents.slice(-2).map(({ given }) => given)).toEqual([true, false]);
      await postAs(second.page, mePath("/consents"), { kind, given: false });
    });
  });
});

test("an erasure is asked for with a second thought, and taken back", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en, "Home 3");
    await page.getByRole("link", { name: en.nav.ownData, exact: true }).click();
    const { erasure } = english.ownData;
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    await button(erasure.ask).click();
    await button(erasure.back).click();
    expect(await page.locator('[data-erasure="open"]').count()).toBe(0);
    await button(erasure.ask).click();
    await button(erasure.sure).click();
    await page.locator('[data-erasure="open"]').waitFor();
    await page.getByText(erasure.member, { exact: true }).waitFor();
    await button(erasure.withdraw).click();
    await expect.poll(() => page.locator('[data-erasure="open"]').count()).toBe(0);
    await page.locator('[data-erasure="withdrawn"]').last().waitFor();
  });
});

test("the vacation switch is kept, and can be taken back", async () => {
  const { context, page } = await openPage(browser, community);
  await closeAfter(context, async () => {
    await signIn(page, en, "Home 3");
    await page.getByRole("link", { name: en.nav.rule, exact: true }).click();
    const away = page.getByRole("switch", { name: en.rule.away });
    const save = page.getByRole("button", { name: en.rule.save, exact: true });
    const before = (await askAs(page, mePath(), ownDescription)).wish.away;
    for (const isAway of [!before, before]) {
      await away.focus();
      await page.keyboard.press("Space");
      await save.press("Enter");
      await expect
        .poll(async () => (await askAs(page, mePath(), ownDescription)).wish.away)
        .toBe(isAway);
      // The page has heard of it once there is nothing left to save.
      await expect.poll(() => save.isDisabled()).toBe(true);
      await expect.poll(() => away.isChecked()).toBe(isAway);
    }
  });
});

/** Passkeys are made for names only: the page is opened at localhost, not at 127.0.0.1. */
const localhost = () => (process.env.PUMASI_URL ?? "").replace("127.0.0.1", "localhost");

/** A device that makes passkeys without asking anybody; each page may have several, one after the other. */
async function virtualAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return {
    remove: () => session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
  };
}

test("passkeys are added and removed but for the last, codes are renewed and shown once", async () => {
  const { context, page } = await newPage(browser);
  await closeAfter(context, async () => {
    await page.goto(localhost());
    await page.getByRole("link", { name: en.nav.signIn, exact: true }).click();
    await page.getByRole("button", { name: en.signIn.role.operator, exact: true }).click();
    await page.waitForURL("**/operator/**");
    const invited = await postAs(page, `/v1/communities/${community.slug}/invitations`, {
      role: "auditor",
      name: "Aude",
    });
    const { code } = invitationAnswer.parse(invited);
    await postAs(page, "/v1/sign-out", {});
    const first = await virtualAuthenticator(page);
    await page.goto(`${localhost()}/sign-in`);
    await page.getByRole("textbox", { name: en.signIn.invitation }).fill(code);
    await page.getByRole("button", { name: en.signIn.signUp, exact: true }).click();
    await page.getByText(en.signIn.recoveryCodes, { exact: true }).waitFor();
    await page.goto(`${localhost()}/sign-in/ways`);
    const { passkeys: words, codes } = english.signInWays;
    const rows = page.locator("[data-passkey]");
    const removeButton = (number: number) =>
      page.getByRole("button", { name: words.removeOne.replace("{{number}}", `${number}`) });
    await rows.first().waitFor();
    expect(await removeButton(1).isDisabled()).toBe(true);
    await page.getByText(words.last, { exact: true }).waitFor();
    // The same device is not asked twice: another one makes the second passkey.
    await first.remove();
    await virtualAuthenticator(page);
    await page.getByRole("button", { name: words.add, exact: true }).click();
    await rows.nth(1).waitFor();
    expect((await askAs(page, "/v1/passkeys", passkeysAnswer)).passkeys.length).toBe(2);
    await removeButton(1).press("Enter");
    await expect.poll(() => rows.count()).toBe(1);
    const left = () => page.locator("[data-codes-left]").getAttribute("data-codes-left");
    expect(await left()).toBe("10");
    await page.getByRole("button", { name: codes.renew, exact: true }).click();
    await page.getByRole("button", { name: codes.sure, exact: true }).click();
    const shown = page.locator("code");
    await shown.first().waitFor();
    const [kept = ""] = await shown.allInnerTexts();
    expect(await shown.count()).toBe(10);
    await page.reload();
    await page.locator("[data-codes-left]").waitFor();
    expect(await shown.count()).toBe(0);
    await page.getByRole("button", { name: en.nav.signOut, exact: true }).last().click();
    await page.getByRole("button", { name: en.signIn.passkey, exact: true }).click();
    await page.waitForURL("**/operator/**");
    await postAs(page, "/v1/sign-out", {});
    await page.goto(`${localhost()}/sign-in`);
    await page.getByRole("textbox", { name: en.signIn.recoveryCode }).fill(kept);
    await page.getByRole("button", { name: en.signIn.recover, exact: true }).click();
    await page.waitForURL("**/operator/**");
    await page.goto(`${localhost()}/sign-in/ways`);
    await page.locator('[data-codes-left="9"]').waitFor();
  });
});
