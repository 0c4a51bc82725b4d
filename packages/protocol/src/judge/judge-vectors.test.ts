import { p256 } from "@noble/curves/p256";
import { secp256k1 } from "@noble/curves/secp256k1";
import { sha256 } from "@noble/hashes/sha2.js";
import { createKeccak } from "hash-wasm";
import { encodeFunctionData, parseAbi } from "viem";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../hex.js";
import type { Hex } from "../keccak.js";
import { BOOK_FRAUDS } from "./cases/book-frauds.js";
import { CLEARING_FRAUDS } from "./cases/clearing-frauds.js";
import { type Draw, seededDraw } from "./cases/draw.js";
import {
  DOMAIN,
  type DrawnCommunity,
  drawCommunity,
  drawSlots,
  FIRST_SLOT,
  type Homes,
} from "./cases/drawn-community.js";
import { settlePeriod } from "./cases/drawn-period.js";
import { RULES } from "./cases/drawn-terms.js";
import { keccakBy } from "./cases/fast-keccak.js";
import { FILL_SUM_FRAUDS } from "./cases/fill-sum-frauds.js";
import type { Fraud, FraudScene } from "./cases/fraud.js";
import { periodEvidenceOf, slotEvidence } from "./cases/honest-evidence.js";
import { JUDGE_ABI } from "./cases/judge-abi.js";
import { LIBERTIES } from "./cases/liberties.js";
import { LINE_FRAUDS } from "./cases/line-frauds.js";
import { METERING_FRAUDS } from "./cases/metering-frauds.js";
import { PERIOD_FRAUDS } from "./cases/period-frauds.js";
import { READING_FRAUDS } from "./cases/reading-frauds.js";
import { fakeKeys, type KeyCraft } from "./cases/test-keys.js";
import type { Evidence, RuleName } from "./evidence.js";
import { argumentsOf, judgeOf } from "./evidence-arguments.js";
import { FAULTS, faultNumber } from "./fault.js";
import { findChallenge, findPeriodChallenge, isFault } from "./find/find-challenge.js";
import type { ShownPeriod } from "./find/published.js";
import { judge } from "./judge.js";

/** Written by this test with `--update`; the contracts' tests read it. */
const FILE = "../../../../contracts/test/vectors/judge-vectors.json";
const ZERO = `0x${"0".repeat(64)}` as const;
const keccak = keccakBy(await createKeccak(256));
const abi = parseAbi(JUDGE_ABI);

const bytesOf = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;

/** Keys of the real curves, by number. */
const craft: KeyCraft = {
  make(number, isP256) {
    const secret = sha256(new Uint8Array([isP256 ? 1 : 0, number >> 8, number & 255]));
    const curve = isP256 ? p256 : secp256k1;
    const point = curve.getPublicKey(secret, false).slice(1);
    const device = toHex(keccak(point).slice(12));
    const [x, y] = [toHex(point.slice(0, 32)), toHex(point.slice(32))];
    const sign = (digest: Hex): Hex => {
      const message = isP256 ? sha256(fromHex(digest)) : fromHex(digest);
      const { r, s, recovery } = curve.sign(message, secret, { lowS: true });
      const v = isP256 ? "00" : (27 + recovery).toString(16);
      return `${bytesOf(r)}${bytesOf(s).slice(2)}${v}` as Hex;
    };
    return { device, p256: isP256 ? { x, y } : null, sign };
  },
  recoverSigner(digest, signature) {
    const v = Number.parseInt(signature.slice(130), 16);
    if (v !== 27 && v !== 28) return null;
    try {
      const compact = secp256k1.Signature.fromCompact(signature.slice(2, 130));
      const point = compact.addRecoveryBit(v - 27).recoverPublicKey(fromHex(digest));
      return toHex(keccak(point.toRawBytes(false).slice(1)).slice(12));
    } catch {
      return null;
    }
  },
  verifyP256(digest, r, s, x, y) {
    try {
      const point = fromHex(`0x04${x.slice(2)}${y.slice(2)}`);
      const signature = fromHex(`0x${r.slice(2)}${s.slice(2)}`);
      return p256.verify(signature, sha256(fromHex(digest)), point, { lowS: true });
    } catch {
      return false;
    }
  },
};

const ALWAYS = 2 ** 32 - 1;
/** Account, whether of P-256, and the slots in which the key is valid: one is revoked, one begins in the second slot. */
const KEYS = [
  [4, false, 0, ALWAYS],
  [4, true, 0, FIRST_SLOT + 1],
  [5, true, 0, ALWAYS],
  [6, false, FIRST_SLOT + 1, ALWAYS],
  [6, false, 0, ALWAYS],
] as const;

