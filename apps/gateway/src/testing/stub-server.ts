import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type ClockState,
  type CommunityDescription,
  DEVICE_SIGNATURE_HEADER,
  type DeviceSettings,
} from "@pumasi/protocol";
import { FIRST_ROW } from "./stub-community.js";
import type { StubMarket } from "./stub-market.js";

/**
 * A server small enough to be seen through: one community, one device, a clock that the test moves,
 * and faults that a test switches on. It speaks the real wire format over real HTTP.
 */
export class StubServer {
  now = FIRST_ROW;
  /** While market time is below this, a long poll moves it to its wake instant and answers at once. */
  fastForwardUntil = 0;
  /** Requests to these paths are carried out, but their connection is cut instead of answered. */
  readonly cutAnswersTo = new Set<string>();
  /** Requests to these paths are not carried out and answered with 503. */
  readonly drops = new Set<string>();
  /** Method, path and query of every request, in order. */
  readonly requests: string[] = [];
  device: DeviceSettings | null = null;
  private readonly watchers = new Set<{ prefix: string; seen: () => void }>();
  private readonly http: Server;

  constructor(
    readonly community: CommunityDescription,
    readonly market: StubMarket,
  ) {
    this.http = createServer((request, answer) => {
      void this.handle(request, answer);
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** Resolves once a request that begins with the text has come. */
  requested(prefix: string): Promise<void> {
    if (this.requests.some((line) => line.startsWith(prefix))) return Promise.resolve();
    return new Promise((seen) => this.watchers.add({ prefix, seen }));
  }

  private note(line: string): void {
    this.requests.push(line);
    for (const watcher of this.watchers) {
      if (!line.startsWith(watcher.prefix)) continue;
      this.watchers.delete(watcher);
      watcher.seen();
    }
  }

  private clock(): ClockState {
    const now = new Date(this.now).toISOString();
    return { now, mode: "fast-forward", speed: null, paused: false };
  }

  private async handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    let body = "";
    for await (const piece of request) body += String(piece);
    const url = new URL(request.url ?? "/", "http://stub");
    this.note(`${request.method} ${url.pathname}${url.search}`);
    if (url.pathname === "/v1/clock") {
      this.answerClock(url, answer);
      return;
    }
    const name = url.pathname.replace("/v1/communities/stub", "");
    if (this.drops.has(name)) {
      send(answer, 503, problem(503, "overloaded"));
      return;
    }
    const signature = request.headers[DEVICE_SIGNATURE_HEADER];
    const [status, value] = this.answerTo(name, body === "" ? null : JSON.parse(body), signature);
    if (this.cutAnswersTo.has(name)) answer.destroy();
    else send(answer, status, value);
  }

  private answerTo(name: string, body: unknown, signature: unknown): [number, unknown] {
    if (name === "") return [200, this.community];
    if (name === "/orders") return [200, { outcomes: this.market.takeOrders(this.now, body) }];
    if (name === "/readings") return [200, { outcomes: this.market.takeReadings(body) }];
    if (name === "/home-energy") {
      return [200, { outcomes: this.market.takeHomeEnergy(body) }];
    }
    if (name === "/enrolments") {
      const enrolled = this.market.enrol(body);
      if (enrolled === null) return [403, problem(403, "enrolment_code_invalid")];
      this.device = enrolled;
      return [200, enrolled];
    }
    if (this.device !== null && name === `/devices/${this.device.device}`)
      return [200, this.market.settingsFor(this.device, signature)];
    return [404, problem(404, "unknown_device")];
  }

  private answerClock(url: URL, answer: ServerResponse): void {
    const wake = Date.parse(url.searchParams.get("wake") ?? "");
    if (wake > this.now && wake <= this.fastForwardUntil) this.now = wake;
    if (!(wake > this.now)) send(answer, 200, this.clock());
    // Otherwise market time stands still, and the poll stays open until the connection ends.
  }
}

/** Problem details (RFC 9457) of a refusal. */
export function problem(status: number, code: string) {
  return { type: `about:blank#${code}`, title: code, status, detail: `refused: ${code}`, code };
}

function send(answer: ServerResponse, status: number, value: unknown): void {
  const type = status < 400 ? "application/json" : "application/problem+json";
  answer.writeHead(status, { "content-type": type });
  answer.end(JSON.stringify(value));
}
