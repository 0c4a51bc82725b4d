import { join } from "node:path";
import { operatorAddress } from "@pumasi/chain";
import type { SecretSource } from "@pumasi/crypto";
import type { Database } from "@pumasi/database";
import type { Address } from "@pumasi/protocol";
import type { ServerOptions } from "../server-options.js";
import { type FixedSettings, readOperatorKey } from "../server-settings.js";
import type { Writer } from "../writer.js";
import { openSigner } from "./external-ledger-options.js";
import { ExternalLedgerWorker } from "./external-ledger-worker.js";
import type { LedgerConnection } from "./ledger-connection.js";
import { LedgerWorker } from "./ledger-worker.js";

/** What a ledger's worker works with. */
export interface LedgerParts {
  database: Database;
  writer: Writer;
  secrets: SecretSource;
  /** Market time, ms. */
  now(): number;
}

/**
 * The ledger that the options name, not started yet, and the operator's address on it. Throws what is wrong with the
 * operator's key: `OperatorKeyInvalidError`, `OperatorKeyExposedError`.
 */
export function openLedger(
  options: ServerOptions,
  settings: FixedSettings,
  { database, writer, secrets, now }: LedgerParts,
): { ledger: LedgerConnection; operator: Address } {
  const { data, log, isReadOnly, externalLedger } = options;
  if (externalLedger === null) {
    const operatorKey = readOperatorKey(data, secrets);
    const embedded = { ...settings, directory: join(data, "ledger"), operatorKey, now };
    const operator = operatorAddress(operatorKey).toLowerCase() as Address;
    return { ledger: new LedgerWorker(database, writer, embedded, log), operator };
  }
  const { operatorKey, ...rest } = externalLedger;
  const signer = openSigner(operatorKey);
  const external = { ...rest, signer, isReadOnly };
  const operator = signer.address.toLowerCase() as Address;
  return { ledger: new ExternalLedgerWorker(database, writer, external, log), operator };
}
