import type { SlotProof } from "@pumasi/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkProofText } from "./check-proof-text.js";
import recordedOnP256 from "./recorded-p256-proof.json" with { type: "json" };
import recorded from "./recorded-proof.json" with { type: "json" };

/** A proof that `pumasi proof` wrote; its signatures were made by the native library. */
const text = JSON.stringify(recorded);

/** The recorded proof after a change; the copy may be changed to anything, as a forger's would. */
function changed(change: (proof: SlotProof) => void): string {
  const copy = JSON.parse(text);
  change(copy);
  return JSON.stringify(copy);
}

/** The text with another hexadecimal digit in one place. */
function otherDigit(hex: string, place: number): string {
  return hex.slice(0, place) + (hex[place] === "0" ? "1" : "0") + hex.slice(place + 1);
}

function problemsOf(proofText: string): string[] {
  const answer = checkProofText(proofText);
  if (!answer.ok) throw new Error(`no proof: ${answer.detail}`);
  expect(answer.checked.ok).toBe(answer.checked.steps.every(({ problem }) => problem === null));
  return answer.checked.steps.flatMap(({ what, problem }) => (problem === null ? [] : [what]));
}

/** What the ledger is asked for, in one text. */
function ledgerHashesOf(proofText: string): string {
  const answer = checkProofText(proofText);
  if (!answer.ok) throw new Error(`no proof: ${answer.detail}`);
  const { meteringHash, termsHash, periodHash } = answer.checked;
  return `${meteringHash} ${termsHash} ${periodHash}`;
}

describe("a recorded proof", () => {
  test("holds, and says what must stand on the ledger as the command does", () => {
    const answer = checkProofText(text);
    expect(answer).toMatchObject({
      ok: true,
      checked: {
        ok: true,
        rulesVersion: 1,
        meteringHash: "0x05e3df1648360feace68a9e15f327bc23b5e3d12cd9640711d1d11635f88936d",
        termsHash: "0x47af0529fcc88a0340f8f5e4d3e8376f572e83d23fd141d464fce9f12d911f4e",
        periodHash: "0xddafc73b5733639346d286979f8167ed6d6f1689ef53d6f28fad6a370766137c",
      },
    });
    expect(answer.ok && answer.checked.steps.map(({ what }) => what)).toEqual([
      "headers",
      "clearing",
      "metering",
      "order",
      "fill",
      "line-orders",
      "reading",
      "line-readings",
      "line",
      "period",
      "period-slot",
      "period-line",
    ]);
  });

  test("does not hold with any digit of its leaves changed", () => {
    const leaves = [
      (proof: SlotProof) => proof.orders[0]?.book,
      (proof: SlotProof) => proof.orders[0]?.fill,
      (proof: SlotProof) => proof.readings[0],
      (proof: SlotProof) => proof.line,
      (proof: SlotProof) => proof.period?.leaf,
      (proof: SlotProof) => proof.period?.slot,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.nat(), (leafOf, at) => {
        const forged = changed((proof) => {
          const leaf = leafOf(proof);
          if (leaf === undefined) throw new Error("the recorded proof has every kind of leaf");
          const place = 2 + (at % (leaf.words.length - 2));
          leaf.words = otherDigit(leaf.words, place) as typeof leaf.words;
        });
        expect(problemsOf(forged)).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("with any digit changed does not hold, or is not what stands on the ledger", () => {
    // The ledger's address is only named for whoever asks there; nothing in the file hangs on it.
    const places = [...text.matchAll(/"(0x[0-9a-f]+)"/g)]
      .filter(([, hex]) => hex !== recorded.ledger)
      .flatMap(({ index, 1: hex = "" }) => Array.from(hex.slice(2), (_, at) => index + 3 + at));
    const onLedger = ledgerHashesOf(text);
    fc.assert(
      fc.property(fc.constantFrom(...places), (place) => {
        const forged = otherDigit(text, place);
        const holds = problemsOf(forged).length === 0;
        expect(holds && ledgerHashesOf(forged) === onLedger).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test("of another chain is signed by nobody there, though its trees stand", () => {
    const forged = changed((proof) => {
      proof.chainId += 1;
    });
    expect(problemsOf(forged)).toEqual(["order", "reading"]);
  });
});

describe("a recorded proof of a device that signs on P-256", () => {
  const onP256 = JSON.stringify(recordedOnP256);

  function withKeys(keys: SlotProof["p256Keys"] | undefined): string {
    return JSON.stringify({ ...recordedOnP256, p256Keys: keys });
  }

  test("holds", () => {
    expect(problemsOf(onP256)).toEqual([]);
    const answer = checkProofText(onP256);
    expect(answer.ok && answer.checked.steps.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["order", "reading", "line", "period"]),
    );
  });

  test("is signed by nobody without its key, or with another one", () => {
    const [key] = recordedOnP256.p256Keys as SlotProof["p256Keys"];
    if (key === undefined) throw new Error("the recorded proof has a key");
    expect(problemsOf(withKeys(undefined))).toEqual(["order", "reading"]);
    expect(problemsOf(withKeys([{ x: key.y, y: key.x }]))).toEqual(["order", "reading"]);
    expect(problemsOf(withKeys([{ x: key.x, y: otherDigit(key.y, 40) as typeof key.y }]))).toEqual([
      "order",
      "reading",
    ]);
  });

  test("of another chain is signed by nobody there, though its trees stand", () => {
    const moved = JSON.stringify({ ...recordedOnP256, chainId: recordedOnP256.chainId + 1 });
    expect(problemsOf(moved)).toEqual(["order", "reading"]);
  });
});

describe("what is no proof", () => {
  test.each([
    ["", "proof_not_json"],
    ["%PDF-1.7", "proof_not_json"],
    ["null", "proof_not_understood"],
    ["[]", "proof_not_understood"],
    ["{}", "proof_not_understood"],
    [JSON.stringify({ ...recorded, format: "pumasi-proof-2" }), "proof_not_understood"],
    [JSON.stringify({ ...recorded, meteringHeader: "0x12" }), "proof_not_understood"],
  ])("is refused: %.20s", (noProof, reason) => {
    expect(checkProofText(noProof)).toMatchObject({ ok: false, reason });
  });

  test("is told what is wrong with it", () => {
    const { slot: _, ...withoutSlot } = recorded;
    const answer = checkProofText(JSON.stringify(withoutSlot));
    expect(answer).toMatchObject({ ok: false, detail: expect.stringContaining("slot") });
  });

  test("never breaks the check, whatever numbers it holds", () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.nat(), fc.constant(-1));
    fc.assert(
      fc.property(numbers, fc.nat(), (number, at) => {
        let seen = 0;
        const count = [...text.matchAll(/:(\d+)/g)].length;
        const forged = text.replace(/:(\d+)/g, (whole) =>
          seen++ === at % count ? `:${number}` : whole,
        );
        const answer = checkProofText(forged);
        if (!answer.ok) expect(answer.reason).toBe("proof_not_understood");
      }),
      { numRuns: 150 },
    );
  });
});
