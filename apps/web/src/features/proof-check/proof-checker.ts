import { addTexts } from "../../i18n/add-texts.js";
import en from "../../i18n/proof-answer.en.json" with { type: "json" };
import ko from "../../i18n/proof-answer.ko.json" with { type: "json" };

/**
 * What the card loads with its first file, in one piece: the judgements, the curve, the answer's view and its
 * texts. Whoever checks a second file needs no server any more.
 */
export { checkProofFiles } from "./check-proof-files.js";
export { ProofAnswer as default } from "./proof-answer.js";

addTexts({ en, ko });
