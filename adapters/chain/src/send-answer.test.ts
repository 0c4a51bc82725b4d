import { describe, expect, it } from "vitest";
import { readSendRefusal, type SendAnswer } from "./send-answer.js";

/** The words of the clients' own sources and of their answers in our tests. */
const refusals: [SendAnswer, string][] = [
  ["taken", "already known"],
  ["taken", "known transaction: 3c41b8"],
  ["taken", "transaction already imported"],
  ["taken", "AlreadyKnown"],
  ["taken", "0xab12: this transaction is already in the TxPool"],
  ["nonce-used", "nonce too low"],
  ["nonce-used", "nonce too low: next nonce 5, tx nonce 3"],
  [
    "nonce-used",
    "0x19e7 tries to send a tx with nonce 0, but account has nonce 2 (tx nonce too low)",
  ],
  ["nonce-used", "OldNonce, Current nonce: 4, nonce of rejected tx: 3"],
  ["nonce-used", "Nonce too low"],
  ["replacement-underpriced", "replacement transaction underpriced"],
  ["replacement-underpriced", "replacement gas too low, got tip 2, min: 3, got fee 16, min: 17"],
  ["replacement-underpriced", "ReplacementNotAllowed"],
  ["replacement-underpriced", "Replacement transaction underpriced"],
  ["insufficient-funds", "insufficient funds for gas * price + value: balance 0, tx cost 7"],
  ["insufficient-funds", "Insufficient funds for gas * price + value"],
  [
    "insufficient-funds",
    "0x19 does not have enough balance to cover transaction costs, need 9, but have 0 (insufficient balance)",
  ],
  ["insufficient-funds", "Upfront cost exceeds account balance"],
  ["fee-too-low", "transaction underpriced"],
  ["fee-too-low", "max fee per gas less than block base fee"],
  ["fee-too-low", "FeeTooLow"],
  ["fee-too-low", "Gas price below configured minimum gas price"],
  ["fee-too-low", "Tx does not pay the minimum gas price of 100000000"],
  ["pool-full", "txpool is full"],
  ["pool-full", "Cannot add tx: pool is full"],
  ["pool-full", "Cannot add tx for 0x19: already have max amount of txs for this account"],
  ["nonce-ahead", "nonce too high"],
  ["nonce-ahead", "Transaction nonce is too distant from current sender nonce"],
  ["refused", "exceeds block gas limit"],
  ["refused", "intrinsic gas too low"],
  ["refused", "invalid sender"],
];

describe("a node's refusal of a transaction", () => {
  it.each(refusals)("is read as %s: %s", (answer, message) => {
    expect(readSendRefusal(message)).toBe(answer);
  });
});
