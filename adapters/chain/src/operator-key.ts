import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { type Hex, isHex, size } from "viem";
import { operatorAddress } from "./sign-transaction.js";
import { OperatorKeyExposedError, OperatorKeyInvalidError } from "./signer-errors.js";

/** Any right of the group or of others. */
const rightsOfOthers = 0o077;

/**
 * The operator's private key from a file: one line, hexadecimal, with or without 0x.
 * Throws `OperatorKeyInvalidError`, and `OperatorKeyExposedError` when others than its owner have any right to the file.
 */
export function readKeyFile(file: string): Hex {
  const source = `The file ${file}`;
  let text: string;
  try {
    // Mode and content of one open file, so that nobody can put another one in its place between the two.
    const opened = openSync(file, "r");
    try {
      const mode = fstatSync(opened).mode & 0o777;
      // Windows keeps rights elsewhere and always shows the same mode.
      if (process.platform !== "win32" && (mode & rightsOfOthers) !== 0) {
        throw new OperatorKeyExposedError({ file, mode });
      }
      text = readFileSync(opened, "utf8");
    } finally {
      closeSync(opened);
    }
  } catch (cause) {
    if (cause instanceof OperatorKeyExposedError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorKeyInvalidError({ source, problem, cause });
  }
  return parseKey(source, text);
}

/** The operator's private key from an environment variable. Throws `OperatorKeyInvalidError`. */
export function readKeyVariable(name: string, env: NodeJS.ProcessEnv = process.env): Hex {
  const source = `The environment variable ${name}`;
  const text = env[name];
  if (text === undefined) throw new OperatorKeyInvalidError({ source, problem: "it is not set" });
  return parseKey(source, text);
}

function parseKey(source: string, text: string): Hex {
  const trimmed = text.trim();
  const key = trimmed.startsWith("0x") ? trimmed : `0x${trimmed}`;
  if (!isHex(key) || size(key) !== 32) {
    // The text itself is never shown: it may be a key with a slip in it.
    throw new OperatorKeyInvalidError({ source, problem: "its text is not 32 bytes" });
  }
  try {
    operatorAddress(key);
  } catch {
    throw new OperatorKeyInvalidError({ source, problem: "its number is outside the curve" });
  }
  return key;
}