/** Three households; keys of the real curves, or quick ones of the same accounts to look for occasions with. */
function homesOf(by: KeyCraft): Homes {
  return {
    craft: by,
    accounts: 7,
    keys: KEYS.map(([account, isP256, fromSlot, untilSlot], number) => {
      return { ...by.make(number, isP256), account, fromSlot, untilSlot };
    }),
    receiptKey: { ...by.make(999, false), account: 0, fromSlot: 0, untilSlot: 0 },
    accountOfMeter: [4, 5, 4, 6],
  };
}

const homes = homesOf(craft);
const quickHomes = homesOf(fakeKeys(keccak));

function community(
  rule: RuleName,
  seed: number,
  by: Homes = homes,
): { own: DrawnCommunity; scenes: FraudScene[] } {
  const draw = seededDraw(seed);
  const own = drawCommunity(keccak, draw, rule, by);
  const slots = drawSlots(own, draw, 2);
  const scenes = slots.flatMap((slot) => (slot === null ? [] : [{ community: own, slot, draw }]));
  return { own, scenes };
}

interface Vector {
  judge: string;
  target: string;
  fault: number;
  what: string;
  calldata: Hex;
}

function vectorOf(what: string, evidence: Evidence, context: DrawnCommunity["context"]): Vector {
  const verdict = judge(context, evidence);
  const isAnswer = verdict === null || isFault(verdict);
  const functionName = evidence.judge;
  const args = argumentsOf(evidence);
  const calldata = encodeFunctionData({ abi, functionName, args } as never);
  const fault = isAnswer ? faultNumber(verdict) : -1;
  return { judge: evidence.judge, target: judgeOf(evidence), fault, what, calldata };
}

const FRAUDS = [
  ...BOOK_FRAUDS,
  ...CLEARING_FRAUDS,
  ...FILL_SUM_FRAUDS,
  ...READING_FRAUDS,
  ...METERING_FRAUDS,
  ...LINE_FRAUDS,
];

/** Each fraud under up to two rules, as the finder proves it. */
function forgedSlots(): Vector[] {
  return FRAUDS.flatMap((fraud, place) => {
    const rules = fraud.rules ?? RULES;
    const chosen = new Set([place, place + 2].map((at) => rules[at % rules.length] as RuleName));
    return [...chosen].flatMap((rule) => {
      for (let seed = 1; seed < 400; seed++) {
        for (const [at, scene] of community(rule, seed, quickHomes).scenes.entries()) {
          if (!isProven(fraud, scene)) continue;
          const real = community(rule, seed).scenes[at] as FraudScene;
          const { context } = real.community;
          const shown = fraud.forge(real);
          const found = shown && findChallenge(context, shown);
          if (found?.ok && found.challenge) return [vectorOf(fraud.what, found.challenge, context)];
        }
      }
      return [];
    });
  });
}

function isProven(fraud: Fraud, scene: FraudScene): boolean {
  const shown = fraud.forge(scene);
  const found = shown && findChallenge(scene.community.context, shown);
  return found?.ok === true && found.challenge?.fault === fraud.fault;
}

function* shownPeriods(): Generator<{ own: DrawnCommunity; shown: ShownPeriod }> {
  // Nothing in a period is signed.
  for (let seed = 1; seed < 60; seed++) {
    const draw = seededDraw(seed);
    const own = drawCommunity(keccak, draw, RULES[seed % RULES.length] as RuleName, quickHomes);
    const slots = drawSlots(own, draw, 3);
    const until = 1 + draw(1);
    const first = settlePeriod(own, draw, slots, { from: 0, until }, null);
    yield { own, shown: first.shown };
    yield { own, shown: settlePeriod(own, draw, slots, { from: until, until: 3 }, first).shown };
  }
}

function forgedPeriods(): Vector[] {
  return PERIOD_FRAUDS.flatMap((fraud) => {
    const vectors: Vector[] = [];
    for (const { own, shown } of shownPeriods()) {
      const forged = fraud.forge(keccak, shown);
      const found = forged && findPeriodChallenge(own.context, forged);
      if (!found?.ok || found.challenge?.fault !== fraud.fault) continue;
      vectors.push(vectorOf(fraud.what, found.challenge, own.context));
      if (vectors.length === 2) break;
    }
    return vectors;
  });
}

/** True slots and periods: no fault, whatever is shown. */
function honest(): Vector[] {
  const draw = seededDraw(99);
  const slots = RULES.flatMap((rule) =>
    [11, 12].flatMap((seed) =>
      community(rule, seed).scenes.flatMap(({ slot, community: own }) =>
        slotEvidence(keccak, draw, slot.shown).map((evidence) =>
          vectorOf(`honest, ${slot.kind}`, evidence, own.context),
        ),
      ),
    ),
  );
  const periods = [...shownPeriods()]
    .slice(0, 5)
    .flatMap(({ own, shown }) =>
      periodEvidenceOf(keccak, draw, shown).map((evidence) =>
        vectorOf("honest period", evidence, own.context),
      ),
    );
  return [...slots, ...liberties(draw), ...periods];
}

