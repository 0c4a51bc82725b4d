import { describe, expect, it } from "vitest";
import {
  AnvilMissingError,
  BlockContentError,
  BlockHashMismatchError,
  type ChainError,
  EmbeddedNodeDownError,
  LedgerInconsistentError,
  LedgerMovingError,
  RpcRefusedError,
  RpcUnreachableError,
  TransactionRefusedError,
} from "./errors.js";

const url = "http://127.0.0.1:1";

describe("the errors of the ledger's adapter", () => {
  it("say what happened and then what to do", () => {
    const errors: ChainError[] = [
      new AnvilMissingError({ platform: "plan9-mips", named: null }),
      new AnvilMissingError({ platform: "plan9-mips", named: "/nowhere/anvil" }),
      new BlockContentError({ number: 3, problem: "transaction 0 is missing or out of order" }),
      new BlockHashMismatchError({ number: 3, journalled: "0xaa", mined: "0xbb" }),
      new EmbeddedNodeDownError({ reason: "anvil ended with SIGKILL" }),
      new LedgerInconsistentError({ problem: "the chain is 2, not 1" }),
      new LedgerMovingError({ attempts: 8 }),
      new RpcRefusedError({ method: "eth_call", rpcCode: -32_000, rpcMessage: "no" }),
      new RpcUnreachableError({ url, problem: "connect ECONNREFUSED" }),
      new TransactionRefusedError({ number: 3, position: 0, reason: "nonce too low" }),
    ];
    const lines = errors.map((error) => `${error.code} ${error.retryable}: ${error.message}`);
    expect(lines).toMatchInlineSnapshot(`
      [
        "anvil_missing false: There is no anvil for plan9-mips: npm has none and none is on the PATH. Install Foundry (https://getfoundry.sh) or set PUMASI_ANVIL to anvil's path.",
        "anvil_missing false: PUMASI_ANVIL names "/nowhere/anvil", which is not there. Install Foundry (https://getfoundry.sh) or set PUMASI_ANVIL to anvil's path.",
        "block_content_mismatch false: Block 3 is not what was journalled: transaction 0 is missing or out of order.",
        "block_hash_mismatch false: Block 3 came out as 0xbb, but the journal says 0xaa. Restore the database and the node's folder from one backup.",
        "embedded_node_down true: The embedded ledger node is down: anvil ended with SIGKILL. Start it again from its journal.",
        "ledger_inconsistent false: The ledger contradicts itself: the chain is 2, not 1.",
        "ledger_moving true: The ledger got new blocks during each of 8 readings. Read it again.",
        "rpc_refused false: The ledger node refused eth_call: no (-32000).",
        "rpc_unreachable true: The ledger node at http://127.0.0.1:1 does not answer: connect ECONNREFUSED.",
        "transaction_refused false: Transaction 0 of planned block 3 was refused: nonce too low. Nothing was mined.",
      ]
    `);
    expect(errors.every((error) => error.name === error.constructor.name)).toBe(true);
  });
});
