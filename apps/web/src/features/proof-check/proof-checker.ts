import { addProofAnswerTexts } from "../../i18n/add-proof-answer-texts.js";

/**
 * What the card loads with its first file, in one piece: the judgements, the curve, the answer's view and its
 * texts. Whoever checks a second file needs no server any more.
 */
export { checkProofFiles } from "./check-proof-files.js";
export { ProofAnswer as default } from "./proof-answer.js";

addProofAnswerTexts();
