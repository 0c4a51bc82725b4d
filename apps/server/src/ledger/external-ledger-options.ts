import {
  connectExternalSigner,
  readKeyFile,
  readKeyVariable,
  signerWithKey,
  type TransactionSigner,
} from "@pumasi/chain";
import type { Address } from "@pumasi/protocol";

/** The environment variable that may hold the operator's key. */
export const OPERATOR_KEY_VARIABLE = "PUMASI_OPERATOR_KEY";

const DEFAULT_CONFIRMATIONS = 12;
const DEFAULT_MAX_FEE_GWEI = "100";
const WEI_DECIMALS = 9;

/** Who signs for the operator. */
export type OperatorKeySource =
  | { kind: "file"; file: string }
  | { kind: "environment" }
  | { kind: "signer"; url: string; address: Address };

/** A ledger that others run, and how the operator takes part in it. */
export interface ExternalLedgerOptions {
  rpcUrl: string;
  chainId: number;
  operatorKey: OperatorKeySource;
  confirmations: number;
  /** In the ledger's smallest unit, for each unit of gas. */
  maxFeePerGas: bigint;
}

/** The flags as they were given. */
export interface ExternalLedgerFlags {
  ledgerRpcUrl?: string;
  ledgerChainId?: string;
  operatorKeyFile?: string;
  operatorSignerUrl?: string;
  operatorAddress?: string;
  ledgerConfirmations?: string;
  ledgerMaxFee?: string;
  /** Flags of market time, which an external ledger leaves no choice about. */
  speed?: number;
  fastForward?: boolean;
  start?: number;
  seed?: string;
  days?: number;
}

/** The flags for an external ledger do not fit together; nothing was started. */
export class LedgerOptionsError extends Error {
  readonly code = "ledger_options_invalid";
  readonly retryable = false;

  constructor(problem: string) {
    super(problem);
    this.name = "LedgerOptionsError";
  }
}

/** Reads the flags of an external ledger; null without `--ledger-rpc-url`. Throws `LedgerOptionsError`. */
export function readExternalLedgerOptions(
  flags: ExternalLedgerFlags,
  env: NodeJS.ProcessEnv = process.env,
): ExternalLedgerOptions | null {
  if (flags.ledgerRpcUrl === undefined) {
    const alone = Object.entries(namesOf(flags)).find(([, value]) => value !== undefined)?.[0];
    if (alone === undefined) return null;
    throw new LedgerOptionsError(`${alone} is for an external ledger: give --ledger-rpc-url too.`);
  }
  requireRealTime(flags);
  return {
    rpcUrl: parseUrl("--ledger-rpc-url", flags.ledgerRpcUrl),
    chainId: parseCount("--ledger-chain-id", flags.ledgerChainId),
    operatorKey: readKeySource(flags, env),
    confirmations: parseCount(
      "--ledger-confirmations",
      flags.ledgerConfirmations ?? `${DEFAULT_CONFIRMATIONS}`,
    ),
    maxFeePerGas: parseGwei("--ledger-max-fee", flags.ledgerMaxFee ?? DEFAULT_MAX_FEE_GWEI),
  };
}

/** Gets hold of the operator's key, or of whoever has it. Throws what the sources throw, each saying what to do. */
export function openSigner(source: OperatorKeySource): TransactionSigner {
  if (source.kind === "file") return signerWithKey(readKeyFile(source.file));
  if (source.kind === "environment") return signerWithKey(readKeyVariable(OPERATOR_KEY_VARIABLE));
  return connectExternalSigner(source);
}

/** Blocks of an external ledger come at wall time, so the market's clock must be the wall's. */
function requireRealTime({ speed, fastForward, start, seed, days }: ExternalLedgerFlags): void {
  const why = "An external ledger's blocks come in real time";
  if (fastForward === true || (speed !== undefined && speed !== 1)) {
    throw new LedgerOptionsError(`${why}: leave out --fast-forward and --speed.`);
  }
  if (start !== undefined || days !== undefined) {
    throw new LedgerOptionsError(
      `${why}, and the market begins now: leave out --start and --days.`,
    );
  }
  if (seed !== undefined) {
    throw new LedgerOptionsError("--seed makes keys that anybody can make: leave it out.");
  }
}

function readKeySource(flags: ExternalLedgerFlags, env: NodeJS.ProcessEnv): OperatorKeySource {
  const { operatorKeyFile: file, operatorSignerUrl: url, operatorAddress: address } = flags;
  const hasVariable = (env[OPERATOR_KEY_VARIABLE] ?? "") !== "";
  const given = [file !== undefined, url !== undefined, hasVariable].filter(Boolean).length;
  if (given !== 1) {
    const how = given === 0 ? "is not given" : "is given more than once";
    throw new LedgerOptionsError(
      `The operator's key ${how}: give one of --operator-key-file, ${OPERATOR_KEY_VARIABLE} in the environment, and --operator-signer-url.`,
    );
  }
  if ((url === undefined) !== (address === undefined)) {
    throw new LedgerOptionsError(
      "--operator-signer-url and --operator-address go together: a signer may hold several accounts.",
    );
  }
  if (file !== undefined) return { kind: "file", file };
  if (url === undefined || address === undefined) return { kind: "environment" };
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) {
    throw new LedgerOptionsError(`--operator-address: ${address} is no address.`);
  }
  const signerUrl = parseUrl("--operator-signer-url", url);
  return { kind: "signer", url: signerUrl, address: address as Address };
}

function namesOf(flags: ExternalLedgerFlags): Record<string, unknown> {
  return {
    "--ledger-chain-id": flags.ledgerChainId,
    "--operator-key-file": flags.operatorKeyFile,
    "--operator-signer-url": flags.operatorSignerUrl,
    "--operator-address": flags.operatorAddress,
    "--ledger-confirmations": flags.ledgerConfirmations,
    "--ledger-max-fee": flags.ledgerMaxFee,
  };
}

/** The text itself is never shown: it may hold a password. */
function parseUrl(flag: string, text: string): string {
  const isUrl = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isUrl)
    throw new LedgerOptionsError(`${flag}: an address like https://host:port is expected.`);
  return text;
}

function parseCount(flag: string, text: string | undefined): number {
  if (text === undefined) throw new LedgerOptionsError(`${flag} is missing.`);
  const count = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new LedgerOptionsError(`${flag}: ${text} is no whole number above zero.`);
}

/** A decimal number of gwei, as whole wei. */
function parseGwei(flag: string, text: string): bigint {
  const [, whole, part = ""] = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) {
    throw new LedgerOptionsError(
      `${flag}: ${text} is no number of gwei with at most nine decimals.`,
    );
  }
  return BigInt(whole + part.padEnd(WEI_DECIMALS, "0"));
}
