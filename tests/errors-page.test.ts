import { BOOK_REFUSALS, SHARING_REFUSALS, SHARING_SETTLEMENT_REFUSALS } from "@pumasi/market";
import { describe, expect, test } from "vitest";
import { isCode, isForTests, read, workspaces } from "./repository.js";

const [refusals = "", failures = "", engine = ""] = read("docs/ERRORS.md").split(
  /^## (?:Outside failures|Refusals of the market engine)$/m,
);

/** Where the server's refusals have their status and text. */
const REFUSAL_TABLES = ["apps/server/src/refusals.ts", "apps/server/src/people/people-refusals.ts"];

/** The first two cells of every row that begins with a code. */
function rowsOf(text: string): string[] {
  return [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(
    ([, code, second = ""]) => `${code} ${second.trim()}`,
  );
}

/** "code Class" of every typed error that is made in the sources. */
function typedErrors(): string[] {
  const sources = workspaces()
    .flatMap(({ files }) => files)
    .filter((file) => isCode(file) && file.includes("/src/") && !isForTests(file));
  const found = sources.flatMap((file) =>
    read(file)
      .split(/^(?:export )?class /m)
      .slice(1)
      .flatMap((body) => {
        const name = /^\w+Error\b/.exec(body)?.[0];
        const code = /\bcode(?: =|:) "(\w+)"/.exec(body)?.[1];
        return name === undefined || code === undefined ? [] : [`${code} ${name}`];
      }),
  );
  const type = /type ApiErrorCode =([^;]+);/.exec(read("apps/web/src/api/api-error.ts"))?.[1] ?? "";
  const ofThePage = [...type.matchAll(/"(\w+)"/g)].map(([, code]) => `${code} ApiError`);
  return [...found, ...ofThePage];
}

describe("docs/ERRORS.md", () => {
  test("lists every refusal with its HTTP status, and no other", () => {
    const source = REFUSAL_TABLES.map(read).join("");
    const made = [...source.matchAll(/^ {2}(\w+): \{\s*status: (\d+)/gm)].map(
      ([, code, status]) => `${code} ${status}`,
    );
    expect(made.length).toBeGreaterThan(0);
    expect(rowsOf(refusals).sort()).toEqual(made.sort());
  });

  test("lists every refusal of the market engine, and no other", () => {
    const made = [...BOOK_REFUSALS, ...SHARING_REFUSALS, ...SHARING_SETTLEMENT_REFUSALS];
    expect(rowsOf(engine).map((row) => row.split(" ")[0])).toEqual(made);
  });

  test("lists every outside failure with its class, and no other", () => {
    expect(rowsOf(failures).sort()).toEqual(typedErrors().sort());
  });
});
