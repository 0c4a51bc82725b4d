import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ApiUnreachableError } from "./api-errors.js";
import { fetchTransport } from "./fetch-transport.js";
import { createNodeClient, nodeTransport } from "./node-transport.js";
import type { ApiRequest } from "./transport.js";

const REQUEST: ApiRequest = { method: "GET", path: "/v1/status", headers: {}, timeoutMs: 10_000 };
let server: Server;
let sockets: Socket[] = [];

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  sockets = [];
  server.on("connection", (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe.each([
  ["nodeTransport", nodeTransport],
  ["fetchTransport", fetchTransport],
])("%s", (_name, transportTo) => {
  it("sends the request and gives the answer, whatever its status", async () => {
    const url = await serve((request, answer) => {
      let body = "";
      request.on("data", (piece) => {
        body += String(piece);
      });
      request.on("end", () => {
        answer.writeHead(404, { "x-test": "yes" });
        answer.end(`${request.method} ${request.url} ${request.headers["x-ask"]} ${body}`);
      });
    });
    const response = await transportTo(`${url}/`)({
      ...REQUEST,
      method: "POST",
      headers: { "x-ask": "please" },
      body: "품앗이",
    });
    expect(response).toMatchObject({ status: 404, body: "POST /v1/status please 품앗이" });
    expect(response.headers["x-test"]).toBe("yes");
  });

  it("tells a timeout, a failed connection and an abort apart", async () => {
    const url = await serve(() => {});
    const transport = transportTo(url);
    await expect(transport({ ...REQUEST, timeoutMs: 20 })).rejects.toMatchObject({
      name: "ApiUnreachableError",
      reason: "timeout",
    });
    const stop = new AbortController();
    const aborted = transport({ ...REQUEST, signal: stop.signal });
    stop.abort(new Error("stopping"));
    await expect(aborted).rejects.toThrow("stopping");
    await expect(transportTo("http://127.0.0.1:1")(REQUEST)).rejects.toMatchObject({
      reason: "connection_failed",
      retryable: true,
    });
  });
});

describe("nodeTransport's connections", () => {
  it("are kept, and replaced without an error when the server has closed them", async () => {
    const url = await serve((_request, answer) => answer.end("{}"));
    const transport = nodeTransport(url);
    for (let n = 0; n < 3; n++) await transport(REQUEST);
    expect(sockets).toHaveLength(1);
    sockets[0]?.destroy();
    expect(await transport(REQUEST)).toMatchObject({ status: 200 });
    expect(sockets).toHaveLength(2);
  });

  it("break with an error when the answer does", async () => {
    const url = await serve((_request, answer) => {
      answer.writeHead(200, { "content-length": 100 });
      answer.write("half", () => answer.destroy());
    });
    await expect(nodeTransport(url)(REQUEST)).rejects.toMatchObject({ reason: "connection_lost" });
  });
});

describe("events", () => {
  it("come one by one, whatever pieces the text comes in, and resume after an id", async () => {
    const event = (id: number) => ({ id, at: "2016-08-01T07:00:00Z", type: "slot", data: { id } });
    const asked: unknown[] = [];
    const url = await serve((request, answer) => {
      asked.push(request.headers["last-event-id"], request.url);
      answer.writeHead(200, { "content-type": "text/event-stream" });
      const texts = [8, 9].map((id) => `id: ${id}\r\ndata: ${JSON.stringify(event(id))}\r\n\r\n`);
      const text = `: hello\n\n${texts.join("")}`;
      answer.write(text.slice(0, 40), () => answer.end(text.slice(40)));
    });
    const got: unknown[] = [];
    const read = async () => {
      for await (const one of createNodeClient(url).events("sun", 7)) got.push(one);
    };
    await expect(read()).rejects.toThrow(ApiUnreachableError);
    expect(got).toEqual([event(8), event(9)]);
    expect(asked).toEqual(["7", "/v1/communities/sun/events"]);
  });
});
