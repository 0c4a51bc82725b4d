import { ZERO_HASH } from "../hex.js";
import type { Hex } from "../keccak.js";
import type { RuleName, Terms } from "./evidence.js";
import type { Fault } from "./fault.js";
import { floorOf, isPossibleCut, least, type Ration, rationOf, restOf } from "./ration.js";
import { isNone, type SeenClearing, type SeenMetering } from "./read-headers.js";

/** Supplier, grid operator, guarantee and rounding account have a line in every slot. */
export const SYSTEM_ACCOUNTS = 4;

export const WHOLE_PPM = 1_000_000n;

const FORWARD_CAPPED = 0;
const FIRM = 1;

/** Whether contracts count in full, whatever was metered. */
export function isFirm({ product }: Terms): boolean {
  return product === FIRM;
}

/** Whether the slot is settled at the grid tariff. */
export function isAtGridTariff({ clearingHash }: SeenMetering): boolean {
  return clearingHash === ZERO_HASH;
}

/**
 * The price of what neighbours share in a slot, halfway between what givers must get and takers may pay (10^-6
 * currency/kWh); null where there is none, and at the grid tariff.
 */
export function sharingPriceIn(terms: Terms, header: SeenMetering): bigint | null {
  const lowest = terms.feedInPrice + terms.sellerFee;
  const highest = terms.retailPrice - terms.buyerFee;
  const isSharing = lowest <= highest && !isAtGridTariff(header);
  return isSharing ? floorOf(lowest + highest, 2n) : null;
}

/** What lines of a metering are judged by. */
export interface MeteringCase {
  rule: RuleName;
  terms: Terms;
  header: SeenMetering;
}

/**
 * By what a metering is judged. At the grid tariff nobody attests anything, so that an attested rule's slot is judged there
 * as forward, capped at metered, with nothing contracted.
 */
export function meteringCase(rule: RuleName, terms: Terms, header: SeenMetering): MeteringCase {
  if (rule !== "AttestedRule" || !isAtGridTariff(header)) return { rule, terms, header };
  return { rule: "UniformPriceRule", terms: { ...terms, product: FORWARD_CAPPED }, header };
}

/**
 * What a metering's header breaks beside its clearing's, which is null at the grid tariff. `clearingHash` is the hash of
 * the clearing's words, zero without them.
 */
export function checkMeteringHeader(
  rule: RuleName,
  terms: Terms,
  header: SeenMetering,
  clearing: SeenClearing | null,
  clearingHash: Hex,
): Fault | null {
  if (header.clearingHash !== clearingHash) return "ClearingMismatch";
  if (clearing !== null) {
    const isRepeated =
      header.price === clearing.price &&
      header.contracted === clearing.energy &&
      header.slot === clearing.slot &&
      header.rulesVersion === clearing.rulesVersion;
    if (!isRepeated) return "ClearingMismatch";
  }
  return areTotalsRight(meteringCase(rule, terms, header)) ? null : "MeteringTotalsWrong";
}

function areTotalsRight({ rule, terms, header }: MeteringCase): boolean {
  if (header.accounts < SYSTEM_ACCOUNTS) return false;
  if (isAtGridTariff(header) && !isNothingTraded(header)) return false;
  if (rule === "AttestedRule") return true;
  const { delivered, shared, offered, weightBuy, weightSell, accounts } = header;
  if (isFirm(terms)) {
    const isWhole = [weightBuy, weightSell, header.contracted].every((sum) => sum === delivered);
    const isIdle = [shared, header.sharingPrice, offered].every((value) => value === 0n);
    return isWhole && isIdle && hasNoCuts(header);
  }
  const price = sharingPriceIn(terms, header);
  const imports = restOf(header.imported, delivered);
  const exports = restOf(header.exported, delivered);
  const most = price === null ? 0n : least(imports, exports);
  if (delivered !== least(weightBuy, weightSell)) return false;
  if (header.sharingPrice !== (shared === 0n ? 0n : price)) return false;
  if (!isPossibleCut(header.sharedSellCut, shared, exports, accounts)) return false;
  if (rule === "StaticSharingRule") return shared <= most && areOffersWhole(terms, header);
  return (
    shared === most &&
    offered === 0n &&
    isPossibleCut(header.deliveredBuyCut, delivered, weightBuy, accounts) &&
    isPossibleCut(header.deliveredSellCut, delivered, weightSell, accounts) &&
    isPossibleCut(header.sharedBuyCut, shared, imports, accounts)
  );
}

function isNothingTraded(header: SeenMetering): boolean {
  return [
    header.price,
    header.contracted,
    header.weightBuy,
    header.weightSell,
    header.delivered,
    header.shared,
    header.sharingPrice,
  ].every((value) => value === 0n);
}

/** Keys offer all that is fed in, in every slot; what no key covers is nobody's, the last holder of all. */
function areOffersWhole(terms: Terms, header: SeenMetering): boolean {
  const { deliveredBuyCut: cut, exported, accounts, offered } = header;
  const nobodys = offerOf(restOf(WHOLE_PPM, BigInt(terms.keysTotalPpm)), header, terms.keys);
  return (
    accounts >= terms.keys &&
    offered + nobodys.share === exported &&
    (isNone(cut) || cut.index <= terms.keys) &&
    isNone(header.deliveredSellCut) &&
    isNone(header.sharedBuyCut)
  );
}

/** What a key offers its holder of the energy fed in (10^-6 kWh). */
export function offerOf(keyPpm: bigint, header: SeenMetering, holder: number): Ration {
  return rationOf(keyPpm, header.exported, WHOLE_PPM, header.deliveredBuyCut, holder);
}

function hasNoCuts(header: SeenMetering): boolean {
  return [
    header.deliveredBuyCut,
    header.deliveredSellCut,
    header.sharedBuyCut,
    header.sharedSellCut,
  ].every(isNone);
}
