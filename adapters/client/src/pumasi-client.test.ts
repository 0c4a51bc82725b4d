import { describe, expect, it } from "vitest";
import { ApiAnswerInvalidError, ApiRefusedError, ApiUnreachableError } from "./api-errors.js";
import { PumasiClient } from "./pumasi-client.js";
import type { ApiRequest, Transport } from "./transport.js";

const problem = {
  type: "about:blank",
  title: "Unknown",
  status: 404,
  detail: "nobody knows it",
  code: "unknown_device",
};
const clock = { now: "2016-08-01T07:00:00.000Z", mode: "paced", speed: 1, paused: false };

/** A client whose server gives one answer, and the requests it got. */
function clientOf(status: number, body: unknown, options: { validate?: boolean } = {}) {
  const requests: ApiRequest[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { status, headers: {}, body: text };
  };
  return { client: new PumasiClient({ transport, token: "secret", ...options }), requests };
}

describe("PumasiClient", () => {
  it("asks for a path with its query, and gives a long poll more time", async () => {
    const { client, requests } = clientOf(200, clock);
    expect(await client.clock()).toEqual(clock);
    await client.clock({ after: clock.now, wake: "2016-08-01T08:00:00.000Z", device: "0xab" });
    const paths = requests.map(({ path }) => path);
    expect(paths).toEqual([
      "/v1/clock",
      "/v1/clock?after=2016-08-01T07%3A00%3A00.000Z&wake=2016-08-01T08%3A00%3A00.000Z&device=0xab",
    ]);
    expect(requests.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 120_000]);
  });

  it("sends the operator's token and the caller's idempotency key with a write", async () => {
    const { client, requests } = clientOf(200, { buyBelow: "0.2", sellAbove: "0.1" });
    await client.setWish("sun street", 3, { buyBelow: "0.2", sellAbove: "0.1" }, "key-1");
    expect(requests[0]).toMatchObject({
      method: "POST",
      path: "/v1/communities/sun%20street/members/3/wish",
      headers: {
        authorization: "Bearer secret",
        "idempotency-key": "key-1",
        "content-type": "application/json",
      },
      body: '{"buyBelow":"0.2","sellAbove":"0.1"}',
    });
  });

  it("says why the server refused", async () => {
    const error = await clientOf(404, problem)
      .client.device("c", "0xab")
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiRefusedError);
    expect(error).toMatchObject({ retryable: false, problem });
    expect(String(error)).toBe(
      "ApiRefusedError: The server refused GET /v1/communities/c/devices/0xab: nobody knows it (unknown_device, status 404)",
    );
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it.each([429, 500, 503])(
    "treats status %i as a server that cannot answer now",
    async (status) => {
      const { client } = clientOf(status, problem);
      await expect(client.clock()).rejects.toMatchObject({
        name: ApiUnreachableError.name,
        retryable: true,
        reason: "server_unavailable",
      });
    },
  );

  it.each([
    [200, "<html>"],
    [200, { ...clock, mode: "backwards" }],
    [404, "not found"],
  ])("does not take the answer %i %j", async (status, body) => {
    await expect(clientOf(status, body).client.clock()).rejects.toThrow(ApiAnswerInvalidError);
  });

  it("takes any JSON when told not to check", async () => {
    const { client } = clientOf(200, { now: "soon" }, { validate: false });
    expect(await client.clock()).toEqual({ now: "soon" });
  });
});
