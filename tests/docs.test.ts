import { describe, expect, test } from "vitest";
import { exists, filesIn, isCode, manifestOf, read, targetOf, workspaces } from "./repository.js";

const pages = ["README.md", ...filesIn("docs").filter((file) => file.endsWith(".md"))];
const code = [...workspaces().flatMap(({ files }) => files), ...filesIn("tests")].filter(isCode);

/** What a page shows as code: fenced blocks and `spans`. */
function codeOf(page: string): string[] {
  const text = read(page);
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
  const spans = [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, span = ""]) => span,
  );
  return [...blocks.flatMap((block) => block.split("\n")), ...spans];
}

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
}

function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

describe.each(pages)("%s", (page) => {
  test("names only npm scripts that exist", () => {
    const scriptsOf = (name: string | undefined) =>
      name === undefined
        ? manifestOf(".").scripts
        : workspaces().find((workspace) => workspace.name === name)?.manifest.scripts;
    const missing = codeOf(page).flatMap((line) =>
      [...line.matchAll(/\bnpm (?:run )?(--silent )?([\w:]+)(?:[^&|;\n]*?-w (@pumasi\/\w+))?/g)]
        .filter(([, , script = ""]) => !["ci", "install", "audit", "exec"].includes(script))
        .filter(([, , script = "", workspace]) => scriptsOf(workspace)?.[script] === undefined)
        .map(([command]) => command),
    );
    expect(missing).toEqual([]);
  });

  test("links only to what is there", () => {
    const text = read(page).replaceAll(/^```[\s\S]*?^```/gm, "");
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)]
      .map(([, link, source]) => link ?? source ?? "")
      .filter((link) => !/^(https?|mailto):/.test(link));
    const broken = links.filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : targetOf(page, path);
      if (!exists(target)) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("names only settings that the code reads", () => {
    const named = new Set(read(page).match(/\bPUMASI_[A-Z_]+\b/g) ?? []);
    const unread = [...named].filter((name) => !code.some((file) => read(file).includes(name)));
    expect(unread).toEqual([]);
  });

  test("names only files that exist", () => {
    const paths = codeOf(page).filter((span) =>
      /^(packages|adapters|apps|contracts|bench|tests|docs|data)\/[\w./-]+$/.test(span),
    );
    expect(paths.filter((path) => !exists(path) && !path.includes("/dist"))).toEqual([]);
  });
});

/** Each command of `pumasi` with its flags, as the program's own source declares them. */
function commands(): Map<string, string[]> {
  const sources = code.filter((file) => /^apps\/cli\/src\/commands\/[\w-]+\.ts$/.test(file));
  return new Map(
    sources
      .filter((file) => !file.includes(".test."))
      .flatMap((file) => {
        const text = read(file);
        const name = /\.command\("([\w-]+)/.exec(text)?.[1];
        const flags = [...text.matchAll(/ption\(\s*"(--[\w-]+)/g)].map(([, flag = ""]) => flag);
        return name === undefined ? [] : [[name, flags] as const];
      }),
  );
}

describe("the commands", () => {
  const known = commands();

  test("in the docs are the program's, with its flags", () => {
    const wrong = pages.flatMap((page) =>
      codeOf(page).flatMap((line) =>
        [...line.matchAll(/(?:^|npx |`)pumasi ([a-z]\S*)([^`|&;#]*)/g)].flatMap(
          ([text, name = "", rest = ""]) => {
            const flags = known.get(name);
            const used = rest.match(/--[\w-]+/g) ?? [];
            const isRight =
              flags !== undefined &&
              used.every((flag) => flag === "--help" || flags.includes(flag));
            return isRight ? [] : [`${page}: ${text.trim()}`];
          },
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test("of the program are in the README, with every flag", () => {
    const rows = read("README.md")
      .split("\n")
      .filter((line) => line.startsWith("| `pumasi "));
    const missing = [...known].filter(([name, flags]) => {
      const row = rows.find((line) => line.startsWith(`| \`pumasi ${name}`));
      return row === undefined || !flags.every((flag) => row.includes(`${flag}`));
    });
    expect(missing).toEqual([]);
  });
});
