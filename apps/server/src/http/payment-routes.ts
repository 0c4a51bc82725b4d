import {
  approveCall,
  depositCall,
  executeWithdrawalCall,
  mintCall,
  requestWithdrawalCall,
  setCreditLimitsCall,
} from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { creditLimitRequest, paymentAnswer, paymentRequest } from "@pumasi/protocol";
import {
  AMOUNT_PER_LEDGER_UNIT,
  type LedgerUnits,
  parseLedgerUnits,
  printLedgerUnits,
} from "@pumasi/quantities";
import { and, count, eq, lt } from "drizzle-orm";
import { z } from "zod";
import type { AccountState, CommunityState } from "../community/community-state.js";
import { exposuresOf } from "../intake/exposure.js";
import { enqueue, type LedgerCall, nextNonce } from "../ledger/outbox.js";
import { schedule } from "../ledger/scheduled-actions.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireWritingOperator } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";

/**
 * The most (10^-6 currency) that a payment, a limit, or balance and limit together may be: the ledger
 * holds an account in 64 bits, and settlements need room above.
 */
const MAX_LEDGER_UNITS: LedgerUnits = 1n << 60n;

/** The block in which a withdrawal is requested may be a little later than the server's clock. */
const DELAY_MARGIN_MS = 60_000;

const inCommunity = z.object({ community: z.string() });

