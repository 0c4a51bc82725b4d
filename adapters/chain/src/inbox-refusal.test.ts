import { expect, it } from "vitest";
import { inboxAbi } from "./contracts.gen.js";
import { inboxRefusalInWords } from "./inbox-refusal.js";

/** Errors of the inbox that placing an order cannot meet. */
const elsewhere = new Set([
  "NotTheDemandsInbox",
  "QualityInvalid",
  "RegisterOutOfRange",
  "BaselineInvalid",
  "UnknownOrder",
]);

it("has a sentence for every refusal that an order can meet", () => {
  const names = inboxAbi.flatMap((entry) => (entry.type === "error" ? [entry.name] : []));
  const met = names.filter((name) => !elsewhere.has(name));
  expect(met).toContain("TermsMismatch");
  const sentences = met.map((name) => inboxRefusalInWords(`${name}(1, 2)`));
  expect(new Set(sentences).size).toBe(met.length);
  expect(sentences).not.toContain(inboxRefusalInWords("Unheard()"));
});
