import type { AccountDescription } from "@pumasi/protocol";
import { expect, test } from "vitest";
import { inReadingOrder } from "./account-order.js";

function accountOf(account: number, kind: AccountDescription["kind"]): AccountDescription {
  const pseudonym = `0x${"0".repeat(64)}` as const;
  const money = { creditLimit: "0", balance: "0", unsettled: "0" };
  return { account, kind, pseudonym, meters: [], fromSlot: null, untilSlot: null, ...money };
}

test("the community's own accounts come before its members", () => {
  const accounts = [
    accountOf(9, "member"),
    accountOf(4, "member"),
    accountOf(3, "rounding"),
    accountOf(0, "supplier"),
  ];
  expect(inReadingOrder(accounts).map(({ account }) => account)).toEqual([0, 3, 4, 9]);
});