/** Money in and out of the community, and credit limits: the treasurer's work. */
export function paymentRoutes(app: App, server: RunningServer): void {
  const { context } = server;

  for (const direction of ["deposit", "withdrawal"] as const) {
    app.post(
      `/v1/communities/:community/${direction}s`,
      { schema: { params: inCommunity, body: paymentRequest, response: { 200: paymentAnswer } } },
      async (request) => {
        const state = communityOf(server, request.params.community);
        const who = requireWritingOperator(server, request, state);
        const account = memberAccount(state, request.body.account);
        const amount = readAmount(request.body.amount);
        const { to } = request.body;
        if (direction === "withdrawal" && to === undefined) {
          throw new RequestRefusedError("payment_invalid", "`to` names the address paid to");
        }
        const change = direction === "deposit" ? amount : -amount;
        return idempotent(server, request, {
          who,
          async work(tx) {
            if (direction === "withdrawal") await requireCovered(tx, state, account, amount);
            else if (account.balance + account.creditLimit + amount > MAX_LEDGER_UNITS) {
              throw new RequestRefusedError("payment_invalid", request.body.amount);
            }
            return book(server, tx, state, { account, amount, direction, to: to ?? null, who });
          },
          audit: () => ({
            ...{ communityId: state.id, action: `book ${direction}` },
            ...{ subject: `account ${account.account}`, detail: { amount: request.body.amount } },
          }),
          apply() {
            account.balance += change;
            if (direction === "withdrawal") {
              state.expectScheduled(withdrawalDueAt(state, context.now()));
            }
          },
        });
      },
    );
  }

  app.post(
    "/v1/communities/:community/credit-limits",
    {
      schema: {
        params: inCommunity,
        body: creditLimitRequest,
        response: { 200: creditLimitRequest },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const account = memberAccount(state, request.body.account);
      const limit = parseLedgerUnits(request.body.creditLimit);
      if (!limit.ok || limit.value < 0n || limit.value > MAX_LEDGER_UNITS) {
        throw new RequestRefusedError("payment_invalid", request.body.creditLimit);
      }
      return idempotent(server, request, {
        who,
        work: (tx) => setCreditLimit(tx, state, account, limit.value, context.now()),
        audit: ({ creditLimit }) => ({
          ...{ communityId: state.id, action: "set credit limit" },
          ...{ subject: `account ${account.account}`, detail: { creditLimit } },
        }),
        apply() {
          account.creditLimit = limit.value;
        },
      });
    },
  );
}

/** Refuses a limit that the ledger cannot hold (payment_invalid), or below what the account owes. */
async function setCreditLimit(
  tx: Database,
  state: CommunityState,
  account: AccountState,
  limit: LedgerUnits,
  at: number,
) {
  if (account.balance + limit > MAX_LEDGER_UNITS) {
    throw new RequestRefusedError("payment_invalid", printLedgerUnits(limit));
  }
  if (account.balance + limit < 0n) {
    throw new RequestRefusedError("credit_limit_below_debt", printLedgerUnits(account.balance));
  }
  await tx.update(tables.account).set({ creditLimit: limit }).where(isAccount(state, account));
  await enqueue(tx, {
    communityId: state.id,
    // A limit may come back to what it was within one market instant, so the nonce names it.
    key: `${state.id}:setCreditLimits:${account.account}:${await nextNonce(tx)}`,
    kind: "setCreditLimits",
    call: setCreditLimitsCall(state.contracts.ledger, [{ account: account.account, limit }]),
    at,
  });
  return { account: account.account, creditLimit: printLedgerUnits(limit) };
}

function memberAccount(state: CommunityState, number: number): AccountState {
  const account = state.accounts.get(number);
  if (account?.kind !== "member") throw new RequestRefusedError("unknown_account", `${number}`);
  return account;
}

function isAccount(state: CommunityState, { account }: AccountState) {
  return and(eq(tables.account.communityId, state.id), eq(tables.account.account, account));
}

function readAmount(text: string): LedgerUnits {
  const parsed = parseLedgerUnits(text);
  if (!parsed.ok || parsed.value <= 0n || parsed.value > MAX_LEDGER_UNITS) {
    throw new RequestRefusedError("payment_invalid", text);
  }
  return parsed.value;
}

/** Refuses to pay out what balance and limit, less unsettled exposure, do not cover. */
async function requireCovered(
  tx: Database,
  state: CommunityState,
  account: AccountState,
  amount: LedgerUnits,
): Promise<void> {
  const exposure = (await exposuresOf(tx, state, [account.account])).get(account.account) ?? 0n;
  const headroom = (account.balance + account.creditLimit) * AMOUNT_PER_LEDGER_UNIT;
  if (exposure + amount * AMOUNT_PER_LEDGER_UNIT > headroom) {
    throw new RequestRefusedError(
      "withdrawal_exceeds_headroom",
      `balance ${printLedgerUnits(account.balance)}, credit limit ${printLedgerUnits(account.creditLimit)}`,
    );
  }
}

async function book(
  { context }: RunningServer,
  tx: Database,
  state: CommunityState,
  payment: {
    account: AccountState;
    amount: LedgerUnits;
    direction: "deposit" | "withdrawal";
    to: `0x${string}` | null;
    who: string;
  },
) {
  const { account, amount, direction, to, who } = payment;
  const at = context.now();
  const balance = account.balance + (direction === "deposit" ? amount : -amount);
  await tx.update(tables.account).set({ balance }).where(isAccount(state, account));
  const [row] = await tx
    .insert(tables.payment)
    .values({
      communityId: state.id,
      account: account.account,
      direction,
      amount,
      recordedAt: at,
      recordedBy: who,
    })
    .returning();
  const id = row?.id ?? 0;
  const { coin, ledger } = state.contracts;
  const calls: [string, LedgerCall][] =
    direction === "deposit" || to === null
      ? [
          ["mint", mintCall(coin, context.chain.operator, amount)],
          ["approve", approveCall(coin, ledger, amount)],
          ["deposit", depositCall(ledger, account.account, amount)],
        ]
      : [["requestWithdrawal", requestWithdrawalCall(ledger, account.account, to, amount)]];
  for (const [kind, call] of calls) {
    const key = `${state.id}:${kind}:payment-${id}`;
    await enqueue(tx, { communityId: state.id, key, kind, call, at });
  }
  if (direction === "withdrawal") await scheduleExecution(tx, state, id, at);
  return { payment: id, balance: printLedgerUnits(balance) };
}

/** A requested withdrawal is executed once its delay is over; requests are numbered from 1 in the order of payments. */
async function scheduleExecution(
  tx: Database,
  state: CommunityState,
  payment: number,
  now: number,
): Promise<void> {
  const { communityId, direction, id } = tables.payment;
  const [earlier] = await tx
    .select({ count: count() })
    .from(tables.payment)
    .where(and(eq(communityId, state.id), eq(direction, "withdrawal"), lt(id, payment)));
  await schedule(tx, {
    communityId: state.id,
    key: `${state.id}:executeWithdrawal:payment-${payment}`,
    kind: "executeWithdrawal",
    call: executeWithdrawalCall(state.contracts.ledger, (earlier?.count ?? 0) + 1),
    dueAt: withdrawalDueAt(state, now),
  });
}

/** When a withdrawal that is requested now may be executed, market ms. */
function withdrawalDueAt(state: CommunityState, now: number): number {
  return now + state.challengeWindowSeconds * 1000 + DELAY_MARGIN_MS;
}
