import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { sessionAnswer } from "@pumasi/protocol";
import type { Page } from "playwright-core";
import type { z } from "zod";
import en from "../src/i18n/en.json" with { type: "json" };

/** A demo person's button on the sign-in page, and the heading that says it is in. */
export const DEMO_HOME = "Home 2";

/** Signs in as a demo person; `landing` is a second-level heading of the screen that comes then. */
export async function signInAs(
  page: Page,
  { person, landing, texts = en }: { person: string; landing: string; texts?: typeof en },
): Promise<void> {
  await page.getByRole("link", { name: texts.nav.signIn, exact: true }).click();
  await page.getByRole("button", { name: person, exact: true }).click();
  await page.getByRole("heading", { level: 2, name: landing, exact: true }).waitFor();
}

/** Opens a screen by its link, as a person does. */
export async function openScreen(page: Page, screen: keyof typeof en.nav): Promise<void> {
  await page.getByRole("link", { name: en.nav[screen], exact: true }).click();
}

/** Asks the API as the page does, with its cookie. */
export async function askAs<T>(page: Page, path: string, schema: z.ZodType<T>): Promise<T> {
  const { status, body } = await page.evaluate(async (url) => {
    const response = await fetch(url);
    return { status: response.status, body: await response.text() };
  }, path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body}`);
  return schema.parse(JSON.parse(body));
}

/** The account that is signed in. */
export async function accountOf(page: Page): Promise<number> {
  const { session } = await askAs(page, "/v1/session", sessionAnswer);
  if (session === null || session.account === null) throw new Error("nobody is signed in");
  return session.account;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What axe finds wrong by WCAG 2.2 AA. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { html: string }[] }[] };
    type Axe = { run(context: Document, options: object): Promise<Found> };
    const { axe } = window as unknown as { axe: Axe };
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values } });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}
