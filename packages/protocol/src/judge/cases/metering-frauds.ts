import type { RuleName } from "../evidence.js";
import { alterHeader, type Fraud } from "./fraud.js";

const JUDGED: readonly RuleName[] = [
  "UniformPriceRule",
  "PayAsBidRule",
  "ProportionalSharingRule",
  "StaticSharingRule",
];

/** Frauds in a metering's header. */
export const METERING_FRAUDS: readonly Fraud[] = [
  {
    fault: "ClearingMismatch",
    what: "another price than the clearing's",
    forge: (scene) =>
      scene.slot.kind === "grid"
        ? null
        : alterHeader(
            scene,
            "meteringHeader",
            () => true,
            (f) => ({ price: f("price") + 1n }),
          ),
  },
  {
    fault: "ClearingMismatch",
    what: "other rules than the clearing's",
    forge: (scene) =>
      scene.slot.kind === "grid"
        ? null
        : alterHeader(
            scene,
            "meteringHeader",
            () => true,
            () => ({ rulesVersion: 2 }),
          ),
  },
  {
    fault: "ClearingMismatch",
    what: "another energy than the clearing's",
    forge: (scene) =>
      scene.slot.kind === "grid"
        ? null
        : alterHeader(
            scene,
            "meteringHeader",
            () => true,
            (f) => ({
              contracted: f("contracted") + 1n,
            }),
          ),
  },
  {
    fault: "MeteringTotalsWrong",
    what: "more is delivered than both sides have",
    rules: JUDGED,
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        () => true,
        (f) => ({
          delivered: f("delivered") + 1n,
        }),
      ),
  },
  {
    fault: "MeteringTotalsWrong",
    what: "less is shared than could be",
    rules: ["UniformPriceRule", "ProportionalSharingRule"],
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        (f) => f("shared") > 0n,
        (f) => ({ shared: f("shared") - 1n }),
      ),
  },
  {
    fault: "MeteringTotalsWrong",
    what: "another price of sharing",
    rules: JUDGED,
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        () => true,
        (f) => ({
          sharingPrice: f("sharingPrice") + 1n,
        }),
      ),
  },
  {
    fault: "MeteringTotalsWrong",
    what: "the community's own accounts have no lines",
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        () => true,
        () => ({ accounts: 3 }),
      ),
  },
  {
    fault: "MeteringTotalsWrong",
    what: "something is shared at the grid tariff",
    forge: (scene) =>
      scene.slot.kind === "grid"
        ? alterHeader(
            scene,
            "meteringHeader",
            () => true,
            () => ({ shared: 1 }),
          )
        : null,
  },
  {
    fault: "MeteringTotalsWrong",
    what: "keys offer less than is fed in",
    rules: ["StaticSharingRule"],
    forge: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        (f) => f("offered") > 0n,
        (f) => ({ offered: f("offered") - 1n }),
      ),
  },
];
