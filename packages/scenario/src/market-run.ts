import {
  AmountColumn,
  areTrades,
  type Contracts,
  type ProductColumns,
  prepareSharing,
  productColumns,
  type SharingColumns,
  type SharingPlan,
  settleExPostColumns,
  settleFirmColumns,
  settleForwardColumns,
  settleSharingColumns,
  shareInPlace,
  sharingColumns,
  WHOLE_PPM,
} from "@pumasi/market";
import { type Amount, amountOf, assert, type Slot, type Ukwh } from "@pumasi/quantities";
import { clearOrders } from "./clear-orders.js";
import type { NetHistory } from "./net-history.js";
import { PriceGathering } from "./price-statistics.js";
import { keyOf } from "./random-draw.js";
import type { MarketPlan, PlanSharing, Scenario } from "./scenario.js";
import { drawArrivals, SlotOrders } from "./slot-orders.js";
import type { TariffColumns } from "./tariff-columns.js";
import { drawWishes } from "./wishes.js";

/** What all markets of a scenario look at in a slot; by home, 10^-6 kWh and 10^-12 currency. */
export interface SlotFacts {
  slot: Slot;
  importedUkwh: Float64Array;
  exportedUkwh: Float64Array;
  tariffs: TariffColumns;
  history: NetHistory;
  /** What each home would pay on the grid tariff alone. */
  costsWithout: AmountColumn;
}

/**
 * One market of the comparison, slot after slot: orders, clearing and settlement are the market's
 * own, and here is only counted what they give. Amounts are exact.
 */
export class MarketRun {
  readonly plan: MarketPlan;
  /** What each home has saved so far against the grid tariff alone; plus is saved. */
  readonly savings: AmountColumn;
  /** In how many slots each home was worse off than on the grid tariff alone. */
  readonly slotsWorse: Float64Array;
  /** In how many local months each home was worse off, all slots of the month taken together. */
  readonly monthsWorse: Float64Array;
  /** How many homes were worse off in one slot, at most. */
  mostWorseAtOnce = 0;
  readonly prices: PriceGathering;
  /** Energy of the slot settled last, 10^-6 kWh: among neighbours, from and to the supplier. */
  tradedUkwh = 0;
  suppliedUkwh = 0;
  surplusUkwh = 0;
  readonly #columns: ProductColumns;
  readonly #orders: SlotOrders;
  readonly #nets: Float64Array;
  readonly #sharing: { plan: SharingPlan; columns: SharingColumns } | null;
  readonly #arrivalKeys: Int32Array | null;
  readonly #saving: AmountColumn;
  readonly #monthSavings: AmountColumn;
  readonly #sums: Record<"trade" | "supplier" | "fee", AmountColumn>;

