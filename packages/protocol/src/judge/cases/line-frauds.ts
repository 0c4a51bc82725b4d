import { MerkleTree } from "../../merkle.js";
import type { RuleName } from "../evidence.js";
import { alterHeader, alterLeaf, type Fields, type Fraud, type FraudScene } from "./fraud.js";
import { fieldOf, readField, withFields } from "./layouts.js";
import { seal, thaw } from "./raw-slot.js";

const JUDGED: readonly RuleName[] = [
  "UniformPriceRule",
  "PayAsBidRule",
  "ProportionalSharingRule",
  "StaticSharingRule",
];
const FORWARD: readonly RuleName[] = ["UniformPriceRule"];
const STATIC: readonly RuleName[] = ["StaticSharingRule"];

const isMember = (_: Fields, index: number) => index >= 4;
const isTraded = ({ slot }: FraudScene) => slot.kind === "traded";

/** A change of one line field of the first line that suits. */
const line = (
  scene: FraudScene,
  suits: (fields: Fields, index: number) => boolean,
  values: (fields: Fields, index: number) => Record<string, bigint | number>,
) => alterLeaf(scene, "lines", suits, values);

/** Money moved from one member's line to another account's, with all sums right. */
function moveMoney(scene: FraudScene, column: "trade" | "supplier", to: number, amount: bigint) {
  const raw = thaw(scene.slot.shown);
  const from = raw.lines.length - 1;
  if (from < 5 || to >= from) return null;
  const sumName = column === "trade" ? "sumTrade" : "sumSupplier";
  for (let index = to; index <= from; index++) {
    const words = raw.lines[index] as Uint8Array;
    const fields: Fields = (name) => readField(words, fieldOf("line", name));
    const own = index === to ? amount : index === from ? -amount : 0n;
    const sum = index === from ? 0n : amount;
    raw.lines[index] = withFields("line", words, {
      [column]: fields(column) + own,
      [sumName]: fields(sumName) + sum,
    });
  }
  return seal(scene.community.context.keccak, raw);
}

