import {
  type MeteredEnergy,
  type SlotSettlement,
  settleFirm,
  settleSharing,
  settleSlot,
} from "@pumasi/market";
import { apportion, assert } from "@pumasi/quantities";
import type { BookLeaf } from "../../leaves/index.js";
import type { SettledProduct } from "../../line-leaves.js";
import type { ClearedBook } from "./clear-by-rule.js";
import type { DrawnTerms } from "./drawn-terms.js";

const PRODUCTS: readonly SettledProduct[] = ["forward-capped", "firm", "sharing"];

/** The product's name as commitments take it. */
export function productOf({ terms }: DrawnTerms): SettledProduct {
  return PRODUCTS[terms.product] as SettledProduct;
}

/** What everybody metered, every member's account included. */
interface Metered {
  account: number;
  importedUkwh: number;
  exportedUkwh: number;
}

/** Settles a slot as the market does under the terms; `cleared` is null at the grid tariff. */
export function settleByRule(
  drawn: DrawnTerms,
  accounts: number,
  orders: readonly BookLeaf[],
  cleared: ClearedBook | null,
  metered: readonly MeteredEnergy[],
): SlotSettlement {
  const { tariff, terms, rule } = drawn;
  const readings = Array.from({ length: accounts - 4 }, (_, place): Metered => {
    const own = metered.filter(({ account }) => account === place + 4);
    return {
      account: place + 4,
      importedUkwh: own.reduce((sum, { importedUkwh }) => sum + importedUkwh, 0),
      exportedUkwh: own.reduce((sum, { exportedUkwh }) => sum + exportedUkwh, 0),
    };
  });
  const tariffOf = () => tariff;
  const contracted = (account: number, side: string) =>
    orders
      .filter((order) => order.account === account && order.side === side)
      .reduce((sum, { sequence }) => sum + (cleared?.clearing.fills[sequence] ?? 0), 0);
  if (cleared === null) return shareAmong(drawn, readings, []);
  if (rule === "StaticSharingRule") return shareAmong(drawn, readings, allocate(drawn, readings));
  if (terms.product === 1) {
    const { clearing } = cleared;
    const result = cleared.result ?? { price: clearing.price, fills: clearing.fills, trades: [] };
    return settleFirm({ orders, result, readings, tariffOf });
  }
  return settleSlot({
    price: cleared.clearing.price,
    accounts: readings.map((own) => ({
      ...own,
      contractedBuyUkwh: contracted(own.account, "buy"),
      contractedSellUkwh: contracted(own.account, "sell"),
      tariff,
    })),
  });
}

type Allocation = { account: number; allocatedUkwh: number; soldUkwh: number };

function shareAmong(
  { tariff }: DrawnTerms,
  readings: readonly Metered[],
  allocations: readonly Allocation[],
): SlotSettlement {
  const shared = settleSharing({ readings, allocations, price: null, tariffOf: () => tariff });
  assert(shared.ok, "drawn allocations can be settled");
  return shared.settlement;
}

/** Fixed keys: everybody takes of its offer what it draws, producers give pro rata; nothing where there is no price. */
function allocate({ tariff, keysPpm }: DrawnTerms, readings: readonly Metered[]): Allocation[] {
  const lowest = tariff.feedInPrice + tariff.sellerFee;
  if (lowest > tariff.retailPrice - tariff.buyerFee) return [];
  const nobodys = 1_000_000 - keysPpm.reduce((sum, key) => sum + key, 0);
  const exported = readings.map(({ exportedUkwh }) => exportedUkwh);
  const offers = apportion(
    exported.reduce((sum, energy) => sum + energy, 0),
    [...keysPpm, nobodys],
  );
  const taken = readings.map(({ account, importedUkwh }) =>
    account < keysPpm.length ? Math.min(offers[account] ?? 0, importedUkwh) : 0,
  );
  const given = apportion(
    taken.reduce((sum, energy) => sum + energy, 0),
    exported,
  );
  return readings.map(({ account }, place) => ({
    account,
    allocatedUkwh: taken[place] as number,
    soldUkwh: given[place] as number,
  }));
}
