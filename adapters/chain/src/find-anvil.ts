import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { AnvilMissingError } from "./errors.js";

/**
 * The path of anvil's own binary: `PUMASI_ANVIL`, npm's package for this platform, or the PATH, in this order.
 * It must be the binary itself, since killing a wrapper script would leave the node running.
 * Throws `AnvilMissingError`.
 */
export function findAnvil(env: NodeJS.ProcessEnv = process.env): string {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const named = env.PUMASI_ANVIL;
  if (named) {
    if (isExecutable(named)) return named;
    throw new AnvilMissingError({ platform, named });
  }
  const found = findPackaged(platform) ?? findOnPath(env.PATH ?? "");
  if (found === null) throw new AnvilMissingError({ platform, named: null });
  return found;
}

function findPackaged(platform: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@foundry-rs/anvil-${platform}/package.json`,
    );
    const binary = join(dirname(manifest), "bin", "anvil");
    return isExecutable(binary) ? binary : null;
  } catch {
    // The package is optional: npm leaves it out on platforms that it has no binary for.
    return null;
  }
}

function findOnPath(path: string): string | null {
  const candidates = path.split(delimiter).map((folder) => join(folder, "anvil"));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
