import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveEvent } from "@pumasi/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Neighbours } from "./testing/neighbours.js";
import { startTestServer, type TestServer } from "./testing/test-server.js";
import { FIRST_SLOT, HOUR, START } from "./testing/test-terms.js";

let test: TestServer;
let neighbours: Neighbours;
let port: number;
let communities = 0;
const streams: IncomingMessage[] = [];

beforeAll(async () => {
  test = await startTestServer(START);
  await test.app.listen({ host: "127.0.0.1", port: 0 });
  port = (test.app.server.address() as AddressInfo).port;
});

afterAll(async () => {
  for (const stream of streams) stream.destroy();
  await test.close();
});

beforeEach(async () => {
  test.now = START;
  neighbours = await Neighbours.create(test, `c${communities++}`);
});

const kept = (after = 0) => test.context.events.after(neighbours.community.state.id, after);

const inShort = ({ type, data }: LiveEvent) => `${type} ${data["stage"] ?? data["change"] ?? ""}`;

/** Opens the community's stream; `until` gives its events once there are so many. */
async function listen(lastEventId?: number) {
  const headers = lastEventId === undefined ? {} : { "last-event-id": `${lastEventId}` };
  const path = `/v1/communities/${neighbours.community.slug}/events`;
  const stream = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers }, resolve).on("error", reject);
  });
  streams.push(stream);
  let text = "";
  let look = () => {};
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    look();
  });
  const events = () =>
    text
      .split("\n\n")
      .slice(0, -1)
      .filter((block) => block.startsWith("id: "))
      .map((block) => {
        const [id, type, data] = block
          .split("\n")
          .map((line) => line.slice(line.indexOf(": ") + 2));
        const event = JSON.parse(data ?? "") as LiveEvent;
        expect([id, type]).toEqual([`${event.id}`, event.type]);
        return event;
      });
  const until = (count: number) =>
    new Promise<LiveEvent[]>((resolve) => {
      look = () => {
        if (events().length >= count) resolve(events());
      };
      look();
    });
  return { stream, until };
}

describe("live events", () => {
  it("are written in the transaction of what they tell of", async () => {
    const before = await kept();
    expect(before.map(inShort)).toEqual([
      "member registered",
      "device enrolled",
      "member registered",
      "device enrolled",
    ]);
    const { id } = neighbours.community.state;
    const failing = test.context.writer.write(async (tx) => {
      await test.context.events.record(tx, id, START, [{ type: "slot", data: {} }]);
      throw new Error("in between");
    });
    await expect(failing).rejects.toThrow("in between");
    expect(await kept()).toEqual(before);
  });

  it("tell of every stage of a slot, resumable after any of them", async () => {
    await neighbours.liveThrough(FIRST_SLOT);
    await neighbours.community.advanceTo(test.now + HOUR + 60_000);
    const events = (await kept()).filter(({ data }) => data["slot"] === FIRST_SLOT);
    expect(events.map(({ data }) => data["stage"])).toEqual([
      "booked",
      "cleared",
      "metered",
      "final",
    ]);
    const [, cleared] = events;
    const later = (await kept(cleared?.id)).filter(({ data }) => data["slot"] === FIRST_SLOT);
    expect(later).toEqual(events.slice(2));
  });
});

describe("the event stream", () => {
  it("begins now, and sends what happens as it happens", async () => {
    const { stream, until } = await listen();
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    await neighbours.community.advanceTo(FIRST_SLOT * HOUR);
    expect((await until(2)).map(inShort)).toEqual(["slot booked", "slot cleared"]);
  });

  it("resumes after the last event that was seen, without a gap or a repetition", async () => {
    await neighbours.community.advanceTo(FIRST_SLOT * HOUR);
    const all = await kept();
    const seen = all[2] as LiveEvent;
    const { until } = await listen(seen.id);
    expect(await until(all.length - 3)).toEqual(all.slice(3));
    await neighbours.community.advanceTo((FIRST_SLOT + 1) * HOUR);
    expect(await until(all.length - 1)).toEqual((await kept()).slice(3));
  });

  it("tells at once of refusals, new members and revoked devices", async () => {
    const { until } = await listen();
    const { community, ann } = neighbours;
    const order = { slot: FIRST_SLOT, side: "buy" as const, energy: "0", limitPrice: "1" };
    await community.postOrders(community.order(ann, order));
    expect((await until(1)).at(-1)).toMatchObject({
      type: "refusal",
      data: { codes: ["order_energy_zero"] },
    });
    await community.addMember();
    expect((await until(3)).slice(1).map(inShort)).toEqual([
      "member registered",
      "device enrolled",
    ]);
    await community.operate(`/devices/${ann.signer.address}/revocation`);
    expect((await until(4)).slice(3).map(inShort)).toEqual(["device revoked"]);
  });

  it("carries nothing of another community", async () => {
    const { until } = await listen();
    const other = await Neighbours.create(test, `c${communities++}`);
    await other.community.advanceTo(FIRST_SLOT * HOUR);
    await neighbours.community.runDue();
    const [first] = await until(1);
    expect((await kept()).map(({ id }) => id)).toContain(first?.id);
  });
});
