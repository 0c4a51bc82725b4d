import { afterEach, describe, expect, it } from "vitest";
import { RpcRefusedError, RpcUnreachableError } from "./errors.js";
import { connectJsonRpc, withoutSecrets } from "./json-rpc.js";
import { RpcRefusal, type RpcServer, readBody, serveHttp, serveRpc } from "./testing/rpc-server.js";

let server: RpcServer;
afterEach(() => server?.close());

describe("a JSON-RPC connection", () => {
  it("gives up a request that is not answered in time, also one that drips", async () => {
    server = await serveHttp(async (_, response) => {
      response.write("[");
      const dripping = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(dripping));
    });
    const rpc = connectJsonRpc(server.url, { timeoutMs: 60 });
    const late = rpc.call("eth_chainId");
    await expect(late).rejects.toMatchObject({ code: "rpc_unreachable", retryable: true });
    await expect(late).rejects.toThrow("no answer within 60 ms");
    rpc.close();
  });

  it("sends a single call as one, not as a batch", async () => {
    const bodies: unknown[] = [];
    server = await serveHttp(async (request, response) => {
      const body = JSON.parse(await readBody(request)) as { id: number };
      bodies.push(body);
      response.end(JSON.stringify({ jsonrpc: "2.0", id: body.id, result: "0x1" }));
    });
    const rpc = connectJsonRpc(server.url);
    expect(await rpc.call("eth_chainId")).toBe("0x1");
    expect(bodies).toEqual([{ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }]);
    rpc.close();
  });

  it("passes on what a node adds to its refusal", async () => {
    server = await serveRpc(() => {
      throw new RpcRefusal("execution reverted", 3, "0xabcd");
    });
    const rpc = connectJsonRpc(server.url);
    const refusal = await rpc.call("eth_call").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RpcRefusedError);
    expect(refusal).toMatchObject({ rpcCode: 3, data: "0xabcd" });
    rpc.close();
  });

  it("says why a request was refused as a whole", async () => {
    server = await serveHttp(async (_, response) => {
      const error = { code: -32_005, message: "batch too large" };
      response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error }));
    });
    const rpc = connectJsonRpc(server.url);
    const batch = rpc.batch([{ method: "eth_chainId", params: [] }]);
    await expect(batch).rejects.toBeInstanceOf(RpcUnreachableError);
    await expect(batch).rejects.toThrow("batch too large");
    rpc.close();
  });

  it("never shows the secrets of an address", async () => {
    const url = "http://user:pass@127.0.0.1:1/v3/customer-key?token=t";
    expect(withoutSecrets(url)).toBe("http://127.0.0.1:1");
    const rpc = connectJsonRpc(url);
    const failure = await rpc.call("eth_chainId").catch((error: unknown) => String(error));
    expect(failure).toContain("http://127.0.0.1:1 does not answer");
    expect(failure).not.toMatch(/user|pass|customer|token/);
    rpc.close();
  });
});
