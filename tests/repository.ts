import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The repository's root, as an absolute path. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Folders that hold nothing that is written by hand. */
const NOT_OURS = new Set(["node_modules", "dist", "out", "cache", ".git", "citylearn-2022"]);

export interface Manifest {
  name: string;
  scripts?: Record<string, string>;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Workspace {
  /** "@pumasi/market". */
  name: string;
  /** "packages/market". */
  folder: string;
  manifest: Manifest;
  /** Every file written by hand, relative to the repository's root. */
  files: string[];
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** Every file below a folder that is written by hand, relative to the repository's root. */
export function filesIn(folder: string): string[] {
  const path = join(ROOT, folder);
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name) && !name.startsWith(".pumasi"))
    .flatMap((entry) => {
      const child = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(child) : [child];
    })
    .sort();
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(read(join(folder, "package.json"))) as Manifest;
}

/** The workspaces that the root's package.json names. */
export function workspaces(): Workspace[] {
  return (manifestOf(".").workspaces ?? [])
    .flatMap((pattern) =>
      pattern.endsWith("/*")
        ? readdirSync(join(ROOT, dirname(pattern))).map((name) => join(dirname(pattern), name))
        : [pattern],
    )
    .filter((folder) => existsSync(join(ROOT, folder, "package.json")))
    .map((folder) => {
      const manifest = manifestOf(folder);
      return { name: manifest.name, folder, manifest, files: filesIn(folder) };
    });
}

export const isCode = (file: string) => /\.(ts|tsx|mjs|js)$/.test(file);
export const isGenerated = (file: string) => file.endsWith(".gen.ts");

/** True for what only runs in tests: tests, their stubs and cases, and the settings of tools. */
export const isForTests = (file: string) =>
  /\.test\.tsx?$|\/(testing|cases|tests)\/|\.config\.ts$/.test(file);

/** What a code file imports, by `import`, `export … from`, `import()` or `require`, as written. */
export function importsOf(file: string): string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
}

/** "@noble/hashes" of "@noble/hashes/sha3.js"; null for relative paths and Node's own modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) return null;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? null);
}

/** The file or folder a relative import or link leads to, relative to the repository's root. */
export function targetOf(file: string, path: string): string {
  return relative(ROOT, resolve(ROOT, dirname(file), path));
}

export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

export function isFolder(path: string): boolean {
  return exists(path) && statSync(join(ROOT, path)).isDirectory();
}

/** A file's name up to its first dot: "admit-order" of "packages/market/src/admit-order.test.ts". */
export function stemOf(file: string): string {
  return basename(file).split(".")[0] ?? "";
}
