import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";
import type { Abi, Hex } from "viem";

/** The plain designs that the ledger is measured beside, in bench/contracts. */
const NAIVE = ["NaiveCoin", "NaiveBatch", "NaiveMarket"] as const;

export type NaiveName = (typeof NAIVE)[number];

/** A compiled contract. */
export interface Compiled {
  abi: Abi;
  bytecode: Hex;
}

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../../bench/contracts");

/** The same as contracts/scripts/compile.mjs has, so that no design is optimized better than the other. */
const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "cancun",
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
};

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

/** Compiles the plain designs with npm's solc. */
export function compileNaive(): Record<NaiveName, Compiled> {
  const sources = Object.fromEntries(
    NAIVE.map((name) => [name, { content: readFileSync(resolve(folder, `${name}.sol`), "utf8") }]),
  );
  const input = JSON.stringify({ language: "Solidity", sources, settings });
  const output = JSON.parse(solc.compile(input)) as Output;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  }
  const compiled = NAIVE.map((name) => {
    const contract = output.contracts[name]?.[name];
    if (contract === undefined) throw new Error(`${name} was not compiled`);
    return [name, { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }] as const;
  });
  return Object.fromEntries(compiled) as Record<NaiveName, Compiled>;
}