/** Frauds in lines. */
export const LINE_FRAUDS: readonly Fraud[] = [
  {
    fault: "LineMalformed",
    what: "something is written into a line's padding",
    forge: (scene) =>
      line(
        scene,
        () => true,
        () => ({ padding: 1 }),
      ),
  },
  {
    fault: "LineMalformed",
    what: "a line of another slot",
    forge: (scene) => line(scene, isMember, (f) => ({ slot: f("slot") - 1n })),
  },
  {
    fault: "LineSystemAccount",
    what: "the guarantee account is paid by a member",
    rules: JUDGED,
    forge: (scene) => moveMoney(scene, "trade", 2, 5n),
  },
  {
    fault: "LineSystemAccount",
    what: "the grid operator imports",
    rules: JUDGED,
    forge: (scene) =>
      line(
        scene,
        (_, index) => index === 1,
        () => ({ imported: 4 }),
      ),
  },
  {
    fault: "LineDeliveredWrong",
    what: "more delivered than the share",
    rules: JUDGED,
    forge: (scene) => line(scene, isMember, (f) => ({ deliveredBuy: f("deliveredBuy") + 1n })),
  },
  {
    fault: "LineDeliveredWrong",
    what: "less delivered than the share",
    rules: [...FORWARD, "PayAsBidRule"],
    forge: (scene) =>
      line(
        scene,
        (f) => f("deliveredSell") > 0n,
        (f) => ({ deliveredSell: f("deliveredSell") - 1n }),
      ),
  },
  {
    fault: "LineSharedWrong",
    what: "more sold to neighbours than the share",
    rules: JUDGED,
    forge: (scene) => line(scene, isMember, (f) => ({ sharedSell: f("sharedSell") + 1n })),
  },
  {
    fault: "LineSharedWrong",
    what: "less sold to neighbours than the share",
    rules: ["UniformPriceRule", "ProportionalSharingRule", "StaticSharingRule"],
    forge: (scene) =>
      line(
        scene,
        (f) => f("sharedSell") > 0n,
        (f) => ({ sharedSell: f("sharedSell") - 1n }),
      ),
  },
  {
    fault: "LineAmountWrong",
    what: "a member pays another",
    rules: ["UniformPriceRule", "ProportionalSharingRule", "StaticSharingRule"],
    forge: (scene) => moveMoney(scene, "trade", 4, 1n),
  },
  {
    fault: "LineAmountWrong",
    what: "the supplier takes too much of a member",
    rules: JUDGED,
    forge: (scene) => moveMoney(scene, "supplier", 0, 1n),
  },
  {
    fault: "LineAmountWrong",
    what: "a member's fee is waived",
    rules: JUDGED,
    forge: (scene) =>
      line(
        scene,
        (f, index) => index >= 4 && f("fee") !== 0n,
        () => ({ fee: 0 }),
      ),
  },
  {
    fault: "LineSumWrong",
    what: "a sum jumps",
    forge: (scene) =>
      line(
        scene,
        (_, index) => index === 4,
        (f) => ({ sumImported: f("sumImported") + 1n }),
      ),
  },
  {
    fault: "LineSumWrong",
    what: "money from nowhere",
    forge: (scene) =>
      line(
        scene,
        (_, index) => index === 0,
        (f) => ({ sumFee: f("sumFee") + 1n }),
      ),
  },
  {
    fault: "LineContractWrong",
    what: "a line names no orders though it has some",
    forge: (scene) =>
      line(
        scene,
        (f) => f("lastOrder") > 0n,
        () => ({ lastOrder: 0 }),
      ),
  },
  {
    fault: "LineContractWrong",
    what: "a line names an order that is not there",
    forge: (scene) => (isTraded(scene) ? line(scene, isMember, () => ({ lastOrder: 1000 })) : null),
  },
  {
    fault: "LineContractWrong",
    what: "a line names orders at the grid tariff",
    forge: (scene) => (isTraded(scene) ? null : line(scene, isMember, () => ({ lastOrder: 1 }))),
  },
  {
    fault: "LineReadingWrong",
    what: "a line names a meter that is not there",
    forge: (scene) => line(scene, isMember, () => ({ lastReading: 1000 })),
  },
  {
    fault: "LineReadingWrong",
    what: "a line names another meter",
    forge: (scene) =>
      line(
        scene,
        (f) => f("lastReading") > 1n,
        (f) => ({ lastReading: f("lastReading") - 1n }),
      ),
  },
  {
    fault: "LineReadingWrong",
    what: "a line names no meter though it has one that drew nothing",
    forge: (scene) =>
      line(
        scene,
        (f) => f("lastReading") > 0n && f("imported") === 0n && f("exported") === 0n,
        () => ({ lastReading: 0 }),
      ),
  },
  {
    fault: "LineCutWrong",
    what: "the cut names another account",
    also: ["LineSharedWrong"],
    rules: ["UniformPriceRule", "ProportionalSharingRule", "StaticSharingRule"],
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        (f) => f("sharedSellCutIndex") < 0xffff_ffffn && f("sharedSellCut") > 1n,
        (f) => ({ sharedSellCut: f("sharedSellCut") - 1n }),
      ),
  },
  {
    fault: "LineCutWrong",
    what: "the cut's remainder is zero",
    rules: FORWARD,
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        (f) =>
          f("delivered") > 0n &&
          f("delivered") < f("weightBuy") &&
          f("deliveredBuyCutIndex") === 0xffff_ffffn,
        () => ({ deliveredBuyCut: (1n << 63n) - 1n, deliveredBuyCutIndex: 0 }),
      ),
  },
  {
    fault: "KeyMalformed",
    what: "something is written into a key's padding",
    rules: STATIC,
    forge: (scene) => withKey(scene, { padding: 5 }),
  },
  {
    fault: "KeyMalformed",
    what: "a key of another account",
    rules: STATIC,
    forge: (scene) => withKey(scene, { index: 9 }),
  },
  {
    fault: "LineOfferWrong",
    what: "a key gives more than was offered",
    rules: STATIC,
    also: ["LineCutWrong"],
    forge: (scene) => (isFedIn(scene) ? withKey(scene, { keyPpm: 999_999 }) : null),
  },
  {
    fault: "LineOfferWrong",
    what: "a key gives less than was offered",
    rules: STATIC,
    also: ["LineCutWrong"],
    forge: (scene) => (isFedIn(scene) ? withKey(scene, { keyPpm: 2 }) : null),
  },
  {
    fault: "LineOfferWrong",
    what: "something is offered where no keys are",
    rules: ["UniformPriceRule", "PayAsBidRule", "ProportionalSharingRule"],
    forge: (scene) =>
      line(
        scene,
        (_, index) => index === 4,
        () => ({ offered: 3 }),
      ),
  },
];

/** Whether so much is fed in that another key gives another offer. */
function isFedIn({ community, slot }: FraudScene): boolean {
  const key = community.drawn.keysPpm[4] ?? 0;
  const isOther = key > 100_000 && key < 900_000;
  return isOther && slot.committed.header.exportedUkwh > 30;
}

/** Terms whose fifth key is another. */
function withKey({ community, slot }: FraudScene, values: Record<string, number>) {
  const keys = [...slot.shown.keys];
  const words = keys[4];
  if (words === undefined || slot.shown.metering === null) return null;
  keys[4] = withFields("key", words, values);
  const { keccak } = community.context;
  const tree = sealedKeys(keccak, keys);
  return { ...slot.shown, keys, terms: { ...slot.shown.terms, keysRoot: tree } };
}

function sealedKeys(keccak: FraudScene["community"]["context"]["keccak"], keys: Uint8Array[]) {
  return new MerkleTree(keccak, keys.map(keccak)).root;
}
