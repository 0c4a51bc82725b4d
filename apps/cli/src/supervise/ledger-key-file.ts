import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomSecrets } from "@pumasi/crypto";
import { toHex } from "@pumasi/protocol";

/**
 * The key file by which a gateway in this folder signs transactions of the ledger, made when it is not there yet: a device on P-256 signs its
 * orders itself, but no transaction. The demo's ledger charges nothing, so the key needs no funds.
 */
export function ledgerKeyFile(folder: string): string {
  const file = join(folder, "ledger.key");
  if (!existsSync(file)) {
    const key = toHex(randomSecrets().privateKey("ledger"));
    writeFileSync(file, `${key}\n`, { mode: 0o600, flush: true });
  }
  return file;
}
