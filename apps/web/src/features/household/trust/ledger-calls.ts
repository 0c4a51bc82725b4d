import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Hex, hashText } from "@pumasi/protocol";

/** The views of the contracts that a slot's check asks, as Solidity writes them. */
export type LedgerView =
  | "slotWord(uint32)"
  | "community()"
  | "rulesAt(uint32)"
  | "periodHashOf(uint32)"
  | "deviceAt(address,uint32)"
  | "p256KeyOf(address)";

const hash = (text: string): Hex => hashText(keccak_256, text);

/** The topic of the event that carries a metered slot's header. */
export const METERED_TOPIC = hash("Metered(uint32,bytes32,uint256[9])");

/** A number or an address in a word of 32 bytes. */
export function wordOf(value: number | Hex): Hex {
  const digits = typeof value === "number" ? value.toString(16) : value.slice(2).toLowerCase();
  return `0x${digits.padStart(64, "0")}`;
}

/** A call's data: the selector and one word an argument, which is all that these views take. */
export function encodeView(view: LedgerView, args: readonly (number | Hex)[]): Hex {
  return `${hash(view).slice(0, 10)}${args.map((arg) => wordOf(arg).slice(2)).join("")}` as Hex;
}

/** The words of an answer; null when it is not made of at least `count` whole words, as where there is no contract. */
export function wordsOf(answer: unknown, count: number): Hex[] | null {
  if (typeof answer !== "string" || !/^0x([0-9a-f]{64})+$/i.test(answer)) return null;
  const words = answer.slice(2).match(/.{64}/g) ?? [];
  return words.length < count ? null : words.map((word): Hex => `0x${word.toLowerCase()}`);
}

/** The address in a word. */
export function addressIn(word: Hex): Hex {
  return `0x${word.slice(-40)}`;
}
