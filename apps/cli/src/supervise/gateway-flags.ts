import type { ClockState } from "@pumasi/protocol";
import { DEMO_SLUG, FIRST_ROW } from "../demo/demo-community.js";
import type { GatewayPlace } from "../demo/set-up-community.js";
import { ledgerKeyFile } from "./ledger-key-file.js";

/** Where the server passes on what its ledger is asked. */
const LEDGER_RPC_PATH = "/v1/ledger/rpc";

/** What a home's gateway is started with; a key for the ledger is made in its folder where it needs one. */
export function gatewayFlags(
  { home, folder, codeFile }: GatewayPlace,
  { url, mode, seed }: { url: string; mode: ClockState["mode"]; seed: string | null },
): string[] {
  const keyFlags = () =>
    home.curve === "p256" ? ["--ledger-key-file", ledgerKeyFile(folder)] : [];
  return [
    ...["--server", url, "--community", DEMO_SLUG, "--data", folder],
    ...["--home", home.file, "--first-row", new Date(FIRST_ROW).toISOString()],
    ...["--code-file", codeFile, "--name", home.name, "--curve", home.curve],
    ...(seed === null ? [] : ["--seed", seed]),
    // A market in fast-forward waits for its gateways, so that no order comes too late there.
    ...(mode === "paced" ? ["--ledger-rpc-url", `${url}${LEDGER_RPC_PATH}`, ...keyFlags()] : []),
  ];
}
