import { apportion, assert, type Price, type Ukwh } from "@pumasi/quantities";
import {
  type AccountInSlot,
  counterparties,
  FIRST_MEMBER_ACCOUNT,
  priceLine,
  type SettlementLine,
} from "./settlement-line.js";
import { sharingPriceOf } from "./sharing-price.js";

/**
 * A settled slot: the contracts' price and the price of shared energy (10^-6 currency/kWh, net of
 * fees; null when nothing was contracted or shared), the energies, and a line for every account,
 * ascending, the supplier's and the grid operator's included. Every money column sums to zero, and
 * as much energy is bought as sold in each of delivered and shared.
 */
export interface SlotSettlement {
  price: Price | null;
  sharingPrice: Price | null;
  deliveredUkwh: Ukwh;
  sharedUkwh: Ukwh;
  lines: SettlementLine[];
}

/**
 * Settles one slot as "forward, capped at metered" (MARKET.md, "Products"): each account's contract
 * counts as far as it was metered, the larger side is scaled down to the smaller pro rata; what was
 * metered beyond that is shared pro rata at the mid-market price; the rest is bought from or sold
 * to the supplier at the grid tariff. Buyer's and seller's fees on delivered and shared energy go
 * to the grid operator. The order of `accounts` is irrelevant. Never refuses: contracts that do not
 * balance, or have no price, are a bug of the clearing.
 */
export function settleSlot(input: {
  price: Price | null;
  accounts: readonly AccountInSlot[];
}): SlotSettlement {
  const accounts = [...input.accounts].sort((a, b) => a.account - b.account);
  checkAccounts(accounts, input.price);
  const delivered = matchPools(
    accounts.map((account) => Math.min(account.contractedBuyUkwh, account.importedUkwh)),
    accounts.map((account) => Math.min(account.contractedSellUkwh, account.exportedUkwh)),
  );
  const lacking = accounts.map(({ importedUkwh }, i) => importedUkwh - at(delivered.buys, i));
  const left = accounts.map(({ exportedUkwh }, i) => exportedUkwh - at(delivered.sells, i));
  const sharingPrice = sharingPriceOf(
    accounts.filter((_, i) => at(left, i) > 0).map(({ tariff }) => tariff),
    accounts.filter((_, i) => at(lacking, i) > 0).map(({ tariff }) => tariff),
  );
  const nothing = accounts.map(() => 0);
  const shared = sharingPrice === null ? matchPools(nothing, nothing) : matchPools(lacking, left);
  const members = accounts.map(({ tariff, ...account }, i) =>
    priceLine(
      {
        ...account,
        deliveredBuyUkwh: at(delivered.buys, i),
        deliveredSellUkwh: at(delivered.sells, i),
        sharedBuyUkwh: at(shared.buys, i),
        sharedSellUkwh: at(shared.sells, i),
        residualImportUkwh: at(lacking, i) - at(shared.buys, i),
        residualExportUkwh: at(left, i) - at(shared.sells, i),
      },
      tariff,
      input.price ?? 0,
      sharingPrice ?? 0,
    ),
  );
  return {
    price: input.price,
    sharingPrice,
    deliveredUkwh: delivered.energyUkwh,
    sharedUkwh: shared.energyUkwh,
    lines: [...counterparties(members), ...members],
  };
}

function checkAccounts(accounts: readonly AccountInSlot[], price: Price | null): void {
  let imbalance = 0n;
  accounts.forEach((account, index) => {
    const { importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh } = account;
    assert(account.account >= FIRST_MEMBER_ACCOUNT, "only members meter energy");
    assert(account.account !== accounts[index - 1]?.account, "an account is settled once a slot");
    for (const energy of [importedUkwh, exportedUkwh, contractedBuyUkwh, contractedSellUkwh]) {
      assert(Number.isSafeInteger(energy) && energy >= 0, "an energy is whole and ≥ 0");
    }
    assert(
      price !== null || contractedBuyUkwh + contractedSellUkwh === 0,
      "contracts have a price",
    );
    imbalance += BigInt(contractedBuyUkwh) - BigInt(contractedSellUkwh);
  });
  assert(imbalance === 0n, "as much is contracted to buy as to sell");
}

/** Meets two sides' energies (10^-6 kWh): the larger is scaled down to the smaller, pro rata. */
function matchPools(
  buys: readonly Ukwh[],
  sells: readonly Ukwh[],
): { energyUkwh: Ukwh; buys: Ukwh[]; sells: Ukwh[] } {
  const energyUkwh = Math.min(sumOf(buys), sumOf(sells));
  return { energyUkwh, buys: apportion(energyUkwh, buys), sells: apportion(energyUkwh, sells) };
}

function sumOf(energies: readonly Ukwh[]): Ukwh {
  const sum = energies.reduce((total, energy) => total + energy, 0);
  assert(Number.isSafeInteger(sum), "a slot's energy fits a safe integer");
  return sum;
}

function at(energies: readonly Ukwh[], index: number): Ukwh {
  const energyUkwh = energies[index];
  assert(energyUkwh !== undefined, "every account has its share");
  return energyUkwh;
}
