import { createHash, randomBytes } from "node:crypto";

/** Crockford's base 32: without I, L, O and U, which are misread or misspelt. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const DIGITS_OF_A_CODE = 20;

/** A session's secret, 256 random bits. Never from the seed: a simulation's server is a real server. */
export function newSessionId(): string {
  return randomBytes(32).toString("base64url");
}

/** A code of 100 random bits that people can copy by hand, in groups of five. Nobody guesses it, so a plain hash keeps it. */
export function newCode(): string {
  // 256 is a multiple of 32, so each digit is as likely as any other.
  const digits = [...randomBytes(DIGITS_OF_A_CODE)].map((byte) => DIGITS[byte % DIGITS.length]);
  return digits.join("").replace(/(.{5})(?=.)/g, "$1-");
}

/** What is kept of a session's secret. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** What is kept of a code; dashes, spaces, case and what looks alike do not matter. */
export function hashCode(code: string): string {
  const plain = code.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return hashSecret(plain);
}
