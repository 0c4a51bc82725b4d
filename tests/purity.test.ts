import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { importsOf, isCode, isForTests, ROOT, read, workspaces } from "./repository.js";

const packages = workspaces().filter(({ folder }) => folder.startsWith("packages/"));

/** Where time and randomness would come in. `Date.parse` is a function of its text alone, and allowed. */
function impurities(file: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = node.getText(source);
    const isForbidden =
      (ts.isPropertyAccessExpression(node) &&
        ["Date.now", "Math.random", "performance.now"].includes(text)) ||
      ((ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        node.expression.getText(source) === "Date");
    if (isForbidden) found.push(`${file}: ${text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe.each(packages.map((own) => [own.folder, own] as const))("%s", (folder, own) => {
  const sources = own.files.filter((file) => isCode(file) && !isForTests(file));

  test("compiles with the language alone: no DOM, no Node", () => {
    const path = join(ROOT, folder, "tsconfig.json");
    const { config } = ts.readConfigFile(path, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, folder));
    expect(options.lib).toEqual(["lib.es2023.d.ts"]);
    expect(options.types).toEqual([]);
  });

  test("reads no clock and draws no random number", () => {
    expect(sources.flatMap(impurities)).toEqual([]);
  });

  test("imports none of Node's modules", () => {
    const nodes = sources.filter((file) =>
      importsOf(file).some((name) => name.startsWith("node:")),
    );
    expect(nodes).toEqual([]);
  });
});
