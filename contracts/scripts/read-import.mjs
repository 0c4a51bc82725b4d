import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this workspace; source names are relative to it. */
export const contractsFolder = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const packageName = "@openzeppelin/contracts";
const openZeppelinFolder = dirname(
  createRequire(import.meta.url).resolve(`${packageName}/package.json`),
);

/**
 * Reads a source that the compiler asks for, wherever npm put the package: under the workspace or hoisted above it.
 * Only this workspace's own sources and OpenZeppelin's are given out.
 */
export function readImport(name) {
  const inPackage = name.split(`${packageName}/`)[1];
  const file = inPackage ? join(openZeppelinFolder, inPackage) : resolve(contractsFolder, name);
  const isAllowed = inPackage !== undefined || !relative(contractsFolder, file).startsWith("..");
  if (!isAllowed) return { error: `${name} is outside the sources` };
  try {
    return { contents: readFileSync(file, "utf8") };
  } catch (error) {
    return { error: `${name} cannot be read: ${error.message}` };
  }
}
