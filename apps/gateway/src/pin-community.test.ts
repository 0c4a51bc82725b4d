import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { CommunityChangedError } from "./gateway-errors.js";
import { pinCommunity } from "./pin-community.js";
import { stubCommunity } from "./testing/stub-community.js";

const folder = mkdtempSync(join(tmpdir(), "pumasi-pin-"));
const file = join(folder, "community.json");
afterAll(() => rmSync(folder, { recursive: true }));

const community = stubCommunity(`0x${"5".repeat(40)}`, 3);
const elsewhere = `0x${"e".repeat(40)}` as const;

it("keeps where orders without a receipt go, so that the server cannot lead them astray", () => {
  pinCommunity(folder, community);
  pinCommunity(folder, community);
  const moved = { ...community, contracts: { ...community.contracts, inbox: elsewhere } };
  expect(() => pinCommunity(folder, moved)).toThrow(CommunityChangedError);
});

it("takes what a gateway pinned before there was an inbox, and checks the rest of it", () => {
  const { inbox, ...older } = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  expect(inbox).toBe(community.contracts.inbox);
  writeFileSync(file, JSON.stringify(older));
  pinCommunity(folder, community);
  const swapped = { ...community, receiptSigner: elsewhere };
  expect(() => pinCommunity(folder, swapped)).toThrow(CommunityChangedError);
});
