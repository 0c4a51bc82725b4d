import type audit from "./audit.en.json";
import type en from "./en.json";
import type erasure from "./erasure.en.json";
import type health from "./health.en.json";
import type ledgerPage from "./ledger-page.en.json";
import type market from "./market.en.json";
import type members from "./members.en.json";
import type monthEnd from "./month-end.en.json";
import type ownData from "./own-data.en.json";
import type proofAnswer from "./proof-answer.en.json";
import type signInWays from "./sign-in-ways.en.json";
import type slotPage from "./slot-page.en.json";
import type trust from "./trust.en.json";
import type yearCurve from "./year-curve.en.json";

type Texts = typeof en &
  typeof audit &
  typeof erasure &
  typeof health &
  typeof ledgerPage &
  typeof market &
  typeof members &
  typeof monthEnd &
  typeof ownData &
  typeof proofAnswer &
  typeof signInWays &
  typeof slotPage &
  typeof trust &
  typeof yearCurve;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Texts };
  }
}
