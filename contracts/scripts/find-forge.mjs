import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Finds forge: `PUMASI_FORGE`, npm's package for this platform, or `forge` on the PATH, in this order.
 * @returns The command, or null when there is none.
 */
export function findForge() {
  const named = process.env.PUMASI_FORGE;
  if (named) return named;
  return findBundledForge() ?? findForgeOnPath();
}

function findBundledForge() {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@foundry-rs/forge-${platform}/package.json`,
    );
    return join(dirname(manifest), "bin", "forge");
  } catch {
    // The package is optional: npm leaves it out on platforms that it has no binary for.
    return null;
  }
}

function findForgeOnPath() {
  return spawnSync("forge", ["--version"], { stdio: "ignore" }).status === 0 ? "forge" : null;
}
