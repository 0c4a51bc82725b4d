/** What each refusal of an order by the inbox means to the household that signed it. */
const inWords: Readonly<Record<string, string>> = {
  GateClosed: "The slot's gate was closed before the order was on the ledger.",
  SystemAccount: "The order is of one of the community's own accounts, which do not trade.",
  DeviceNotValid:
    "The ledger's register does not let this device sign for the account in this slot: it is not registered yet, or was revoked.",
  SignatureInvalid: "The order's signature is not the device's.",
  SideInvalid: "The order neither buys nor sells.",
  NoRulesInForce: "The ledger holds no market rules for this slot yet.",
  PriceOutsideCap: "The order's limit is outside the prices that the rules on the ledger allow.",
  EnergyOutOfRange: "The order is for no energy, or for more than the ledger takes.",
  NonceOutOfRange: "The order's nonce is larger than the ledger takes.",
  CreditExceeded:
    "Balance and credit limit on the ledger do not cover what the account's orders of this slot may cost at worst.",
  TooManyOrders: "The account has as many orders of this slot in the inbox as it takes.",
  TermsMismatch: "The rules that the server publishes for this slot are not those on the ledger.",
};

/** A refusal by its error's name with its values, such as `GateClosed(5, 7, 6)`, in a sentence for the household. */
export function inboxRefusalInWords(reason: string): string {
  const name = /^\w+/.exec(reason)?.[0] ?? "";
  return inWords[name] ?? "The ledger refused the order.";
}
