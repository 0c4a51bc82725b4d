import { type MeteringCase, offerOf, sharingPriceIn } from "./check-metering.js";
import { isWronglyNamed, least } from "./ration.js";
import type { SeenKey, SeenLine } from "./read-line-leaves.js";

/** With fixed keys the offers' cut stands where deliveries' would; deliveries and what is taken have none. */
export function areOfferCutsRight(
  { header }: MeteringCase,
  { index }: SeenLine,
  key: SeenKey | null,
): boolean {
  if (index === header.deliveredSellCut.index || index === header.sharedBuyCut.index) return false;
  if (key === null) return true;
  const { remainder } = offerOf(key.keyPpm, header, index);
  return !isWronglyNamed(header.deliveredBuyCut, index, remainder);
}

/**
 * Whether an account is offered its key's part, without a key nothing, and takes of it what it draws. Where the key was not
 * shown, the offer is not looked at.
 */
export function isOfferRight(
  { terms, header }: MeteringCase,
  line: SeenLine,
  key: SeenKey | null,
): boolean {
  if (key !== null) {
    if (line.offered !== offerOf(key.keyPpm, header, line.index).share) return false;
  } else if (line.index >= terms.keys && line.offered !== 0n) return false;
  const isSharing = sharingPriceIn(terms, header) !== null;
  return line.sharedBuy === (isSharing ? least(line.offered, line.imported) : 0n);
}
