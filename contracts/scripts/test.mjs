import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { artifactsFile } from "./artifacts-file.mjs";
import { compileContracts } from "./compile.mjs";
import { findForge } from "./find-forge.mjs";
import { contractsFolder } from "./read-import.mjs";
import { unreachedErrors } from "./unreached-errors.mjs";

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!existsSync(artifactsFile) || readFileSync(artifactsFile, "utf8") !== compileContracts()) {
  fail(
    "The committed artifacts are not what contracts/src compiles to.\n" +
      "Run `npm run build -w @pumasi/contracts` and commit adapters/chain/src/contracts.gen.ts.",
  );
}

const unreached = unreachedErrors();
if (unreached.length > 0) {
  fail(`No test expects these errors of the contracts:\n  ${unreached.join("\n  ")}`);
}

const forge = findForge();
if (forge === null) {
  fail(
    "The contracts' tests need forge, and npm has no forge for this platform here.\n" +
      "Install Foundry (https://getfoundry.sh), or set PUMASI_FORGE to forge's path.",
  );
}

// `--update-gas` writes contracts/snapshots anew; otherwise a transaction that burns more or less than there fails.
const options = process.argv.slice(2);
const isUpdating = options.includes("--update-gas");
const run = spawnSync(forge, ["test", ...options.filter((option) => option !== "--update-gas")], {
  cwd: contractsFolder,
  stdio: "inherit",
  env: { ...process.env, FORGE_SNAPSHOT_CHECK: String(!isUpdating) },
});
if (run.error) fail(`Forge could not be started from "${forge}": ${run.error.message}`);
process.exit(run.status ?? 1);
