import type { Page, Response } from "playwright-core";
import type { z } from "zod";
import { shownAs } from "./shown-as.js";

/** A titled part of a screen as a reader finds it: by its headings, labels and column titles. */
export interface Part {
  title: string;
  /** The remark beside the title. */
  note: string;
  /** Labelled figures in the order in which they stand, each with everything that stands under its label. */
  figures: { label: string; values: string[] }[];
  /** The cells of each row, also of the foot, by column title. */
  tables: {
    caption: string;
    rows: Record<string, string>[];
    foot: Record<string, string> | null;
  }[];
  /** Texts of the items of each named list, piece by piece. */
  lists: { name: string; items: string[][] }[];
  /** What is read aloud in place of pictures. */
  pictures: string[];
}

/** Opens every table that is behind a button with this text, so that it can be read. */
export async function openTables(page: Page, text: string): Promise<void> {
  await page.evaluate((wanted) => {
    for (const closed of document.querySelectorAll("details:not([open])")) {
      if (closed.querySelector("summary")?.textContent === wanted) closed.setAttribute("open", "");
    }
  }, text);
}

/** Everything that the screen says, read at one instant. */
export function readScreen(page: Page): Promise<Part[]> {
  return page.evaluate(() => {
    const text = (found: Element | null | undefined) =>
      (found?.textContent ?? "").replace(/\s+/g, " ").trim();
    const all = (root: Element | Document, selector: string) => [
      ...root.querySelectorAll(selector),
    ];
    const cellsOf = (row: Element) => all(row, "th, td").map(text);
    return all(document, "section[aria-labelledby]").map((part) => {
      const heading = part.querySelector("h2");
      const figures = all(part, "dt").map((label) => {
        const values = [];
        for (let next = label.nextElementSibling; next?.tagName === "DD"; ) {
          values.push(text(next));
          next = next.nextElementSibling;
        }
        return { label: text(label), values };
      });
      const tables = all(part, "table").map((table) => {
        const titles = cellsOf(table.querySelector("thead tr") ?? table);
        const named = (row: Element) =>
          Object.fromEntries(cellsOf(row).map((cell, place) => [titles[place] ?? "", cell]));
        const foot = table.querySelector("tfoot tr");
        return {
          caption: text(table.querySelector("caption")),
          rows: all(table, "tbody tr").map(named),
          foot: foot === null ? null : named(foot),
        };
      });
      const lists = all(part, "ol, ul").map((list) => ({
        name: list.getAttribute("aria-label") ?? "",
        items: all(list, ":scope > li").map((item) => [...item.children].map(text)),
      }));
      const pictures = all(part, '[role="img"]').map((one) => one.getAttribute("aria-label") ?? "");
      const note = text(heading?.nextElementSibling);
      return { title: text(heading), note, figures, tables, lists, pictures };
    });
  });
}

/** The part of a screen with this title; an empty one while it is not there. */
export function partOf(screen: readonly Part[], title: string): Part {
  const nothing = { note: "", figures: [], tables: [], lists: [], pictures: [] };
  return screen.find((part) => part.title === title) ?? { title, ...nothing };
}

/** What stands under a label. */
export const under = (part: Part, label: string, place = 0): string | undefined =>
  part.figures.find((figure) => figure.label === label)?.values[place];

/** The table with this caption; an empty one while it is not there. */
export const tableOf = (part: Part, caption: string) =>
  part.tables.find((table) => table.caption === caption) ?? { caption, rows: [], foot: null };

/** A number on screen, and the exact texts whose sum it must be; null where there is no figure yet. */
export interface Figure {
  name: string;
  shown: string | undefined;
  exact: readonly (string | number)[] | null;
}

/** A figure that is one exact value; null: it must be shown as missing. */
export const figure = (
  name: string,
  shown: string | undefined,
  exact: string | number | null,
): Figure => ({ name, shown, exact: exact === null ? null : [exact] });

/** The numbers in a sentence, found by its text in the language files. */
export function figuresIn(
  name: string,
  sentence: string | undefined,
  template: string,
  values: Record<string, string | number | null>,
): Figure[] {
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{\{(\w+)\}\}/g, "(?<$1>.+?)");
  const found = new RegExp(`^${pattern}$`).exec(sentence ?? "")?.groups ?? {};
  return Object.entries(values).map(([key, exact]) => figure(`${name}.${key}`, found[key], exact));
}

/** Which figures are shown otherwise than they are; no figures at all are wrong, too. */
export function wrongFigures(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return ["there are no figures"];
  return figures.flatMap(({ name, shown, exact }) => {
    if (shown === undefined) return [`${name} is not on the screen`];
    const expected = exact === null ? "–" : shownAs(shown, exact.map(String));
    return shown === expected ? [] : [`${name}: "${shown}" is shown for "${expected}"`];
  });
}

/** How long a screen may take until it shows one of the answers (ms). */
const LONGEST_LOOK_MS = 25_000;
const LOOK_AGAIN_MS = 50;

/** Where the page asks for an answer, and what it is. */
interface Asked<Answer> {
  path: string;
  schema: z.ZodType<Answer>;
}

/**
 * Looks until every figure on screen is that of one answer of the API, and gives that answer. The market moves on between an
 * answer and a look, so the screen may show any answer that was given while it was looked at, but never parts of two. Where
 * answers follow each other faster than they can be asked for, `asked` adds those that the page itself was given.
 */
export async function showsAnswer<Answer>(
  page: Page,
  ask: () => Promise<Answer>,
  figuresOf: (screen: Part[], answer: Answer) => Figure[],
  asked?: Asked<Answer>,
): Promise<Answer> {
  const answers: Answer[] = [];
  const listen = async (response: Response) => {
    if (asked === undefined || new URL(response.url()).pathname !== asked.path) return;
    const answer = asked.schema.safeParse(await response.json().catch(() => null));
    if (answer.success) answers.unshift(answer.data);
  };
  page.on("response", listen);
  const deadline = Date.now() + LONGEST_LOOK_MS;
  try {
    for (;;) {
      const answer = await ask();
      if (JSON.stringify(answer) !== JSON.stringify(answers[0])) answers.unshift(answer);
      const screen = await readScreen(page);
      const wrong = answers.map((candidate) => wrongFigures(figuresOf(screen, candidate)));
      const shown = answers.find((_, place) => wrong[place]?.length === 0);
      if (shown !== undefined) return shown;
      if (Date.now() > deadline) {
        const [fewest = []] = wrong.sort((one, other) => one.length - other.length);
        throw new Error(`the screen shows no answer of the API: ${fewest.slice(0, 8).join("; ")}`);
      }
      await page.waitForTimeout(LOOK_AGAIN_MS);
    }
  } finally {
    page.off("response", listen);
  }
}
