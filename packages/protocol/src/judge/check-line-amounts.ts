import { isFirm, type MeteringCase } from "./check-metering.js";
import type { Terms } from "./evidence.js";
import type { SeenLine } from "./read-line-leaves.js";

/** Whether a member's amounts follow from its energies; pay-as-bid's trade amount is judged beside its last order. */
export function areAmountsRight({ rule, terms, header }: MeteringCase, line: SeenLine): boolean {
  const { deliveredBuy, deliveredSell, sharedBuy, sharedSell } = line;
  const isTraded =
    rule === "PayAsBidRule" || line.trade === (deliveredSell - deliveredBuy) * header.price;
  return (
    isTraded &&
    line.sharing === (sharedSell - sharedBuy) * header.sharingPrice &&
    line.supplier === supplierAmountOf(terms, line) &&
    line.fee ===
      -terms.buyerFee * (deliveredBuy + sharedBuy) - terms.sellerFee * (deliveredSell + sharedSell)
  );
}

/** What the supplier takes for what is lacking and pays for what is left (10^-12 currency; plus is received). */
function supplierAmountOf(terms: Terms, line: SeenLine): bigint {
  const { retailPrice, feedInPrice } = terms;
  if (!isFirm(terms)) {
    const lacking = line.imported - line.deliveredBuy - line.sharedBuy;
    const left = line.exported - line.deliveredSell - line.sharedSell;
    return -retailPrice * lacking + feedInPrice * left;
  }
  const lacking = line.imported - line.contractedBuy;
  const left = line.exported - line.contractedSell;
  if (lacking >= 0n && left >= 0n) return -retailPrice * lacking + feedInPrice * left;
  const net = lacking - left;
  return net >= 0n ? -retailPrice * net : feedInPrice * -net;
}
