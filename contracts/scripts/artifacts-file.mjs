import { resolve } from "node:path";
import { contractsFolder } from "./read-import.mjs";

/** The committed artifacts, which only adapters/chain reads. */
export const artifactsFile = resolve(contractsFolder, "../adapters/chain/src/contracts.gen.ts");
