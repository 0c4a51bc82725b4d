import ts from "typescript";
import { describe, expect, test } from "vitest";
import { documentedDependencies, documentedWorkspaces } from "./architecture-page.js";
import {
  exists,
  filesIn,
  isCode,
  isFolder,
  isGenerated,
  read,
  stemOf,
  workspaces,
} from "./repository.js";

const all = workspaces();
const code = [...all.flatMap(({ files }) => files), ...filesIn("tests")].filter(
  (file) => (isCode(file) || file.endsWith(".sol")) && !isGenerated(file),
);

/** Marks of unfinished work; written so that this file keeps its own rules. */
const UNFINISHED = new RegExp(`\\b(${"TO"}DO|${"FIX"}ME)\\b`);
const LONGEST = 400;

const linesWith = (files: readonly string[], pattern: RegExp) =>
  files.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  );

/** Where a file gives up on types with the type that takes everything. */
function anysIn(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("files", () => {
  test("are named for what they hold", () => {
    const vague = /^(utils?|common|helpers?|manager|data|misc|shared)$/;
    expect(code.filter((file) => vague.test(stemOf(file)))).toEqual([]);
  });

  test(`have at most ${LONGEST} lines`, () => {
    const long = code.filter((file) => read(file).trimEnd().split("\n").length > LONGEST);
    expect(long).toEqual([]);
  });

  test("are finished", () => {
    const pages = [...filesIn("docs"), "README.md"].filter((file) => file.endsWith(".md"));
    expect(linesWith([...code, ...pages], UNFINISHED)).toEqual([]);
  });
});

describe("code", () => {
  const ours = code.filter((file) => !file.endsWith("house-rules.test.ts"));

  test("never tells the compiler to look away", () => {
    expect(linesWith(ours, /@ts-(ignore|nocheck)/)).toEqual([]);
    expect(ours.filter((file) => /\.tsx?$/.test(file)).flatMap(anysIn)).toEqual([]);
  });

  test("has no test that is left out or runs alone", () => {
    const tests = ours.filter((file) => file.includes(".test."));
    expect(linesWith(tests, /\b(test|it|describe)(\.\w+)*\.(only|skip|todo)\b/)).toEqual([]);
  });

  test("of each workspace opens with its purpose", () => {
    const indexes = all.map(({ folder }) => `${folder}/src/index.ts`).filter(exists);
    const silent = indexes.filter((file) => !/^\/\*\*\s[\s\S]{60,}?\*\//.test(read(file)));
    expect(silent).toEqual([]);
  });
});

describe("docs/ARCHITECTURE.md", () => {
  test("has a row for every workspace, and for nothing else", () => {
    const rows = documentedWorkspaces();
    expect(rows.sort()).toEqual(all.map(({ folder }) => folder).sort());
    expect(rows.every(isFolder)).toBe(true);
  });

  test("says why each production dependency is there, and names no other", () => {
    const used = all.flatMap(({ manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
    );
    const outside = new Set(used.filter((name) => !name.startsWith("@pumasi/")));
    expect(documentedDependencies().sort()).toEqual([...outside].sort());
  });
});
