import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const settings = z.object({ seed: z.string().nullable() });

/**
 * The seed that a data directory was begun with, null when it was begun with true randomness, or
 * `otherwise` when nothing was begun there yet.
 */
export function keptSeed(data: string, otherwise: string): string | null {
  let text: string;
  try {
    text = readFileSync(join(data, "settings.json"), "utf8");
  } catch {
    return otherwise;
  }
  return settings.parse(JSON.parse(text)).seed;
}
