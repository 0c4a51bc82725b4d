import type { RuleName } from "../evidence.js";
import type { ShownSlot } from "../find/published.js";
import { alterHeader, alterLeaf, type FraudScene } from "./fraud.js";

/** A change that nobody may be challenged for. */
export interface Liberty {
  what: string;
  rules?: readonly RuleName[];
  take(scene: FraudScene): ShownSlot | null;
}

const ATTESTED: readonly RuleName[] = ["AttestedRule"];
const isTraded = ({ slot }: FraudScene) => slot.kind === "traded";

/** What judges leave to others: salts, documents, how a substitute came about, and what gateways attest. */
export const LIBERTIES: readonly Liberty[] = [
  {
    what: "another salt",
    take: (scene) =>
      alterLeaf(
        scene,
        "lines",
        () => true,
        (f) => ({ salt: f("salt") ^ 1n }),
      ),
  },
  {
    what: "another document",
    take: (scene) =>
      alterHeader(
        scene,
        "meteringHeader",
        () => true,
        () => ({ dataHash: 5 }),
      ),
  },
  {
    what: "another rule by which a substitute was made",
    take: (scene) =>
      alterLeaf(
        scene,
        "readings",
        (f) => f("rule") > 0n,
        (f) => ({ rule: 1n + (f("rule") % 3n) }),
      ),
  },
  {
    what: "an attested line weighs otherwise",
    rules: ATTESTED,
    take: (scene) =>
      isTraded(scene)
        ? alterLeaf(
            scene,
            "lines",
            (_, index) => index === 4,
            (f) => ({ sumWeightSell: f("sumWeightSell") + 7n, offered: 9 }),
          )
        : null,
  },
  {
    what: "an attested fill notes its money",
    rules: ATTESTED,
    take: (scene) =>
      alterLeaf(
        scene,
        "fills",
        () => true,
        () => ({ start: 1, moneyStart: 2, moneyEnd: 3, accountMoney: 4 }),
      ),
  },
  {
    what: "an attested clearing has a price of its own",
    rules: ATTESTED,
    take: (scene) =>
      isTraded(scene) && scene.slot.parts.orders.length > 0
        ? alterHeader(
            scene,
            "clearingHeader",
            () => true,
            () => ({ bidIndex: 77, bidPrice: 3 }),
          )
        : null,
  },
];
