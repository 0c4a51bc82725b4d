import type audit from "./audit.en.json";
import type en from "./en.json";
import type health from "./health.en.json";
import type ledgerPage from "./ledger-page.en.json";
import type market from "./market.en.json";
import type members from "./members.en.json";
import type monthEnd from "./month-end.en.json";
import type ownData from "./own-data.en.json";
import type proofAnswer from "./proof-answer.en.json";
import type signInWays from "./sign-in-ways.en.json";
import type trust from "./trust.en.json";

type Texts = typeof en &
  typeof audit &
  typeof health &
  typeof ledgerPage &
  typeof market &
  typeof members &
  typeof monthEnd &
  typeof ownData &
  typeof proofAnswer &
  typeof signInWays &
  typeof trust;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Texts };
  }
}