/** Slots with what judges leave to others: no fault either. */
function liberties(draw: Draw): Vector[] {
  return LIBERTIES.flatMap(({ what, rules, take }) => {
    for (let seed = 1; seed < 100; seed++) {
      for (const scene of community(rules?.[0] ?? "UniformPriceRule", seed).scenes) {
        const shown = take(scene);
        if (shown === null) continue;
        const { context } = scene.community;
        return slotEvidence(keccak, draw, shown)
          .filter((evidence) => isSaid(what, evidence))
          .map((evidence) => vectorOf(what, evidence, context));
      }
    }
    return [];
  });
}

/** Whether evidence is of the part that a liberty was taken with. */
function isSaid(what: string, { judge: name }: Evidence): boolean {
  if (/line|salt/.test(what)) return name === "judgeLines";
  if (/fill|clearing/.test(what)) return name === "judgeClearing";
  return name === "judgeReadings" || name === "judgeMetering";
}

/** Evidence that proves nothing: a proof that does not hold, too many leaves, leaves in the wrong order. */
function reverting(): Vector[] {
  const { own, scenes } = community("UniformPriceRule", 11);
  const draw = seededDraw(5);
  return scenes.flatMap(({ slot }) =>
    slotEvidence(keccak, draw, slot.shown).flatMap((evidence): Vector[] => {
      const broken = spoilt(evidence);
      return broken.map(([what, spoiltEvidence]) => vectorOf(what, spoiltEvidence, own.context));
    }),
  );
}

function spoilt(evidence: Evidence): [string, Evidence][] {
  const wrong = { words: new Uint8Array(192), index: 0, proof: [ZERO] };
  switch (evidence.judge) {
    case "judgeBook":
      return [
        ["a leaf that is not there", { ...evidence, orders: [wrong] }],
        ["no leaf", { ...evidence, orders: [] }],
        ["three leaves", { ...evidence, orders: [wrong, wrong, wrong] }],
        [
          "a leaf twice",
          { ...evidence, orders: [...evidence.orders.slice(0, 1), ...evidence.orders.slice(0, 1)] },
        ],
      ];
    case "judgeReceipt":
      return [["a receipt that nobody signed", { ...evidence, logHead: ZERO }]];
    case "judgeReadings":
      return [["a reading that is not there", { ...evidence, readings: [wrong] }]];
    case "judgeClearing":
      return [
        [
          "a position that is not there",
          { ...evidence, positions: [{ book: wrong, fill: wrong }] },
        ],
      ];
    case "judgeMetering":
      return [["another clearing", { ...evidence, clearing: new Uint8Array(256) }]];
    case "judgeLines":
      return [
        ["lines that are not neighbours", { ...evidence, lines: [wrong, { ...wrong, index: 2 }] }],
      ];
    case "judgeLineAndReading":
      return [["a line that is not there", { ...evidence, line: wrong }]];
    case "judgeLineAndOrder":
      return [
        [
          "no position",
          {
            ...evidence,
            position: {
              book: { ...wrong, words: new Uint8Array(0) },
              fill: { ...wrong, words: new Uint8Array(0) },
            },
          },
        ],
      ];
    default:
      return [];
  }
}

describe("contracts/test/vectors/judge-vectors.json", () => {
  const forged = [...forgedSlots(), ...forgedPeriods()];
  const trueCases = honest();
  const reverts = reverting();

  it("has at least two forged cases of each fault that a judge answers, and honest ones of each judge", () => {
    const count = (number: number) => forged.filter(({ fault }) => fault === number).length;
    const unjudged = [
      "None",
      "RulesNotInForce",
      "BookMismatch",
      "DataWithheld",
      "InboxOrderAbsent",
      "PostedReadingAbsent",
    ];
    const rare = FAULTS.filter((fault, number) => !unjudged.includes(fault) && count(number) < 2);
    expect(rare).toEqual([]);
    expect(trueCases.filter(({ fault }) => fault > 0)).toEqual([]);
    expect(trueCases.filter(({ fault }) => fault === 0).length).toBeGreaterThan(150);
    expect([...new Set(trueCases.map((own) => own.judge))]).toHaveLength(14);
    expect([...new Set(reverts.map(({ fault }) => fault))]).toEqual([-1]);
  });

  it("is up to date", async () => {
    const cases = [...forged, ...trueCases, ...reverts];
    const { keys, accountOfMeter, receiptKey } = homes;
    const devices = keys.map(({ device, account, fromSlot, untilSlot, p256: point }) => ({
      key: device,
      account,
      from: fromSlot,
      until: untilSlot,
      x: point?.x ?? ZERO,
      y: point?.y ?? ZERO,
    }));
    const register = { devices, meters: accountOfMeter, receiptSigner: receiptKey.device };
    const text = `${JSON.stringify({ cases, domain: DOMAIN, register }, null, 1)}\n`;
    expect(text.length).toBeLessThan(1_500_000);
    await expect(text).toMatchFileSnapshot(FILE);
  });
});
