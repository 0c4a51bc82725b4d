import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const here = new URL(".", import.meta.url);

it("is the only way to the ledger's adapter, so that a gateway starts without it", () => {
  const sources = readdirSync(here).filter(
    (file) => file.endsWith(".ts") && !file.includes(".test."),
  );
  const text = (file: string) => readFileSync(new URL(file, here), "utf8");
  const loading = sources.filter((file) =>
    /^(?:import|export) (?!type\b)[^;]*from "@pumasi\/chain"/m.test(text(file)),
  );
  expect(loading).toEqual([]);
  expect(sources.filter((file) => text(file).includes('import("@pumasi/chain")'))).toEqual([
    "load-inbox.ts",
  ]);
});