  constructor(plan: MarketPlan, scenario: Scenario, tariffs: TariffColumns) {
    const { homes, seed, slotCount } = scenario;
    const count = homes.length;
    this.plan = plan;
    this.savings = new AmountColumn(count);
    this.slotsWorse = new Float64Array(count);
    this.monthsWorse = new Float64Array(count);
    this.#monthSavings = new AmountColumn(count);
    this.prices = new PriceGathering(slotCount);
    this.#columns = productColumns(count);
    this.#nets = new Float64Array(count);
    const limits = plan.product === "sharing" ? "grid" : plan.limits;
    const wishes = drawWishes(limits, homes, scenario.tariffs, seed);
    this.#orders = new SlotOrders(tariffs, wishes);
    this.#sharing =
      plan.product === "sharing"
        ? { plan: sharingPlan(plan.sharing, count), columns: sharingColumns(count) }
        : null;
    this.#arrivalKeys =
      plan.product !== "sharing" && isTimed(plan.rule)
        ? Int32Array.from(homes, ({ name }) => keyOf(`${seed}/${name}/arrival`))
        : null;
    this.#saving = new AmountColumn(count);
    this.#sums = {
      trade: new AmountColumn(count),
      supplier: new AmountColumn(count),
      fee: new AmountColumn(count),
    };
  }

  /** Settles a slot. */
  settle(facts: SlotFacts): void {
    const columns = this.#columns;
    columns.importedUkwh = facts.importedUkwh;
    columns.exportedUkwh = facts.exportedUkwh;
    columns.retailPrice = facts.tariffs.retailPrice;
    columns.feedInPrice = facts.tariffs.feedInPrice;
    columns.buyerFee = facts.tariffs.buyerFee;
    columns.sellerFee = facts.tariffs.sellerFee;
    const contracts = this.#settleBy(facts);
    this.#countEnergy(contracts);
    this.#countMoney(facts.costsWithout);
  }

  /** Ends a local month: whoever was worse off in it is counted. */
  endMonth(): void {
    countNegative(this.#monthSavings, this.monthsWorse);
    this.#monthSavings.clear();
  }

  /** What the others gained (plus) or lost in all slots so far; with the savings they sum to zero. */
  othersGains(costsWithout: Amount): { supplier: Amount; gridOperator: Amount; fund: Amount } {
    const { trade, supplier, fee } = this.#sums;
    return {
      supplier: -supplier.sum() - costsWithout,
      gridOperator: -fee.sum(),
      fund: -trade.sum(),
    };
  }

  /** Settles by the plan's product and gives what was agreed before it. */
  #settleBy(facts: SlotFacts): Contracts {
    if (this.plan.product === "sharing") {
      this.#share(facts);
      return null;
    }
    if (this.plan.product === "ex-post") {
      this.#expectMetered(facts);
      const contracts = this.#clear(facts);
      settleExPostColumns(this.#columns, contracts);
      return contracts;
    }
    const contracts = this.#clearForecast(facts);
    if (this.plan.product === "forward") settleForwardColumns(this.#columns, contracts);
    else settleFirmColumns(this.#columns, contracts);
    return contracts;
  }

  #share({ importedUkwh, exportedUkwh }: SlotFacts): void {
    assert(this.#sharing !== null, "a sharing rule is ready");
    const { plan, columns } = this.#sharing;
    columns.consumedUkwh.set(importedUkwh);
    columns.generatedUkwh.set(exportedUkwh);
    const refused = shareInPlace(plan, columns);
    assert(refused === null, "metered energies can be shared");
    this.#columns.sharedBuyUkwh.set(columns.allocatedUkwh);
    this.#columns.sharedSellUkwh.set(columns.soldUkwh);
    const settled = settleSharingColumns(this.#columns, null);
    if (settled.ok) return;
    assert(settled.reason === "sharing_price_impossible", "an allocation can be settled");
    // No price suits everybody: the slot is the supplier's.
    this.#columns.sharedBuyUkwh.fill(0);
    this.#columns.sharedSellUkwh.fill(0);
    assert(settleSharingColumns(this.#columns, null).ok, "nothing can always be shared");
  }

  #expectMetered({ importedUkwh, exportedUkwh }: SlotFacts): void {
    for (let home = 0; home < this.#nets.length; home++) {
      this.#nets[home] = (importedUkwh[home] as Ukwh) - (exportedUkwh[home] as Ukwh);
    }
  }

  #clearForecast(facts: SlotFacts): Contracts {
    const { plan } = this;
    assert(plan.product === "forward" || plan.product === "firm", "the product has contracts");
    if (plan.forecast === "perfect") this.#expectMetered(facts);
    else if (!facts.history.expect(plan.forecast, facts.slot, this.#nets)) this.#nets.fill(0);
    return this.#clear(facts);
  }

  #clear({ tariffs, slot }: SlotFacts): Contracts {
    const { plan } = this;
    assert(plan.product !== "sharing", "the product has a market");
    const arrivals = this.#arrivalKeys === null ? null : drawArrivals(this.#arrivalKeys, slot);
    this.#orders.place(this.#nets, arrivals);
    return clearOrders(plan.rule, this.#orders, tariffs, this.#columns);
  }

  /** Takes the slot's amounts into the sums and empties their columns for the next slot. */
  #countMoney(costsWithout: AmountColumn): void {
    const columns = this.#columns;
    const saving = this.#saving;
    saving.clear();
    saving.addColumn(costsWithout);
    saving.addColumn(columns.tradeAmounts);
    saving.addColumn(columns.sharingAmounts);
    saving.addColumn(columns.supplierAmounts);
    saving.addColumn(columns.feeAmounts);
    const worse = countNegative(saving, this.slotsWorse);
    this.mostWorseAtOnce = Math.max(this.mostWorseAtOnce, worse);
    this.savings.addColumn(saving);
    this.#monthSavings.addColumn(saving);
    this.#sums.trade.addColumn(columns.tradeAmounts);
    this.#sums.trade.addColumn(columns.sharingAmounts);
    this.#sums.supplier.addColumn(columns.supplierAmounts);
    this.#sums.fee.addColumn(columns.feeAmounts);
    columns.tradeAmounts.clear();
    columns.sharingAmounts.clear();
    columns.supplierAmounts.clear();
    columns.feeAmounts.clear();
  }

  #countEnergy(contracts: Contracts): void {
    const columns = this.#columns;
    let [supplied, surplus] = [0, 0];
    for (let home = 0; home < columns.length; home++) {
      supplied += columns.residualImportUkwh[home] as Ukwh;
      surplus += columns.residualExportUkwh[home] as Ukwh;
    }
    this.tradedUkwh = columns.deliveredUkwh + columns.sharedUkwh;
    this.suppliedUkwh = supplied;
    this.surplusUkwh = surplus;
    if (this.tradedUkwh > 0) this.prices.add(this.#paid(contracts), this.tradedUkwh);
  }

  /** What buyers paid their neighbours in the slot, without fees. */
  #paid(contracts: Contracts): Amount {
    const { deliveredUkwh, sharedUkwh, sharingPrice, deliveredBuyUkwh } = this.#columns;
    const paid = amountOf(sharedUkwh, sharingPrice ?? 0);
    if (contracts === null) return paid;
    if (!areTrades(contracts)) return paid + amountOf(deliveredUkwh, contracts);
    let forTrades = 0n;
    for (let home = 0; home < deliveredBuyUkwh.length; home++) {
      if ((deliveredBuyUkwh[home] as Ukwh) > 0) forTrades -= this.#columns.tradeAmounts.at(home);
    }
    return paid + forTrades;
  }
}

/** Counts one more for each place whose amount is below zero, and gives how many there are. */
function countNegative(amounts: AmountColumn, counts: Float64Array): number {
  let count = 0;
  for (let place = 0; place < amounts.length; place++) {
    if (!amounts.isNegative(place)) continue;
    counts[place] = (counts[place] as number) + 1;
    count += 1;
  }
  return count;
}

/** Tells whether the order of arrival matters to a rule. */
function isTimed(rule: { mechanism: string; ties?: string }): boolean {
  return rule.mechanism === "continuous" || rule.ties === "time";
}

/** A rule that treats homes alike, for homes by their place. */
function sharingPlan(rule: PlanSharing, homes: number): SharingPlan {
  const meters = Array.from({ length: homes }, (_, home) => home);
  const keys = meters.map((meter) => ({ meter, ppm: Math.floor(WHOLE_PPM / homes) }));
  const prepared = prepareSharing(
    rule === "proportional"
      ? { rule }
      : rule === "priority"
        ? { rule, order: meters }
        : { rule, keys },
    meters,
  );
  assert(prepared.ok, "a rule that treats homes alike can be prepared");
  return prepared.plan;
}
