import { FIRST_SLOT } from "../test-terms.js";
import {
  acceptedOrder,
  operatorCase,
  problemIn,
  type RefusalCase,
  type World,
} from "./refusal-case.js";

const PURSE = `0x${"aa".repeat(20)}`;

function depositCase(
  code: RefusalCase["code"],
  when: string,
  body: (world: World) => unknown,
): RefusalCase {
  return operatorCase(code, when, () => "/deposits", body);
}

function withdrawalCase(
  code: RefusalCase["code"],
  when: string,
  body: (world: World) => unknown,
): RefusalCase {
  return operatorCase(code, when, () => "/withdrawals", body);
}

const annPays =
  (amount: string) =>
  ({ ann }: World) => ({ account: ann.account, amount, to: PURSE });

/** Ann has no balance and a limit of a million. */
export const PAYMENT_CASES: RefusalCase[] = [
  depositCase("unknown_account", "the account is the supplier's", () => ({
    account: 0,
    amount: "1",
  })),
  withdrawalCase("unknown_account", "nobody has the account", () => ({
    account: 99,
    amount: "1",
    to: PURSE,
  })),
  operatorCase(
    "unknown_account",
    "the limit is nobody's",
    () => "/credit-limits",
    () => ({
      account: 99,
      creditLimit: "1",
    }),
  ),
  depositCase("payment_invalid", "it is zero", annPays("0")),
  depositCase("payment_invalid", "it is negative", annPays("-1")),
  depositCase("payment_invalid", "it has seven decimals", annPays("0.1234567")),
  depositCase("payment_invalid", "it is more than there is", annPays("999999999999999999")),
  withdrawalCase("payment_invalid", "nobody is paid", ({ ann }) => ({
    account: ann.account,
    amount: "1",
  })),
  operatorCase(
    "payment_invalid",
    "a limit is negative",
    () => "/credit-limits",
    ({ ann }) => ({
      account: ann.account,
      creditLimit: "-1",
    }),
  ),
  {
    code: "payment_invalid",
    when: "the sum would not fit the ledger",
    async arrange(world) {
      const most = annPays("1000000000000")(world);
      await world.community.operate("/deposits", most);
      return async () => problemIn(await world.community.operate("/deposits", most));
    },
  },
  withdrawalCase(
    "withdrawal_exceeds_headroom",
    "it is a unit beyond the credit",
    annPays("1000000.000001"),
  ),
  {
    code: "withdrawal_exceeds_headroom",
    when: "a live order needs the credit",
    async arrange(world) {
      const { community, ann } = world;
      const slot = FIRST_SLOT;
      await acceptedOrder(
        world,
        community.order(ann, { slot, side: "buy", energy: "1", limitPrice: "150" }),
      );
      const tooMuch = annPays("999850.000001")(world);
      return async () => problemIn(await community.operate("/withdrawals", tooMuch));
    },
  },
  {
    code: "credit_limit_below_debt",
    when: "the account owes more",
    async arrange(world) {
      const { community, ann } = world;
      await community.operate("/withdrawals", annPays("100")(world));
      const body = { account: ann.account, creditLimit: "99.999999" };
      return async () => problemIn(await community.operate("/credit-limits", body));
    },
  },
];
