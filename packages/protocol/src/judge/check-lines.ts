import { areOfferCutsRight, isOfferRight } from "./check-keys.js";
import { areAmountsRight } from "./check-line-amounts.js";
import { isAtGridTariff, isFirm, type MeteringCase, SYSTEM_ACCOUNTS } from "./check-metering.js";
import type { RuleName } from "./evidence.js";
import type { Fault } from "./fault.js";
import { isWronglyNamed, least, type Ration, rationOf, restOf } from "./ration.js";
import type { SeenKey, SeenLine, SeenSums } from "./read-line-leaves.js";

/**
 * What one line breaks by itself; `key` is the account's where the rule shares by keys and it was shown. The account's
 * orders and readings are judged beside it elsewhere.
 */
export function checkLine(
  metering: MeteringCase,
  line: SeenLine,
  key: SeenKey | null,
): Fault | null {
  const { rule, header } = metering;
  const isJudged = rule !== "AttestedRule";
  const own = isJudged ? checkOwn(metering, line, key) : null;
  if (own !== null) return own;
  const isFirst = line.index === 0;
  const isLast = line.index === header.accounts - 1;
  if (isFirst && !areSums(metering, line, NO_SUMS)) return "LineSumWrong";
  if (isLast && !areHeaderSums(metering, line)) return "LineSumWrong";
  const { contractedBuy, contractedSell, lastOrder, lastReading } = line;
  if (lastOrder === 0) {
    const isMoneyOwn = rule === "PayAsBidRule" && line.trade !== 0n;
    if (contractedBuy !== 0n || contractedSell !== 0n || isMoneyOwn) return "LineContractWrong";
  } else if (isAtGridTariff(header)) return "LineContractWrong";
  if (lastReading === 0 && (line.imported !== 0n || line.exported !== 0n)) {
    return "LineReadingWrong";
  }
  if (lastReading > header.meters) return "LineReadingWrong";
  if (!isJudged) return null;
  const isOffered =
    rule === "StaticSharingRule" ? isOfferRight(metering, line, key) : line.offered === 0n;
  return isOffered ? null : "LineOfferWrong";
}

/** What a line's energies and amounts break under the rule. */
function checkOwn(metering: MeteringCase, line: SeenLine, key: SeenKey | null): Fault | null {
  const isSystem = line.index < SYSTEM_ACCOUNTS;
  if (isSystem && !isSystemLine(line)) return "LineSystemAccount";
  const rations = rationsOf(metering, line);
  if (!isDelivered(metering, line, rations)) return "LineDeliveredWrong";
  if (!isShared(metering, line, rations)) return "LineSharedWrong";
  if (!isSystem && !areAmountsRight(metering, line)) return "LineAmountWrong";
  return areCutsRight(metering, line, rations, key) ? null : "LineCutWrong";
}

/** What two adjacent lines break together. */
export function checkAdjacentLines(
  metering: MeteringCase,
  before: SeenLine,
  line: SeenLine,
): Fault | null {
  return areSums(metering, line, before.sums) ? null : "LineSumWrong";
}

interface Rations {
  deliveredBuy: Ration;
  deliveredSell: Ration;
  sharedBuy: Ration;
  sharedSell: Ration;
}

/** What may be delivered at most on either side: the least of contracted and metered; firm contracts in full. */
function weightsOf({ terms }: MeteringCase, line: SeenLine): { buy: bigint; sell: bigint } {
  const { contractedBuy: buy, contractedSell: sell } = line;
  if (isFirm(terms)) return { buy, sell };
  return { buy: least(buy, line.imported), sell: least(sell, line.exported) };
}

function rationsOf(metering: MeteringCase, line: SeenLine): Rations {
  const { header } = metering;
  const { delivered, shared } = header;
  const weights = weightsOf(metering, line);
  const rest = {
    buy: restOf(line.imported, line.deliveredBuy),
    sell: restOf(line.exported, line.deliveredSell),
    buys: restOf(header.imported, delivered),
    sells: restOf(header.exported, delivered),
  };
  const { index } = line;
  return {
    deliveredBuy: rationOf(weights.buy, delivered, header.weightBuy, header.deliveredBuyCut, index),
    deliveredSell: rationOf(
      weights.sell,
      delivered,
      header.weightSell,
      header.deliveredSellCut,
      index,
    ),
    sharedBuy: rationOf(rest.buy, shared, rest.buys, header.sharedBuyCut, index),
    sharedSell: rationOf(rest.sell, shared, rest.sells, header.sharedSellCut, index),
  };
}

