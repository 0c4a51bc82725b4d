import { writeFileSync } from "node:fs";
import { artifactsFile } from "./artifacts-file.mjs";
import { compileContracts } from "./compile.mjs";

writeFileSync(artifactsFile, compileContracts());
console.log("Wrote the contracts' artifacts for adapters/chain.");
