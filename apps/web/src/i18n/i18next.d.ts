import type en from "./en.json";
import type proofAnswer from "./proof-answer.en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en & typeof proofAnswer };
  }
}
