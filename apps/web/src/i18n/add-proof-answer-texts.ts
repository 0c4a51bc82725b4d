import { i18n } from "./i18n.js";
import en from "./proof-answer.en.json" with { type: "json" };
import ko from "./proof-answer.ko.json" with { type: "json" };

/** Adds the texts about a checked proof, which few readers need and the first load does without. */
export function addProofAnswerTexts(): void {
  i18n.addResourceBundle("en", "translation", en, true);
  i18n.addResourceBundle("ko", "translation", ko, true);
}
