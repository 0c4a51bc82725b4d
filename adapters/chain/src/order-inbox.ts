import type { LedgerTerms, OrderMessage, Signer } from "@pumasi/protocol";
import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  hexToNumber,
  isHex,
  size,
  slice,
} from "viem";
import { awaitInclusion, readInclusion } from "./await-inclusion.js";
import type { Call } from "./call.js";
import { inboxAbi as abi } from "./contracts.gen.js";
import { LedgerInconsistentError, RpcRefusedError } from "./errors.js";
import { WrongChainError } from "./external-ledger-errors.js";
import { feesForNow } from "./fees-for-now.js";
import { placeOrderCall, type SignedBy } from "./inbox-calls.js";
import { connectJsonRpc, type JsonRpc, takeResult, withoutSecrets } from "./json-rpc.js";
import { replayRefusal, wouldRefuse } from "./replay-refusal.js";
import { readSendRefusal } from "./send-answer.js";
import { signerOfDigests } from "./signer-of-digests.js";
import type { TransactionSigner } from "./transaction-signer.js";

/** Which inbox, by which node, and who signs the transactions; it need not be who signed the orders. */
export interface OrderInboxSettings {
  rpcUrl: string;
  chainId: number;
  inbox: Address;
  signer: Signer;
}

/** An order with its device's signature (r, s, v, on either curve), and the terms in force in its slot. */
export interface Placement {
  order: OrderMessage & SignedBy;
  terms: LedgerTerms;
}

/** A signed transaction that places an order; to be written down before it is sent. */
export interface SignedPlacement {
  raw: Hex;
  hash: Hex;
  nonce: number;
}

/**
 * What became of a placement: `placed`; refused by the contract, for the reason it names; `waiting` to be in a block; or `overtaken` by
 * another transaction of its nonce, so that it can never be in one.
 */
export type PlacementState =
  | { state: "placed" | "waiting" | "overtaken" }
  | { state: "refused"; reason: string };

/** A slot's inbox as a gateway uses it. Methods throw `RpcRefusedError` and `RpcUnreachableError`. */
export class OrderInbox {
  private readonly signer: TransactionSigner;

  private constructor(
    private readonly rpc: JsonRpc,
    private readonly settings: OrderInboxSettings,
  ) {
    this.signer = signerOfDigests(settings.signer);
  }

  /** Connects. Throws `WrongChainError`, and what methods throw. */
  static async connect(settings: OrderInboxSettings): Promise<OrderInbox> {
    const rpc = connectJsonRpc(settings.rpcUrl);
    try {
      const found = hexToNumber((await rpc.call("eth_chainId")) as Hex);
      const { chainId: expected } = settings;
      if (found === expected) return new OrderInbox(rpc, settings);
      throw new WrongChainError({ url: withoutSecrets(settings.rpcUrl), expected, found });
    } catch (error) {
      rpc.close();
      throw error;
    }
  }

  close(): void {
    this.rpc.close();
  }

  /** Whether the order is in its slot's inbox, by whomever it was placed. Throws `LedgerInconsistentError` where no inbox is. */
  async isPlaced({ slot, account, device, nonce }: OrderMessage & SignedBy): Promise<boolean> {
    const [answer] = await this.ask([{ functionName: "orderCount", args: [slot] }]);
    const count = Number(answer);
    const kept = await this.ask(
      Array.from({ length: count }, (_, index) => ({
        functionName: "orderAt" as const,
        args: [slot, index] as const,
      })),
    );
    return (kept as KeptOrder[]).some(
      (other) =>
        other.account === account &&
        other.nonce === BigInt(nonce) &&
        other.device.toLowerCase() === device.toLowerCase(),
    );
  }

  /** Why the contract would refuse the order now; null when it would take it, or the node cannot say. */
  wouldRefuse(placement: Placement): Promise<string | null> {
    return wouldRefuse(this.rpc, this.signer.address, this.callOf(placement));
  }

  /** Signs the transaction, with the sender's next nonce; sends nothing. */
  async sign(placement: Placement): Promise<SignedPlacement> {
    const { address } = this.signer;
    const answer = await this.rpc.call("eth_getTransactionCount", address, "pending");
    const nonce = hexToNumber(answer as Hex);
    const fees = await feesForNow(this.rpc);
    const { chainId } = this.settings;
    const signed = await this.signer.sign({ chainId, nonce, ...this.callOf(placement), fees });
    return { ...signed, nonce };
  }

  /**
   * Sends a signed placement, for the first time or again, and waits for its block for `patienceMs` of wall time. What was sent
   * before is found again by its hash.
   */
  async send(
    placement: Placement,
    { raw, hash, nonce }: SignedPlacement,
    patienceMs: number,
  ): Promise<PlacementState> {
    let inclusion = await readInclusion(this.rpc, hash);
    if (inclusion === null) {
      if (await this.isOvertaken(nonce)) return this.overtaken(hash);
      await this.sendRaw(raw);
      inclusion = await awaitInclusion(this.rpc, hash, patienceMs);
    }
    if (inclusion === null) return { state: "waiting" };
    if (inclusion.succeeded) return { state: "placed" };
    const { address } = this.signer;
    const block = hexToNumber(inclusion.blockNumber);
    const reason = await replayRefusal(this.rpc, address, this.callOf(placement), block);
    return { state: "refused", reason: reason ?? "no reason given" };
  }

  /** It may have been mined between the two questions. */
  private async overtaken(hash: Hex): Promise<PlacementState> {
    const inclusion = await readInclusion(this.rpc, hash);
    return { state: inclusion === null ? "overtaken" : "waiting" };
  }

  private async isOvertaken(nonce: number): Promise<boolean> {
    const { address } = this.signer;
    const next = (await this.rpc.call("eth_getTransactionCount", address, "latest")) as Hex;
    return hexToNumber(next) > nonce;
  }

  /** A node that has it already, or has just put it in a block, has done what was asked. */
  private async sendRaw(raw: Hex): Promise<void> {
    try {
      await this.rpc.call("eth_sendRawTransaction", raw);
    } catch (error) {
      if (!(error instanceof RpcRefusedError)) throw error;
      const answer = readSendRefusal(error.message);
      if (answer !== "taken" && answer !== "nonce-used") throw error;
    }
  }

  private callOf({ order, terms }: Placement): Call {
    const signature = asRegistered(order.signature);
    return placeOrderCall(this.settings.inbox, { ...order, signature }, terms);
  }

  private async ask(questions: readonly InboxQuestion[]): Promise<unknown[]> {
    const { inbox: to } = this.settings;
    const method = "eth_call";
    const answers = await this.rpc.batch(
      questions.map((question) => ({
        method,
        params: [{ to, data: encodeFunctionData({ abi, ...question }) }, "latest"],
      })),
    );
    return answers.map((answer, index) => {
      const data = takeResult(method, answer);
      const { functionName } = questions[index] as InboxQuestion;
      // An address without a contract answers every call with nothing.
      if (!isHex(data) || data === "0x") {
        throw new LedgerInconsistentError({ problem: `there is no inbox at ${to}` });
      }
      return decodeFunctionResult({ abi, functionName, data });
    });
  }
}

/** A device's r, s, v: the register takes signatures on P-256, whose v is 0, without it. */
function asRegistered(signature: Hex): Hex {
  return size(signature) === 65 && signature.endsWith("00") ? slice(signature, 0, 64) : signature;
}

type InboxQuestion =
  | { functionName: "orderCount"; args: readonly [number] }
  | { functionName: "orderAt"; args: readonly [number, number] };

interface KeptOrder {
  device: Address;
  account: number;
  nonce: bigint;
}
