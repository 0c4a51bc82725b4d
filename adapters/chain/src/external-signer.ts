import { type Address, isAddressEqual, isHex, numberToHex } from "viem";
import { checkSignedTransaction } from "./check-signed-transaction.js";
import { RpcRefusedError, RpcUnreachableError } from "./errors.js";
import { connectJsonRpc, type JsonRpc, withoutSecrets } from "./json-rpc.js";
import { SignerUnavailableError, SignerUntrustedError } from "./signer-errors.js";
import type {
  SignedTransaction,
  TransactionSigner,
  UnsignedTransaction,
} from "./transaction-signer.js";

/** A person may have to approve each transaction. */
const defaultTimeoutMs = 120_000;

/** JSON-RPC's own code for a method that is not there. */
const methodNotFound = -32_601;

export interface ExternalSignerSettings {
  url: string;
  /** The account that must sign. */
  address: Address;
  /** How long one signature may take, wall ms; two minutes unless given. */
  timeoutMs?: number;
}

/**
 * A signer of its own over JSON-RPC: `eth_signTransaction` as Web3Signer and nodes answer it, or
 * `account_signTransaction`, as Clef calls it. What it gives is taken only after every field and the sender were checked.
 */
export function connectExternalSigner(settings: ExternalSignerSettings): TransactionSigner {
  const { url, address, timeoutMs = defaultTimeoutMs } = settings;
  const rpc = connectJsonRpc(url, { timeoutMs });
  const shown = withoutSecrets(url);
  let method = "eth_signTransaction";
  return {
    address,
    async sign(transaction) {
      let answer: unknown;
      try {
        answer = await ask(rpc, method, address, transaction);
      } catch (error) {
        if (!isMethodMissing(error)) throw unavailable(shown, error);
        method = "account_signTransaction";
        answer = await ask(rpc, method, address, transaction).catch((cause: unknown) => {
          throw unavailable(shown, cause);
        });
      }
      return check(shown, answer, address, transaction);
    },
  };
}

function ask(
  rpc: JsonRpc,
  method: string,
  from: Address,
  { chainId, nonce, to, data, gas, fees }: UnsignedTransaction,
): Promise<unknown> {
  const prices =
    fees.type === "legacy"
      ? { gasPrice: numberToHex(fees.gasPrice) }
      : {
          maxFeePerGas: numberToHex(fees.maxFeePerGas),
          maxPriorityFeePerGas: numberToHex(fees.maxPriorityFeePerGas),
        };
  return rpc.call(method, {
    from,
    ...(to === null ? {} : { to }),
    ...prices,
    chainId: numberToHex(chainId),
    nonce: numberToHex(nonce),
    gas: numberToHex(gas),
    value: "0x0",
    data,
  });
}

async function check(
  url: string,
  answer: unknown,
  address: Address,
  transaction: UnsignedTransaction,
): Promise<SignedTransaction> {
  // Web3Signer gives the bytes themselves; Clef and nodes give them beside the transaction in words.
  const raw =
    typeof answer === "object" && answer !== null && "raw" in answer ? answer.raw : answer;
  if (!isHex(raw)) {
    throw new SignerUntrustedError({ url, problem: "its answer is no signed transaction" });
  }
  const checked = await checkSignedTransaction(raw, transaction);
  if ("problem" in checked) throw new SignerUntrustedError({ url, problem: checked.problem });
  if (!isAddressEqual(checked.sender, address)) {
    const problem = `it is signed by ${checked.sender}, not by ${address}`;
    throw new SignerUntrustedError({ url, problem });
  }
  return { raw, hash: checked.hash };
}

function isMethodMissing(error: unknown): boolean {
  return error instanceof RpcRefusedError && error.rpcCode === methodNotFound;
}

function unavailable(url: string, cause: unknown): unknown {
  if (!(cause instanceof RpcRefusedError) && !(cause instanceof RpcUnreachableError)) return cause;
  return new SignerUnavailableError({ url, problem: cause.message, cause });
}
