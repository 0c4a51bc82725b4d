import type { ContractedSlot } from "../products/contracts-from-result.js";
import type { Product } from "../products/product-properties.js";
import type { SharingSlot } from "./product-slots.js";

/** What the naive model knows of one account: units of 10^-6 kWh, and money in 10^-12. */
export interface NaiveAccount {
  account: number;
  deliveredBuyUkwh: number;
  deliveredSellUkwh: number;
  sharedBuyUkwh: number;
  sharedSellUkwh: number;
  residualImportUkwh: number;
  residualExportUkwh: number;
  tradeAmount: bigint;
  sharingAmount: bigint;
  supplierAmount: bigint;
  feeAmount: bigint;
}

type EnergyKey = "deliveredBuyUkwh" | "deliveredSellUkwh" | "sharedBuyUkwh" | "sharedSellUkwh";

/**
 * Settles a slot one unit (10^-6 kWh) after the other, with bigints and nothing of the real code:
 * every unit is moved, and paid for, by itself. Slow, and meant to be obviously right.
 */
export function settleNaively(
  product: Exclude<Product, "sharing">,
  slot: ContractedSlot,
): NaiveAccount[] {
  const accounts = startOf(slot);
  const byAccount = new Map(accounts.map((account) => [account.account, account]));
  const accountOf = (sequence: number): NaiveAccount => {
    const order = slot.orders.find((candidate) => candidate.sequence === sequence);
    return byAccount.get(order?.account ?? -1) as NaiveAccount;
  };
  const { price, trades } = slot.result;
  const isOnePrice = price !== null;
  if (product === "forward" && isOnePrice) deliverPools(slot, accounts, price);
  else {
    for (const { buySequence, sellSequence, energyUkwh, buyPrice, sellPrice } of trades) {
      const [buyer, seller] = [accountOf(buySequence), accountOf(sellSequence)];
      for (let unit = 0; unit < energyUkwh; unit++) {
        const isMetered = buyer.residualImportUkwh > 0 && seller.residualExportUkwh > 0;
        if (product !== "firm" && !isMetered) break;
        buyer.deliveredBuyUkwh += 1;
        buyer.residualImportUkwh -= 1;
        buyer.tradeAmount -= BigInt(buyPrice);
        seller.deliveredSellUkwh += 1;
        seller.residualExportUkwh -= 1;
        seller.tradeAmount += BigInt(sellPrice);
      }
    }
  }
  if (product === "forward") shareRestNaively(slot, accounts);
  if (product === "firm") {
    for (const [index, { importedUkwh, exportedUkwh }] of readingsOf(slot).entries()) {
      deviate(accounts[index] as NaiveAccount, importedUkwh, exportedUkwh);
    }
  }
  return withGridMoney(slot, accounts);
}

/** The same for an allocation at one price. */
export function shareNaively(slot: SharingSlot, price: number): NaiveAccount[] {
  const accounts = startOf(slot);
  for (const account of accounts) {
    for (const allocation of slot.allocations) {
      if (allocation.account !== account.account) continue;
      for (let unit = 0; unit < allocation.allocatedUkwh; unit++) takeShared(account, price);
      for (let unit = 0; unit < allocation.soldUkwh; unit++) giveShared(account, price);
    }
  }
  return withGridMoney(slot, accounts);
}

/** The middle of what the givers must get and the takers may pay, or null. */
export function middleNaively(
  givers: readonly number[],
  takers: readonly number[],
  tariffOf: SharingSlot["tariffOf"],
): number | null {
  const least = givers
    .map((account) => tariffOf(account).feedInPrice + tariffOf(account).sellerFee)
    .sort((a, b) => b - a)[0];
  const most = takers
    .map((account) => tariffOf(account).retailPrice - tariffOf(account).buyerFee)
    .sort((a, b) => a - b)[0];
  if (least === undefined || most === undefined || least > most) return null;
  let middle = least;
  while (middle + 1 - least <= most - (middle + 1)) middle += 1;
  return middle;
}

function readingsOf(slot: Pick<SharingSlot, "readings">) {
  return [...slot.readings].sort((a, b) => a.account - b.account);
}

function startOf(slot: Pick<SharingSlot, "readings">): NaiveAccount[] {
  return readingsOf(slot).map(({ account, importedUkwh, exportedUkwh }) => ({
    account,
    deliveredBuyUkwh: 0,
    deliveredSellUkwh: 0,
    sharedBuyUkwh: 0,
    sharedSellUkwh: 0,
    residualImportUkwh: importedUkwh,
    residualExportUkwh: exportedUkwh,
    tradeAmount: 0n,
    sharingAmount: 0n,
    supplierAmount: 0n,
    feeAmount: 0n,
  }));
}

function takeShared(account: NaiveAccount, price: number): void {
  account.sharedBuyUkwh += 1;
  account.residualImportUkwh -= 1;
  account.sharingAmount -= BigInt(price);
}

