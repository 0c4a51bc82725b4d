import {
  type AccountInSlot,
  type Clearing,
  type MeteredAccount,
  type MeteredEnergy,
  type Order,
  type SlotSettlement,
  settleAtGridTariff,
  settleSlot,
  type Tariff,
} from "@pumasi/market";

/**
 * One slot's settlement from its cleared book and its metered energy: contracts by account from the
 * fills, meters summed by account. Every account with a meter or a contract has a line.
 */
export function settleMeteredSlot(input: {
  orders: readonly Order[];
  clearing: Pick<Clearing, "price" | "fills">;
  metered: readonly Pick<MeteredEnergy, "account" | "importedUkwh" | "exportedUkwh">[];
  tariffOf: (account: number) => Tariff;
}): { settlement: SlotSettlement; lastOrderOf: (account: number) => number } {
  const accounts = new Map<number, AccountInSlot>();
  const accountOf = (account: number): AccountInSlot => {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const fresh: AccountInSlot = {
      account,
      importedUkwh: 0,
      exportedUkwh: 0,
      contractedBuyUkwh: 0,
      contractedSellUkwh: 0,
      tariff: input.tariffOf(account),
    };
    accounts.set(account, fresh);
    return fresh;
  };
  const lastOrders = new Map<number, number>();
  for (const order of input.orders) {
    lastOrders.set(order.account, order.sequence + 1);
    const fill = input.clearing.fills[order.sequence] ?? 0;
    const account = accountOf(order.account);
    if (order.side === "buy") account.contractedBuyUkwh += fill;
    else account.contractedSellUkwh += fill;
  }
  for (const { account, importedUkwh, exportedUkwh } of input.metered) {
    const own = accountOf(account);
    own.importedUkwh += importedUkwh;
    own.exportedUkwh += exportedUkwh;
  }
  const settlement = settleSlot({ price: input.clearing.price, accounts: [...accounts.values()] });
  return { settlement, lastOrderOf: (account) => lastOrders.get(account) ?? 0 };
}

/** A metered slot's settlement at the grid tariff, with the same shape: no order counts. Every account with a meter has a line. */
export function settleMeteredAtGridTariff(input: {
  metered: readonly Pick<MeteredEnergy, "account" | "importedUkwh" | "exportedUkwh">[];
  tariffOf: (account: number) => Tariff;
}): ReturnType<typeof settleMeteredSlot> {
  const accounts = new Map<number, MeteredAccount>();
  for (const { account, importedUkwh, exportedUkwh } of input.metered) {
    const own = accounts.get(account);
    accounts.set(account, {
      account,
      importedUkwh: (own?.importedUkwh ?? 0) + importedUkwh,
      exportedUkwh: (own?.exportedUkwh ?? 0) + exportedUkwh,
      tariff: input.tariffOf(account),
    });
  }
  const settlement = settleAtGridTariff({ accounts: [...accounts.values()] });
  return { settlement, lastOrderOf: () => 0 };
}
