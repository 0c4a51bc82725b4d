import {
  contractAddressAt,
  deployCoinCall,
  deployCommunityCall,
  deployLedgerCall,
  deployMarketCall,
  setMarketCall,
  setReceiptSignerCall,
  setRulesCall,
} from "@pumasi/chain";
import { type CommunityContracts, type Database, tables } from "@pumasi/database";
import { type Address, type CommunityRequest, hashRules, readRulesTerms } from "@pumasi/protocol";
import { isTimeZone } from "@pumasi/quantities";
import type { ServerContext } from "../context.js";
import { enqueue, type LedgerCall, nextNonce } from "../ledger/outbox.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState } from "./community-state.js";
import { communityStateOf } from "./load-community.js";

/** Slots that may be between booked and final at once, at least; a storage word each, reused in a ring. */
const SMALLEST_RING = 4096;

const DAY_SECONDS = 86_400;

const LONGEST_PERIOD_DAYS = { day: 1, week: 7, month: 31 } as const;

/**
 * The ring's size: slots become final on the ledger when their period is settled, so it holds two
 * periods with their windows, and a slot that waits for a reading does not stop the market.
 */
function ringSizeOf({
  slotSeconds,
  challengeWindowSeconds,
  settlementPeriod,
}: CommunityRequest): number {
  const span = LONGEST_PERIOD_DAYS[settlementPeriod] * DAY_SECONDS + challengeWindowSeconds;
  return Math.max(SMALLEST_RING, Math.ceil((2 * span) / slotSeconds));
}

/** System accounts and their places, fixed by the Community contract. */
const SYSTEM_ACCOUNTS = ["supplier", "grid-operator", "guarantee", "rounding"] as const;

/** Headroom of the system accounts, 10^-6 currency: as good as none to the books, as the Ledger contract has it. */
const SYSTEM_CREDIT_LIMIT = 1n << 61n;

/**
 * Creates a community: its row, its first rules and its contracts, whose addresses follow from the
 * nonces of the actions that will deploy them. Refuses terms that cannot be used.
 */
export async function createCommunity(
  context: ServerContext,
  tx: Database,
  request: CommunityRequest & { openData: boolean },
): Promise<CommunityState> {
  if (!isTimeZone(request.timeZone)) {
    throw new RequestRefusedError("community_terms_invalid", `timeZone ${request.timeZone}`);
  }
  const read = readRulesTerms(1, request.firstSlot, request.rules);
  if (!read.ok) {
    throw new RequestRefusedError("community_terms_invalid", `${read.reason}: ${read.field}`);
  }
  const now = context.now();
  const { rules: terms, ...sizes } = request;
  const { contracts, calls } = await deployment(context, tx, request);
  const [row] = await tx
    .insert(tables.community)
    .values({
      ...sizes,
      contracts,
      untilSlot: null,
      receiptSigner: context.receiptSigner.address,
      recordedAt: now,
    })
    .returning();
  if (row === undefined) throw new Error("an insert returns its row");
  const state = communityStateOf(row, context.keccak, context.chain.chainId);
  state.rules.push(read.rules);
  const hash = hashRules(context.keccak, 1, request.firstSlot, terms);
  await tx.insert(tables.rules).values({
    communityId: row.id,
    version: 1,
    fromSlot: request.firstSlot,
    terms,
    hash,
    recordedAt: now,
    recordedBy: "operator",
  });
  await addSystemAccounts(tx, state);
  calls.push([
    "setRules",
    setRulesCall(contracts.community, { rulesHash: hash, fromSlot: request.firstSlot }),
  ]);
  for (const [kind, call] of calls) {
    await enqueue(tx, { communityId: row.id, key: `${row.id}:${kind}`, kind, call, at: now });
  }
  return state;
}

async function deployment(
  { chain, receiptSigner }: ServerContext,
  tx: Database,
  request: CommunityRequest,
): Promise<{ contracts: CommunityContracts; calls: [string, LedgerCall][] }> {
  const nonce = await nextNonce(tx);
  const { operator } = chain;
  const at = (offset: number): Address =>
    contractAddressAt(operator, nonce + offset).toLowerCase() as Address;
  const contracts = { coin: at(0), community: at(1), market: at(2), ledger: at(3) };
  const calls: [string, LedgerCall][] = [
    [
      "deployCoin",
      deployCoinCall({
        name: `${request.name} coin`,
        symbol: `P${request.currency}`,
        admin: operator,
        issuer: operator,
      }),
    ],
    [
      "deployCommunity",
      deployCommunityCall({
        admin: operator,
        adminTransferDelaySeconds: 86_400,
        operator,
        treasurer: operator,
      }),
    ],
    [
      "deployMarket",
      deployMarketCall(contracts.community, { ...request, ringSize: ringSizeOf(request) }),
    ],
    ["deployLedger", deployLedgerCall(contracts)],
    ["setMarket", setMarketCall(contracts.community, contracts.market)],
    ["setReceiptSigner", setReceiptSignerCall(contracts.community, receiptSigner.address)],
  ];
  return { contracts, calls };
}

async function addSystemAccounts(tx: Database, state: CommunityState): Promise<void> {
  for (const [account, kind] of SYSTEM_ACCOUNTS.entries()) {
    const row = {
      account,
      kind,
      pseudonym: `0x${account.toString(16).padStart(64, "0")}` as const,
      creditLimit: SYSTEM_CREDIT_LIMIT,
      balance: 0n,
    };
    await tx.insert(tables.account).values({ ...row, communityId: state.id });
    state.accounts.set(account, row);
  }
}