function giveShared(account: NaiveAccount, price: number): void {
  account.sharedSellUkwh += 1;
  account.residualExportUkwh -= 1;
  account.sharingAmount += BigInt(price);
}

/** One price: by account, the larger side cut pro rata. */
function deliverPools(slot: ContractedSlot, accounts: NaiveAccount[], price: number): void {
  const contracted = (account: number, side: "buy" | "sell"): number =>
    slot.orders
      .filter((order) => order.account === account && order.side === side)
      .reduce((sum, { sequence }) => sum + (slot.result.fills[sequence] ?? 0), 0);
  const buys = accounts.map((one) =>
    Math.min(contracted(one.account, "buy"), one.residualImportUkwh),
  );
  const sells = accounts.map((one) =>
    Math.min(contracted(one.account, "sell"), one.residualExportUkwh),
  );
  const [bought, sold] = cutToSmaller(buys, sells);
  accounts.forEach((account, index) => {
    for (let unit = 0; unit < (bought[index] as number); unit++) {
      account.deliveredBuyUkwh += 1;
      account.residualImportUkwh -= 1;
      account.tradeAmount -= BigInt(price);
    }
    for (let unit = 0; unit < (sold[index] as number); unit++) {
      account.deliveredSellUkwh += 1;
      account.residualExportUkwh -= 1;
      account.tradeAmount += BigInt(price);
    }
  });
}

function shareRestNaively(slot: ContractedSlot, accounts: NaiveAccount[]): void {
  const price = middleNaively(
    accounts.filter((one) => one.residualExportUkwh > 0).map(({ account }) => account),
    accounts.filter((one) => one.residualImportUkwh > 0).map(({ account }) => account),
    slot.tariffOf,
  );
  if (price === null) return;
  const [taken, given] = cutToSmaller(
    accounts.map((one) => one.residualImportUkwh),
    accounts.map((one) => one.residualExportUkwh),
  );
  accounts.forEach((account, index) => {
    for (let unit = 0; unit < (taken[index] as number); unit++) takeShared(account, price);
    for (let unit = 0; unit < (given[index] as number); unit++) giveShared(account, price);
  });
}

/** Pro rata by hand: everybody's whole units, then one each to the largest fractions, first come. */
function cutToSmaller(one: readonly number[], other: readonly number[]): [number[], number[]] {
  const sumOf = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
  const total = Math.min(sumOf(one), sumOf(other));
  const cut = (weights: readonly number[]): number[] => {
    const sum = sumOf(weights);
    if (sum === 0) return weights.map(() => 0);
    const shares = weights.map((weight) => (weight * total - ((weight * total) % sum)) / sum);
    const order = weights
      .map((weight, index) => ({ index, fraction: (weight * total) % sum }))
      .sort((a, b) => b.fraction - a.fraction || a.index - b.index);
    for (const { index } of order) {
      if (sumOf(shares) < total) shares[index] = (shares[index] as number) + 1;
    }
    return shares;
  };
  return [cut(one), cut(other)];
}

/** Unit by unit: what was bought too much covers what was sold short, then goes to the grid. */
function deviate(account: NaiveAccount, importedUkwh: number, exportedUkwh: number): void {
  let [needed, offered, tooMuch, short] = [importedUkwh, exportedUkwh, 0, 0];
  for (let unit = 0; unit < account.deliveredBuyUkwh; unit++) {
    if (needed > 0) needed -= 1;
    else tooMuch += 1;
  }
  for (let unit = 0; unit < account.deliveredSellUkwh; unit++) {
    if (offered > 0) offered -= 1;
    else short += 1;
  }
  for (; tooMuch > 0; tooMuch--) {
    if (short > 0) short -= 1;
    else offered += 1;
  }
  account.residualImportUkwh = needed + short;
  account.residualExportUkwh = offered;
}

function withGridMoney(
  slot: Pick<SharingSlot, "tariffOf">,
  accounts: NaiveAccount[],
): NaiveAccount[] {
  for (const account of accounts) {
    const tariff = slot.tariffOf(account.account);
    const pay = (energies: number, price: number) => {
      for (let unit = 0; unit < energies; unit++) account.supplierAmount -= BigInt(price);
    };
    pay(account.residualImportUkwh, tariff.retailPrice);
    pay(account.residualExportUkwh, -tariff.feedInPrice);
    const charge = (key: EnergyKey, fee: number) => {
      for (let unit = 0; unit < account[key]; unit++) account.feeAmount -= BigInt(fee);
    };
    charge("deliveredBuyUkwh", tariff.buyerFee);
    charge("sharedBuyUkwh", tariff.buyerFee);
    charge("deliveredSellUkwh", tariff.sellerFee);
    charge("sharedSellUkwh", tariff.sellerFee);
  }
  return accounts;
}
