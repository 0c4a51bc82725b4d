import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { keepAnswers } from "./kept-answers.js";

let texts: Map<string, string>;
let storage: { getItem(key: string): string | null } & Pick<Storage, "setItem" | "removeItem">;
let now: number;

const open = (build = "a") => {
  const client = new QueryClient();
  keepAnswers(client, { storage, build, now: () => now });
  return client;
};
const signedIn = { session: { name: "Home 2" } };
const energy = ["household", "street", 5, "energy"];

beforeEach(() => {
  vi.useFakeTimers();
  now = Date.now();
  texts = new Map();
  storage = {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  };
  return () => vi.useRealTimers();
});

async function visit(): Promise<QueryClient> {
  const client = open();
  client.setQueryData(["session"], signedIn);
  client.setQueryData(energy, { sum: "1.5" });
  client.setQueryData(["members", "street"], ["Ann"]);
  await vi.advanceTimersByTimeAsync(3_000);
  return client;
}

test("the next visit begins with the answers of the last one", async () => {
  await visit();
  expect(open().getQueryData(energy)).toEqual({ sum: "1.5" });
});

test("what tells of other people is not kept", async () => {
  await visit();
  expect([...texts.values()].join()).not.toContain("Ann");
});

test("another build and another week begin with nothing", async () => {
  await visit();
  const kept = new Map(texts);
  expect(open("b").getQueryData(energy)).toBeUndefined();
  texts = kept;
  now += 8 * 86_400_000;
  expect(open().getQueryData(energy)).toBeUndefined();
  expect(texts.size).toBe(0);
});

test("whoever signs out leaves nothing", async () => {
  const client = await visit();
  client.removeQueries({ queryKey: ["household"] });
  await vi.advanceTimersByTimeAsync(1);
  expect([...texts.values()].join()).not.toContain("1.5");
});

test("whoever is signed out by the server leaves nothing", async () => {
  const client = await visit();
  client.setQueryData(["session"], { session: null });
  await vi.advanceTimersByTimeAsync(1);
  expect([...texts.values()].join()).not.toContain("1.5");
});

test("what cannot be read or written is let go", async () => {
  texts.set("pumasi-answers", "{");
  expect(open().getQueryData(energy)).toBeUndefined();
  storage.setItem = () => {
    throw new Error("full");
  };
  texts.set("pumasi-answers", "old");
  await visit();
  expect(texts.size).toBe(0);
});
