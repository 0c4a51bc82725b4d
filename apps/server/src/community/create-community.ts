import {
  approveCall,
  type DeploymentTerms,
  deployment,
  depositBondCall,
  setReceiptSignerCall,
  setRulesCall,
} from "@pumasi/chain";
import { type CommunityContracts, type Database, tables } from "@pumasi/database";
import { type CommunityRequest, hashRules, ledgerTerms, readRulesTerms } from "@pumasi/protocol";
import { isTimeZone } from "@pumasi/quantities";
import type { ServerContext } from "../context.js";
import { enqueue, type LedgerCall, nextNonce } from "../ledger/outbox.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState } from "./community-state.js";
import { communityStateOf } from "./load-community.js";

/** Slots that may be between booked and final at once, at least; a storage word each, reused in a ring. */
const SMALLEST_RING = 4096;

const DAY_SECONDS = 86_400;

/** A stage of a slot may be this late before anybody may put the slot to the grid tariff: longer than readings may be. */
export const STAGE_SECONDS = 8 * DAY_SECONDS;

/** What the operator loses with each slot that is proven wrong, in the bond coin's smallest unit. */
const BOND_PER_SLOT = 1_000_000n;

/** Two thirds of the members sign slots under rules that cannot be refuted; today's rule can. */
const ATTESTATION_PPM = 666_667;

const LONGEST_PERIOD_DAYS = { day: 1, week: 7, month: 31 } as const;

/**
 * The ring's size: slots stay in it until their period is settled, so it holds two periods with both
 * windows each, and a slot that waits for a reading does not stop the market.
 */
function ringSizeOf({
  slotSeconds,
  challengeWindowSeconds,
  settlementPeriod,
}: CommunityRequest): number {
  const span = LONGEST_PERIOD_DAYS[settlementPeriod] * DAY_SECONDS + 2 * challengeWindowSeconds;
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
  recordedBy: string,
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
  const { contracts, calls } = await deploy(context, tx, request);
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
    recordedBy,
  });
  await addSystemAccounts(tx, state);
  calls.push([
    "setRules",
    setRulesCall(
      contracts.community,
      ledgerTerms(read.rules, contracts.uniformPriceRule, hash),
      request.firstSlot,
    ),
  ]);
  for (const [kind, call] of calls) {
    await enqueue(tx, { communityId: row.id, key: `${row.id}:${kind}`, kind, call, at: now });
  }
  return state;
}

/** What a community's contracts are made with; the windows follow from the community's own. */
function deploymentTerms(request: CommunityRequest): DeploymentTerms {
  const { slotSeconds, gateClosureSeconds, challengeWindowSeconds, firstSlot, currency } = request;
  const ringSize = ringSizeOf(request);
  return {
    ...{ slotSeconds, gateClosureSeconds, challengeWindowSeconds, firstSlot, ringSize },
    stageSeconds: STAGE_SECONDS,
    bondPerSlot: BOND_PER_SLOT,
    attestationPpm: ATTESTATION_PPM,
    coinName: `${request.name} coin`,
    coinSymbol: `P${currency}`,
    adminTransferDelaySeconds: DAY_SECONDS,
    rulesNoticeSeconds: Math.floor(slotSeconds / 2),
    withdrawalDelaySeconds: challengeWindowSeconds,
    responseSeconds: challengeWindowSeconds,
    demandDeposit: BOND_PER_SLOT,
    bondSupply: 4n * BOND_PER_SLOT * BigInt(ringSize),
  };
}

/** The contracts, and the transactions that make them, fill the bond and name the receipts' signer. */
async function deploy(
  { chain, receiptSigner }: ServerContext,
  tx: Database,
  request: CommunityRequest,
): Promise<{ contracts: CommunityContracts; calls: [string, LedgerCall][] }> {
  const terms = deploymentTerms(request);
  const made = deployment(chain.operator, await nextNonce(tx), terms);
  const contracts = Object.fromEntries(
    Object.entries(made.contracts).map(([name, address]) => [name, address.toLowerCase()]),
  ) as unknown as CommunityContracts;
  const bond = terms.bondPerSlot * BigInt(terms.ringSize);
  return {
    contracts,
    calls: [
      ...made.calls,
      ["approveBond", approveCall(contracts.bondCoin, contracts.market, bond)],
      ["depositBond", depositBondCall(contracts.market, bond)],
      ["setReceiptSigner", setReceiptSignerCall(contracts.community, receiptSigner.address)],
    ],
  };
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
