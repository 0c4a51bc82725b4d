import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import {
  exists,
  importsOf,
  isCode,
  isForTests,
  isGenerated,
  manifestOf,
  packageOf,
  read,
  targetOf,
  type Workspace,
  workspaces,
} from "./repository.js";

const all = workspaces();
const inLayer = (layer: string) =>
  all.filter(({ folder }) => dirname(folder) === layer).map(({ name }) => name);
const packages = inLayer("packages");
const adapters = inLayer("adapters");

/** The arrows of docs/ARCHITECTURE.md: who may import whom. What is not here is forbidden. */
function allowedFor({ name, folder }: Workspace): string[] {
  switch (name) {
    case "@pumasi/quantities":
      return [];
    case "@pumasi/market":
      return ["@pumasi/quantities"];
    case "@pumasi/protocol":
    case "@pumasi/scenario":
      return ["@pumasi/quantities", "@pumasi/market"];
    case "@pumasi/contracts":
      return [];
    default:
      return dirname(folder) === "adapters" ? packages : [...packages, ...adapters];
  }
}

/** The command starts these as processes. It declares them, so that they are there, and imports neither. */
const STARTED: Record<string, readonly string[]> = {
  "@pumasi/cli": ["@pumasi/server", "@pumasi/gateway"],
};

const startedBy = (name: string) => STARTED[name] ?? [];

function declaredIn(workspace: Workspace, isTest: boolean): Set<string> {
  const { dependencies, optionalDependencies, devDependencies } = workspace.manifest;
  const root = isTest ? manifestOf(".").devDependencies : {};
  const dev = isTest ? devDependencies : {};
  return new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...dev, ...root }));
}

const isProduction = (file: string) => file.includes("/src/") && !isForTests(file);

function importedBy({ files }: Workspace): Set<string> {
  const names = files.filter(isCode).flatMap((file) => importsOf(file).map(packageOf));
  return new Set(names.filter((name) => name !== null));
}

/** A dependency that is reached otherwise: by a package beside it, a tool, a template or another language. */
function isReached(workspace: Workspace, dependency: string): boolean {
  if (isPeer(workspace, dependency)) return true;
  if (dependency.startsWith("@types/")) {
    const typed = dependency.slice("@types/".length);
    return typed === "node" || typed in { ...workspace.manifest.dependencies };
  }
  const perPlatform = dependency.replace(/-linux-amd64$/, "-");
  return workspace.files
    .filter((file) => !file.endsWith("package.json") && !isGenerated(file))
    .some((file) => read(file).includes(perPlatform));
}

/** True when another dependency of the workspace asks for it to be installed beside itself. */
function isPeer({ manifest }: Workspace, dependency: string): boolean {
  return Object.keys({ ...manifest.dependencies }).some((name) => {
    const folder = `node_modules/${name}`;
    return exists(folder) && dependency in { ...manifestOf(folder).peerDependencies };
  });
}

describe.each(all.map((workspace) => [workspace.folder, workspace] as const))("%s", (_, own) => {
  test("depends only on what the layers allow", () => {
    const { dependencies, optionalDependencies } = own.manifest;
    const declared = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) =>
      name.startsWith("@pumasi/"),
    );
    const allowed = [...allowedFor(own), ...startedBy(own.name)];
    expect(declared.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test("imports only what the layers allow", () => {
    const imported = [...importedBy(own)].filter((name) => name.startsWith("@pumasi/"));
    expect(imported.filter((name) => !allowedFor(own).includes(name))).toEqual([]);
  });

  test("reaches other workspaces by their name, never by a path", () => {
    const outside = own.files.filter(isCode).flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith("."))
        .filter((path) => !targetOf(file, path).startsWith(`${own.folder}/`))
        .map((path) => `${file}: ${path}`),
    );
    expect(outside).toEqual([]);
  });

  test("declares what it imports", () => {
    const undeclared = own.files.filter(isCode).flatMap((file) => {
      const declared = declaredIn(own, !isProduction(file));
      return importsOf(file)
        .map(packageOf)
        .filter((name) => name !== null && name !== own.name && !declared.has(name))
        .map((name) => `${file}: ${name}`);
    });
    expect(undeclared).toEqual([]);
  });

  test("uses what it declares", () => {
    const imported = importedBy(own);
    const declared = [
      ...declaredIn(own, false),
      ...Object.keys(own.manifest.devDependencies ?? {}),
    ];
    const unused = declared.filter(
      (name) => !imported.has(name) && !startedBy(own.name).includes(name) && !isReached(own, name),
    );
    expect(unused).toEqual([]);
  });
});

test("only adapters/chain reads the contracts' generated interface", () => {
  const readers = all
    .filter(({ folder }) => folder !== "adapters/chain")
    .flatMap(({ files }) => files.filter(isCode))
    .filter((file) => importsOf(file).some((path) => /contracts\.gen|contracts\/out/.test(path)));
  expect(readers).toEqual([]);
});

test("nobody imports the benchmarks, the contracts or a simulation", () => {
  const nobodys = ["@pumasi/bench", "@pumasi/contracts", "@pumasi/simulation"];
  const users = all.filter((own) => nobodys.some((name) => importedBy(own).has(name)));
  expect(users.map(({ folder }) => folder)).toEqual([]);
});

test("each TypeScript project references exactly the workspaces that it depends on", () => {
  const wrong = all
    .filter(({ files, folder }) => files.includes(`${folder}/tsconfig.json`))
    .filter(({ folder }) => folder !== "apps/web")
    .flatMap(({ folder, manifest }) => {
      const { references = [] } = JSON.parse(read(`${folder}/tsconfig.json`)) as {
        references?: { path: string }[];
      };
      const referenced = references.map(({ path }) => targetOf(`${folder}/tsconfig.json`, path));
      const needed = all
        .filter(({ name }) => name in { ...manifest.dependencies })
        .map((workspace) => workspace.folder);
      return referenced.sort().join() === needed.sort().join() ? [] : [folder];
    });
  expect(wrong).toEqual([]);
});
