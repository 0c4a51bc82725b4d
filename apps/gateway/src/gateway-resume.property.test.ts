import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiRefusedError, ApiUnreachableError } from "@pumasi/client";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeHome, type StubHome, startHome, tickHours } from "./testing/stub-home.js";
import { makeStubServer } from "./testing/stub-market.js";
import type { StubServer } from "./testing/stub-server.js";

let server: StubServer;
let url: string;
let home: StubHome;

beforeEach(async () => {
  server = await makeStubServer();
  url = await server.listen();
  home = makeHome();
});
afterEach(async () => {
  await server.close();
  rmSync(home.folder, { recursive: true });
});

const linesOf = (name: string) => {
  const file = join(home.folder, name);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as { digest: string });
};

describe("a gateway that was cut off or killed", () => {
  it("is refused with a wrong code, and does not spend a code twice when an answer is lost", async () => {
    writeFileSync(home.codeFile, "another-code");
    await expect(startHome(home, url)).rejects.toThrow(ApiRefusedError);
    writeFileSync(home.codeFile, "code-of-member-one");
    server.cutAnswersTo.add("/enrolments");
    await expect(startHome(home, url)).rejects.toThrow(ApiUnreachableError);
    server.cutAnswersTo.clear();
    (await startHome(home, url)).close();
  });

  it("sends an unanswered order again exactly as it was signed, also after a restart", async () => {
    const gateway = await startHome(home, url);
    await tickHours(gateway, server, 0, 29);
    server.cutAnswersTo.add("/orders");
    await expect(tickHours(gateway, server, 30, 30)).rejects.toThrow(ApiUnreachableError);
    server.cutAnswersTo.clear();
    const signed = linesOf("orders.jsonl").at(-1)?.digest;
    expect(server.market.orders.has(signed as `0x${string}`)).toBe(true);
    expect(linesOf("receipts.jsonl").at(-1)?.digest).not.toBe(signed);
    gateway.close();
    const before = server.market.orders.size;
    const again = await startHome(home, url);
    await tickHours(again, server, 30, 30);
    again.close();
    expect(server.market.orders.size).toBe(before);
    expect(linesOf("orders.jsonl").at(-1)?.digest).toBe(signed);
    expect(linesOf("receipts.jsonl").at(-1)?.digest).toBe(signed);
  });

  it("ends with the same orders and receipts wherever its files were cut by a kill", async () => {
    const first = await startHome(home, url);
    await tickHours(first, server, 0, 28);
    first.close();
    const names = ["orders.jsonl", "receipts.jsonl", "state.json"];
    const whole = names.map((name) => readFileSync(join(home.folder, name)));
    const expected = linesOf("orders.jsonl").map(({ digest }) => digest);
    const cut = fc.tuple(fc.nat(4000), fc.nat(4000), fc.nat(200));
    await fc.assert(
      fc.asyncProperty(cut, async (lengths) => {
        names.forEach((name, index) => {
          const bytes = whole[index]?.subarray(0, lengths[index]) ?? "";
          writeFileSync(join(home.folder, name), bytes);
        });
        server.market.orders.clear();
        const gateway = await startHome(home, url);
        // What the journal still had, and what is signed again for slots whose gate is open.
        await tickHours(gateway, server, 28, 28);
        gateway.close();
        const digests = linesOf("orders.jsonl").map(({ digest }) => digest);
        expect(new Set(digests).size).toBe(digests.length);
        expect(expected).toEqual(expect.arrayContaining(digests));
        const answered = linesOf("receipts.jsonl").map(({ digest }) => digest);
        expect(answered).toEqual(expect.arrayContaining(digests));
        expect(server.market.readings.size).toBe(29);
      }),
      { numRuns: 40 },
    );
  });
});