/** The community's own accounts meter, trade and share nothing; only the supplier and the grid operator are owed. */
function isSystemLine(line: SeenLine): boolean {
  const mustBeZero = [
    line.contractedBuy,
    line.contractedSell,
    line.imported,
    line.exported,
    line.deliveredBuy,
    line.deliveredSell,
    line.sharedBuy,
    line.sharedSell,
    line.trade,
    line.sharing,
    line.index === 0 ? 0n : line.supplier,
    line.index === 1 ? 0n : line.fee,
  ];
  return (
    line.lastOrder === 0 && line.lastReading === 0 && mustBeZero.every((value) => value === 0n)
  );
}

function isDelivered({ rule, terms }: MeteringCase, line: SeenLine, rations: Rations): boolean {
  const { deliveredBuy, deliveredSell } = line;
  if (rule === "StaticSharingRule") return deliveredBuy === 0n && deliveredSell === 0n;
  if (isFirm(terms)) {
    return deliveredBuy === line.contractedBuy && deliveredSell === line.contractedSell;
  }
  return (
    deliveredBuy === rations.deliveredBuy.share && deliveredSell === rations.deliveredSell.share
  );
}

/** With fixed keys what is bought follows from the offer instead. */
function isShared({ rule }: MeteringCase, line: SeenLine, rations: Rations): boolean {
  if (line.sharedSell !== rations.sharedSell.share) return false;
  return rule === "StaticSharingRule" || line.sharedBuy === rations.sharedBuy.share;
}

function areCutsRight(
  metering: MeteringCase,
  line: SeenLine,
  rations: Rations,
  key: SeenKey | null,
): boolean {
  const { rule, header } = metering;
  const isRight = (side: keyof Rations) =>
    !isWronglyNamed(header[`${side}Cut`], line.index, rations[side].remainder);
  if (!isRight("sharedSell")) return false;
  if (rule === "StaticSharingRule") return areOfferCutsRight(metering, line, key);
  return isRight("deliveredBuy") && isRight("deliveredSell") && isRight("sharedBuy");
}

const NO_SUMS: SeenSums = {
  contractedBuy: 0n,
  contractedSell: 0n,
  imported: 0n,
  exported: 0n,
  weightBuy: 0n,
  weightSell: 0n,
  deliveredBuy: 0n,
  deliveredSell: 0n,
  sharedBuy: 0n,
  sharedSell: 0n,
  offered: 0n,
  trade: 0n,
  sharing: 0n,
  supplier: 0n,
  fee: 0n,
};

type Column = keyof SeenSums;

const COLUMNS = Object.keys(NO_SUMS) as Column[];

/** An attested rule may weigh and offer as it likes. */
const ATTESTED_COLUMNS = COLUMNS.filter(
  (column) => !["weightBuy", "weightSell", "offered"].includes(column),
);

function columnsOf(rule: RuleName): readonly Column[] {
  return rule === "AttestedRule" ? ATTESTED_COLUMNS : COLUMNS;
}

function areSums(metering: MeteringCase, line: SeenLine, before: SeenSums): boolean {
  const weights = weightsOf(metering, line);
  const own: SeenSums = { ...line, weightBuy: weights.buy, weightSell: weights.sell };
  const columns = columnsOf(metering.rule);
  return columns.every((column) => line.sums[column] === before[column] + own[column]);
}

function areHeaderSums({ rule, header }: MeteringCase, { sums }: SeenLine): boolean {
  const expected: SeenSums = {
    contractedBuy: header.contracted,
    contractedSell: header.contracted,
    imported: header.imported,
    exported: header.exported,
    weightBuy: header.weightBuy,
    weightSell: header.weightSell,
    deliveredBuy: header.delivered,
    deliveredSell: header.delivered,
    sharedBuy: header.shared,
    sharedSell: header.shared,
    offered: header.offered,
    trade: 0n,
    sharing: 0n,
    supplier: 0n,
    fee: 0n,
  };
  return columnsOf(rule).every((column) => sums[column] === expected[column]);
}
