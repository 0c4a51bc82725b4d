import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { artifactsFile } from "./artifacts-file.mjs";
import { compileContracts } from "./compile.mjs";
import { findForge } from "./find-forge.mjs";
import { contractsFolder } from "./read-import.mjs";

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

const forge = findForge();
if (forge === null) {
  fail(
    "The contracts' tests need forge, and npm has no forge for this platform here.\n" +
      "Install Foundry (https://getfoundry.sh), or set PUMASI_FORGE to forge's path.",
  );
}

const run = spawnSync(forge, ["test", ...process.argv.slice(2)], {
  cwd: contractsFolder,
  stdio: "inherit",
});
if (run.error) fail(`Forge could not be started from "${forge}": ${run.error.message}`);
process.exit(run.status ?? 1);
