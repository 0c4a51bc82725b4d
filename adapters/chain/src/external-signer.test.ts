import { type Hex, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it } from "vitest";
import { connectExternalSigner } from "./external-signer.js";
import { operatorAddress, signWithFees } from "./sign-transaction.js";
import { RpcRefusal, type RpcServer, serveRpc } from "./testing/rpc-server.js";
import { operator, operatorKey, strangerKey } from "./testing/test-community.js";
import type { UnsignedTransaction } from "./transaction-signer.js";

const asked: UnsignedTransaction = {
  chainId: 5,
  nonce: 0,
  to: `0x${"0b".repeat(20)}`,
  data: "0x1234",
  gas: 90_000n,
  fees: { type: "eip1559", maxFeePerGas: 30n, maxPriorityFeePerGas: 2n },
};

let server: RpcServer;
afterEach(() => server.close());

/** A signer that answers the named method so, and knows no other. */
async function signerThat(method: string, answer: (request: Record<string, Hex>) => unknown) {
  server = await serveRpc((called, [request]) => {
    if (called !== method) throw new RpcRefusal("the method does not exist", -32_601);
    return answer(request as Record<string, Hex>);
  });
  return connectExternalSigner({ url: server.url, address: operator, timeoutMs: 300 });
}

const signed = (changes: Partial<UnsignedTransaction> = {}, privateKey: Hex = operatorKey) =>
  signWithFees({ ...asked, ...changes, privateKey });

describe("an external signer", () => {
  it("is asked as Web3Signer is, and answers with the raw transaction", async () => {
    let request: unknown;
    const signer = await signerThat("eth_signTransaction", async (called) => {
      request = called;
      return (await signed()).raw;
    });
    expect(await signer.sign(asked)).toEqual(await signed());
    expect(request).toEqual({
      ...{ from: operator, to: asked.to, data: "0x1234", value: "0x0", chainId: "0x5" },
      ...{ nonce: "0x0", gas: "0x15f90", maxFeePerGas: "0x1e", maxPriorityFeePerGas: "0x2" },
    });
  });

  it("is asked as Clef is where it does not know the other name, and answers with raw and tx", async () => {
    const signer = await signerThat("account_signTransaction", async () => ({
      raw: (await signed()).raw,
      tx: { hash: "0xwhatever" },
    }));
    const { raw, hash } = await signer.sign(asked);
    expect(hash).toBe(keccak256(raw));
    expect(await signer.sign(asked)).toEqual(await signed());
  });

  it("may sign the old kind of transaction, and deployments", async () => {
    const deployment = { ...asked, to: null, fees: { type: "legacy", gasPrice: 3n } } as const;
    const signer = await signerThat("eth_signTransaction", async ({ to, gasPrice }) => {
      expect([to, gasPrice]).toEqual([undefined, "0x3"]);
      return (await signed(deployment)).raw;
    });
    expect(await signer.sign(deployment)).toEqual(await signed(deployment));
  });

  it("is unavailable when it refuses, is silent or is not there", async () => {
    const signer = await signerThat("eth_signTransaction", () => {
      throw new RpcRefusal("request denied");
    });
    const unavailable = { code: "signer_unavailable", retryable: true };
    await expect(signer.sign(asked)).rejects.toMatchObject(unavailable);
    await expect(signer.sign(asked)).rejects.toThrow("request denied");
    await server.close();
    const silent = await signerThat("eth_signTransaction", () => new Promise(() => {}));
    await expect(silent.sign(asked)).rejects.toThrow("no answer within 300 ms");
    await server.close();
    await expect(silent.sign(asked)).rejects.toMatchObject(unavailable);
  });
});

describe("what an external signer gives is refused", () => {
  const cases: [string, () => Promise<unknown>, string][] = [
    ["another chain", async () => (await signed({ chainId: 6 })).raw, "its chainId is 6, not 5"],
    ["another nonce", async () => (await signed({ nonce: 1 })).raw, "its nonce is 1, not 0"],
    ["another receiver", async () => (await signed({ to: operator })).raw, "its to is"],
    ["no receiver", async () => (await signed({ to: null })).raw, "its to is null"],
    ["other data", async () => (await signed({ data: "0x1235" })).raw, "its data is 0x1235"],
    ["another gas limit", async () => (await signed({ gas: 1n })).raw, "its gas is 1, not 90000"],
    [
      "another kind",
      async () => (await signed({ fees: { type: "legacy", gasPrice: 30n } })).raw,
      "its type is",
    ],
    [
      "higher fees",
      async () =>
        (await signed({ fees: { type: "eip1559", maxFeePerGas: 31n, maxPriorityFeePerGas: 2n } }))
          .raw,
      "its maxFeePerGas is 31, not 30",
    ],
    [
      "another key",
      async () => (await signed({}, strangerKey)).raw,
      `signed by ${operatorAddress(strangerKey)}`,
    ],
    ["value", () => signedWith({ value: 1n }), "its value is 1, not 0"],
    [
      "an access list",
      () => signedWith({ accessList: [{ address: operator, storageKeys: [] }] }),
      "it has an access list",
    ],
    ["nonsense", async () => "0x02c0", "it cannot be decoded"],
    ["an object without raw", async () => ({ tx: {} }), "no signed transaction"],
    ["nothing", async () => null, "no signed transaction"],
  ];

  /** Signed by the right key, with something added that was not asked for. */
  function signedWith(added: object): Promise<Hex> {
    const { fees, ...rest } = asked;
    return privateKeyToAccount(operatorKey).signTransaction({
      ...rest,
      ...fees,
      ...added,
    } as Parameters<ReturnType<typeof privateKeyToAccount>["signTransaction"]>[0]);
  }

  it.each(cases)("with %s", async (_, answer, problem) => {
    const signer = await signerThat("eth_signTransaction", answer);
    const refusal = await signer.sign(asked).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "signer_untrusted", retryable: false });
    expect(String(refusal)).toContain(problem);
    expect(String(refusal)).toContain("Nothing was sent");
  });
});
