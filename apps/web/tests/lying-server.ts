import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer on its way to the browser. */
export interface PassedAnswer {
  /** Path and query as they were asked. */
  path: string;
  asked: string;
  status: number;
  text: string;
}

/** Gives another answer, or null to pass the true one on. */
export type Lie = (answer: PassedAnswer) => Pick<PassedAnswer, "status" | "text"> | null;

export interface LyingServer {
  url: string;
  /** What it tells from now on; null: the truth. */
  tell(lie: Lie | null): void;
  close(): Promise<void>;
}

/**
 * A server between the browser and the true one at `trueUrl`: it passes everything on as it is but for JSON answers that its lie
 * is about. To the browser it is the origin, as a forged server would be.
 */
export async function startLyingServer(trueUrl: string): Promise<LyingServer> {
  const { hostname, port } = new URL(trueUrl);
  let lie: Lie | null = null;
  const server = createServer(async (incoming, outgoing) => {
    const asked = await textOf(incoming);
    const { "accept-encoding": _, ...headers } = incoming.headers;
    const { method, url: path = "/" } = incoming;
    const passed = request({ hostname, port, path, method, headers }, async (answer) => {
      const status = answer.statusCode ?? 502;
      if (!(answer.headers["content-type"] ?? "").includes("json")) {
        outgoing.writeHead(status, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      const text = await textOf(answer);
      const told = lie?.({ path, asked, status, text }) ?? { status, text };
      const { "content-length": _length, "transfer-encoding": _encoding, ...rest } = answer.headers;
      outgoing.writeHead(told.status, rest);
      outgoing.end(told.text);
    });
    passed.on("error", () => outgoing.writeHead(502).end());
    outgoing.on("close", () => passed.destroy());
    passed.end(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell(next) {
      lie = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
