import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SecretSource } from "@pumasi/crypto";
import type { Hex } from "@pumasi/protocol";
import { toHex } from "@pumasi/protocol";
import { z } from "zod";

/** The chain id of the embedded ledger. */
const EMBEDDED_CHAIN_ID = 735_061;

const fixedSettings = z.object({
  chainId: z.int(),
  genesisTimestamp: z.int(),
  start: z.int(),
  seed: z.string().nullable(),
  ledger: z.enum(["embedded", "external"]).default("embedded"),
});

/** What is fixed for a data directory at its first start. */
export type FixedSettings = z.infer<typeof fixedSettings>;

/** The directory was begun with other settings; going on with these would break what is in it. */
export class SettingsMismatchError extends Error {
  readonly code = "settings_mismatch";
  readonly retryable = false;

  constructor(field: string, kept: unknown, asked: unknown) {
    super(
      `The data directory was begun with ${field} ${String(kept)}, not ${String(asked)}. Leave the option out, or use another --data directory.`,
    );
    this.name = "SettingsMismatchError";
  }
}

function writeAtomically(file: string, text: string, mode: number): void {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text, { mode, flush: true });
  renameSync(aside, file);
}

/** Reads the directory's settings, or fixes them at the first start; refuses a seed or a ledger that differs. */
export function fixSettings(
  directory: string,
  asked: {
    start: number | null;
    seed: string | null;
    externalLedger: { chainId: number } | null;
  },
): FixedSettings {
  const ledger = asked.externalLedger === null ? "embedded" : "external";
  const chainId = asked.externalLedger?.chainId ?? EMBEDDED_CHAIN_ID;
  const file = join(directory, "settings.json");
  mkdirSync(directory, { recursive: true });
  if (existsSync(file)) {
    const kept = fixedSettings.parse(JSON.parse(readFileSync(file, "utf8")));
    if (asked.seed !== null && asked.seed !== kept.seed) {
      throw new SettingsMismatchError("seed", kept.seed, asked.seed);
    }
    // The contracts' addresses and every signature belong to one chain.
    if (ledger !== kept.ledger) throw new SettingsMismatchError("the ledger", kept.ledger, ledger);
    if (chainId !== kept.chainId) {
      throw new SettingsMismatchError("the chain id", kept.chainId, chainId);
    }
    return kept;
  }
  const start = asked.start ?? Date.now();
  const settings: FixedSettings = {
    ...{ ledger, chainId },
    // A day of room before market time, so that the first blocks are never earlier than genesis.
    genesisTimestamp: Math.floor(start / 1000) - 86_400,
    start,
    seed: asked.seed,
  };
  writeAtomically(file, `${JSON.stringify(settings, null, 2)}\n`, 0o600);
  return settings;
}

/** Reads a secret file, or makes it at the first start; mode 0600. */
function secretFile(directory: string, name: string, make: () => string): string {
  const keys = join(directory, "keys");
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, name);
  if (!existsSync(file)) writeAtomically(file, `${make()}\n`, 0o600);
  return readFileSync(file, "utf8").trim();
}

export interface ServerKeys {
  receiptKey: Uint8Array;
  /** Whoever sends it is the operator. Never seeded: a simulation's server is a real server. */
  operatorToken: string;
}

/** The server's own keys, made at its first start. */
export function readKeys(directory: string, secrets: SecretSource): ServerKeys {
  return {
    receiptKey: Buffer.from(keyFile(directory, secrets, "receipt").slice(2), "hex"),
    operatorToken: secretFile(directory, "operator.token", () =>
      randomBytes(24).toString("base64url"),
    ),
  };
}

/** The operator's key for the embedded ledger, made at the first start. Elsewhere the operator brings its own. */
export function readOperatorKey(directory: string, secrets: SecretSource): Hex {
  return keyFile(directory, secrets, "operator");
}

function keyFile(directory: string, secrets: SecretSource, name: string): Hex {
  return secretFile(directory, `${name}.key`, () => toHex(secrets.privateKey(name))) as Hex;
}
