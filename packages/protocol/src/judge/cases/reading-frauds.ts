import type { ShownSlot } from "../find/published.js";
import { commitSlot } from "./drawn-community.js";
import { alterLeaf, type Fields, type Fraud, type FraudScene } from "./fraud.js";
import { settleByRule } from "./settle-by-rule.js";

const isRead = (f: Fields) => f("quality") < 2n;
const isThere = (f: Fields) => f("quality") < 3n;
const isSubstituted = (f: Fields) => f("quality") === 2n;
const ABSENT = {
  quality: 3,
  rule: 0,
  v: 0,
  imported: 0,
  exported: 0,
  importRegister: 0,
  exportRegister: 0,
  signedImport: 0,
  signedExport: 0,
  importBefore: 0,
  exportBefore: 0,
  device: 0,
  r: 0,
  s: 0,
};

/** A slot settled as if its last meter, which took part in the slot before, were not there. */
function withoutLastMeter({ community, slot }: FraudScene): ShownSlot | null {
  const { parts, shown } = slot;
  const last = parts.metering.readings.at(-1);
  const isBegun = parts.metering.baselines.some(({ meter }) => meter === last?.meter);
  if (last === undefined || isBegun) return null;
  const without = <T extends { meter: number }>(list: readonly T[]) =>
    list.filter(({ meter }) => meter !== last.meter);
  const { metered, readings, baselines } = parts.metering;
  const metering = { metered: without(metered), readings: without(readings), baselines };
  const { drawn, accounts } = community;
  const { orders, cleared } = parts;
  const settlement = settleByRule(drawn, accounts, orders, cleared, metering.metered);
  const forged = commitSlot(community, { ...parts, metering, settlement });
  return { ...forged.shown, before: shown.before ?? null };
}

/** Frauds in readings. */
export const READING_FRAUDS: readonly Fraud[] = [
  {
    fault: "ReadingMalformed",
    what: "something is written into a reading's padding",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        () => true,
        () => ({ padding: 1 }),
      ),
  },
  {
    fault: "ReadingMalformed",
    what: "a reading says that it begins and is too short for it",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("begins") === 0n,
        () => ({ begins: 1 }),
      ),
  },
  {
    fault: "ReadingAccountWrong",
    what: "a meter's energy is another account's",
    forge: (scene) =>
      alterLeaf(scene, "readings", isThere, (f) => ({ account: f("account") + 1n })),
  },
  {
    fault: "ReadingAccountWrong",
    what: "a meter's energy is the supplier's",
    forge: (scene) => alterLeaf(scene, "readings", isThere, () => ({ account: 0 })),
  },
  {
    fault: "ReadingQualityWrong",
    what: "a quality that there is not",
    forge: (scene) => alterLeaf(scene, "readings", isThere, () => ({ quality: 4 })),
  },
  {
    fault: "ReadingQualityWrong",
    what: "a substitute that says no rule",
    forge: (scene) => alterLeaf(scene, "readings", isSubstituted, () => ({ rule: 0 })),
  },
  {
    fault: "ReadingQualityWrong",
    what: "an absent meter with energy",
    forge: (scene) => alterLeaf(scene, "readings", isThere, () => ({ ...ABSENT, imported: 5 })),
  },
  {
    fault: "ReadingKeyInvalid",
    what: "a reading by another account's key",
    forge(scene) {
      const { community } = scene;
      return alterLeaf(
        scene,
        "readings",
        (f) => isRead(f) && community.keys.some(({ account }) => BigInt(account) !== f("account")),
        (f) => {
          const other = community.keys.find(({ account }) => BigInt(account) !== f("account"));
          return { device: BigInt(other?.device ?? 0) };
        },
      );
    },
  },
  {
    fault: "ReadingKeyInvalid",
    what: "a reading by a key that nobody registered",
    forge: (scene) => alterLeaf(scene, "readings", isRead, () => ({ device: 77 })),
  },
  {
    fault: "ReadingSignatureInvalid",
    what: "registers that were not signed",
    forge: (scene) =>
      alterLeaf(scene, "readings", isRead, (f) => ({
        signedImport: f("signedImport") + 1n,
        imported: f("imported") + 1n,
        importRegister: f("importRegister") + 1n,
      })),
  },
  {
    fault: "ReadingSignatureInvalid",
    what: "an estimate that passes for measured",
    forge: (scene) => alterLeaf(scene, "readings", isRead, (f) => ({ quality: 1n - f("quality") })),
  },
  {
    fault: "ReadingBaselineInvalid",
    what: "a meter begins lower than it stood",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("begins") === 1n,
        (f) => ({ importBefore: f("importBefore") - 1n, imported: f("imported") + 1n }),
      ),
  },
  {
    fault: "ReadingBaselineInvalid",
    what: "a meter begins on a signature of no quality",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("begins") === 1n,
        () => ({ baselineQuality: 2 }),
      ),
  },
  {
    fault: "ReadingEnergyWrong",
    what: "more energy than the register rose",
    forge: (scene) =>
      alterLeaf(scene, "readings", isRead, (f) => ({
        imported: f("imported") + 1n,
        importRegister: f("importRegister") + 1n,
      })),
  },
  {
    fault: "ReadingEnergyWrong",
    what: "a settled register that does not follow",
    forge: (scene) =>
      alterLeaf(scene, "readings", isThere, (f) => ({
        exportRegister: f("exportRegister") + 1n,
      })),
  },
  {
    fault: "ReadingSumWrong",
    what: "a total jumps",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        () => true,
        (f) => ({
          totalImported: f("totalImported") + 1n,
        }),
      ),
  },
  {
    fault: "ReadingSumWrong",
    what: "the last total is more than the meters'",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (_, index, raw) => index > 0 && index === raw.readings.length - 1,
        (f) => ({ totalExported: f("totalExported") + 2n }),
      ),
  },
  {
    fault: "ReadingAccountSumWrong",
    what: "an account's first sum begins with more",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("previous") === 0n,
        (f) => ({
          accountImported: f("accountImported") + 1n,
        }),
      ),
  },
  {
    fault: "ReadingAccountSumWrong",
    what: "a meter forgets the one before it",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("previous") > 0n,
        (f) => ({
          previous: 0,
          accountImported: f("imported"),
          accountExported: f("exported"),
        }),
      ),
  },
  {
    fault: "ReadingNotContinued",
    what: "a meter begins the slot higher than it ended the last",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => isSubstituted(f) && f("begins") === 0n,
        (f) => ({
          importBefore: f("importBefore") + 5n,
          importRegister: f("importRegister") + 5n,
        }),
      ),
  },
  {
    fault: "ReadingNotContinued",
    what: "a meter that took part is absent",
    forge: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => isThere(f) && f("begins") === 0n && f("imported") === 0n && f("exported") === 0n,
        () => ABSENT,
      ),
  },
  { fault: "ReadingNotContinued", what: "the last meter is left out", forge: withoutLastMeter },
];
