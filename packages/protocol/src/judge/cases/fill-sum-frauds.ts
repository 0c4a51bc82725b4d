import type { Side } from "@pumasi/market";
import { alterHeader, alterLeaf, type Fraud, type FraudScene } from "./fraud.js";

/** Frauds in the sums over fills, and in the money of pairs. */
export const FILL_SUM_FRAUDS: readonly Fraud[] = [
  {
    fault: "FillSumWrong",
    what: "a sum jumps",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (_, index, raw) => index > 0 && index < raw.fills.length - 1,
        (f) => ({ bought: f("bought") + 1n }),
      ),
  },
  {
    fault: "FillSumWrong",
    what: "the first sum begins with more",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (_, index) => index === 0,
        (f) => ({ sold: f("sold") + 3n }),
      ),
  },
  {
    fault: "FillSumWrong",
    what: "the header says more energy",
    rules: ["AttestedRule"],
    forge: (scene) =>
      alterHeader(
        scene,
        "clearingHeader",
        (f) => f("orders") > 0n,
        (f) => ({ energy: f("energy") + 1n }),
      ),
  },
  {
    fault: "FillAccountWrong",
    what: "an account's first sum begins with more",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f) => f("previous") === 0n,
        (f) => ({ accountBought: f("accountBought") + 1n }),
      ),
  },
  {
    fault: "FillAccountWrong",
    what: "an order forgets the one before it",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f) => f("previous") > 0n,
        (f) => ({
          previous: 0,
          accountBought: ownFill(scene, f, "buy"),
          accountSold: ownFill(scene, f, "sell"),
          ...(scene.community.drawn.rule === "PayAsBidRule" ? { accountMoney: 0 } : {}),
        }),
      ),
  },
  {
    fault: "FillAccountWrong",
    what: "an order names one that comes later",
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        () => true,
        (f) => ({ previous: f("index") + 1n }),
      ),
  },
  {
    fault: "MoneyWrong",
    what: "an order is worth more",
    rules: ["PayAsBidRule"],
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f) => f("fill") > 0n && f("previous") > 0n,
        (f) => ({ moneyStart: f("moneyStart") + 1n, moneyEnd: f("moneyEnd") + 1n }),
      ),
  },
  {
    fault: "MoneyWrong",
    what: "an unfilled order has money",
    rules: ["PayAsBidRule"],
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f) => f("fill") === 0n,
        () => ({ moneyStart: 4, moneyEnd: 4 }),
      ),
  },
  {
    fault: "MoneyWrong",
    what: "an order begins elsewhere",
    rules: ["PayAsBidRule"],
    forge: (scene) =>
      alterLeaf(
        scene,
        "fills",
        (f) => f("fill") > 0n && f("start") > 0n,
        (f) => ({ start: f("start") - 1n }),
      ),
  },
];
function ownFill({ slot }: FraudScene, f: (name: string) => bigint, side: Side): bigint {
  const order = slot.parts.orders[Number(f("index"))];
  return order?.side === side ? f("fill") : 0n;
}
