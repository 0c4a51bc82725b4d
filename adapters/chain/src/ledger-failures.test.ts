import { describe, expect, it } from "vitest";
import type { ChainError } from "./errors.js";
import {
  ConfirmedBlockGoneError,
  FeeCapReachedError,
  ForeignTransactionError,
  InsufficientFundsError,
  LedgerBehindError,
  TransactionNotTakenError,
  WrongChainError,
} from "./external-ledger-errors.js";
import {
  OperatorKeyExposedError,
  OperatorKeyInvalidError,
  SignerUnavailableError,
  SignerUntrustedError,
} from "./signer-errors.js";

const url = "http://ledger.example";
const address = "0xa1";

describe("the errors of an external ledger", () => {
  it("say what happened and then what to do", () => {
    const errors: ChainError[] = [
      new ConfirmedBlockGoneError({ number: 7, journalled: "0xaa", found: "0xbb" }),
      new FeeCapReachedError({ nonce: 3, cap: 10n, wanted: 12n }),
      new ForeignTransactionError({ address, nonce: 3, problem: "it is in a confirmed block" }),
      new InsufficientFundsError({ address, nonce: 3, reason: "insufficient funds" }),
      new LedgerBehindError({ url, head: 5, problem: "an action is final in block 7" }),
      new TransactionNotTakenError({ nonce: 3, reason: "exceeds block gas limit" }),
      new WrongChainError({ url, expected: 1, found: 2 }),
      new OperatorKeyExposedError({ file: "operator.key", mode: 0o644 }),
      new OperatorKeyInvalidError({
        source: "The file operator.key",
        problem: "it is not 32 bytes",
      }),
      new SignerUnavailableError({ url, problem: "connect ECONNREFUSED" }),
      new SignerUntrustedError({ url, problem: "its nonce is 1, not 0" }),
    ];
    const lines = errors.map((error) => `${error.code} ${error.retryable}: ${error.message}`);
    expect(lines).toMatchInlineSnapshot(`
      [
        "confirmed_block_gone false: Block 7 was confirmed as 0xaa and is now 0xbb: the chain was rewritten deeper than the confirmations that were asked, or it is another chain. Nothing more is sent. Ask who runs the chain; require more confirmations.",
        "fee_cap_reached true: Transaction 3 waits: the ledger asks 12 per unit of gas, and at most 10 may be paid. Raise --ledger-max-fee, or wait until the price falls.",
        "foreign_transaction false: Nonce 3 of the operator's account 0xa1 was used outside this server: it is in a confirmed block. Nothing more is sent. The key must be this server's alone: begin with a fresh account, or restore the database that sent it.",
        "insufficient_funds true: The operator's account 0xa1 cannot pay for its transaction 3: insufficient funds. Send it funds; what waits is sent by itself then.",
        "ledger_behind true: The ledger node at http://ledger.example is behind, at block 5: an action is final in block 7. Wait until it has caught up, or use another one.",
        "transaction_not_taken true: The ledger node does not take transaction 3: exceeds block gas limit. It is sent again; look into the node's settings if that goes on.",
        "wrong_chain false: The ledger node at http://ledger.example is of chain 2, not 1. Give the address of a node of the right chain, or the right chain id.",
        "operator_key_exposed false: Others may read or change the operator's key in operator.key (mode 0644). Run "chmod 600 operator.key", and if others were on this machine, use a new key.",
        "operator_key_invalid false: The file operator.key does not give the operator's key: it is not 32 bytes. It must hold one private key of 32 bytes in hexadecimal.",
        "signer_unavailable true: The signer at http://ledger.example did not sign: connect ECONNREFUSED. Start it, unlock the operator's account in it and approve what it asks.",
        "signer_untrusted false: The signer at http://ledger.example signed another transaction than was asked: its nonce is 1, not 0. Nothing was sent. Check its chain id, its account and who runs it.",
      ]
    `);
    expect(errors.every((error) => error.name === error.constructor.name)).toBe(true);
  });
});
