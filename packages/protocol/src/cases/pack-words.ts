import { fromHex } from "../hex.js";
import type { Hex } from "../keccak.js";

/** A layout in the notation of docs/COMMITMENTS.md: a text a word, `name:bits` or `name:ibits` from the highest bits down, or a whole word's name. */
export type Layout = readonly string[];

/**
 * Packs values by a layout with integers of any size: slow, plain, and apart from the code that it checks. A tag's value
 * is its text; a whole word's is hexadecimal.
 */
export function packWords(
  layout: Layout,
  values: Readonly<Record<string, number | bigint | string>>,
): Hex {
  const words = layout.map((line) => {
    let word = 0n;
    let low = 256n;
    for (const field of line.split(" ")) {
      const [name = "", size = "256"] = field.split(":");
      const bits = BigInt(size.replace("i", ""));
      low -= bits;
      word |= BigInt.asUintN(Number(bits), bitsOf(name, values[name], bits)) << low;
    }
    return word.toString(16).padStart(64, "0");
  });
  return `0x${words.join("")}`;
}

function bitsOf(name: string, value: number | bigint | string | undefined, bits: bigint): bigint {
  if (value === undefined) throw new Error(`no value for ${name}`);
  if (typeof value !== "string") return BigInt(value);
  if (value.startsWith("0x")) return BigInt(value);
  let text = "";
  for (let i = 0; i < value.length; i++) text += value.charCodeAt(i).toString(16).padStart(2, "0");
  return BigInt(`0x${text.padEnd(Number(bits) / 4, "0")}`);
}

/** The 32-byte words of an encoding as numbers, for messages that show where two differ. */
export function splitWords(hex: Hex): string[] {
  return Array.from({ length: fromHex(hex).length / 32 }, (_, i) =>
    hex.slice(2 + i * 64, 66 + i * 64),
  );
}
