import { type Database, tables } from "@pumasi/database";
import {
  type Address,
  hashRules,
  ledgerTerms,
  makeSlotProof,
  type SlotProof,
} from "@pumasi/protocol";
import { and, eq } from "drizzle-orm";
import type { CommunityState } from "../community/community-state.js";
import type { ServerContext } from "../context.js";
import { RequestRefusedError } from "../refusals.js";
import { publishAccountSlots, publishLeaves, publishPeriodLeaves } from "./publish-leaves.js";

/**
 * What an account needs to check its own slot without trusting this server. Refuses a slot that is not metered yet
 * (unknown_slot) and an account without a line in it (unknown_account).
 */
export async function publishProof(
  { keccak, chain, open }: ServerContext,
  state: CommunityState,
  { slot, account }: { slot: number; account: number },
): Promise<SlotProof> {
  const { database } = open;
  const committed = await publishLeaves(keccak, database, state, slot);
  if (committed.metering === null) {
    throw new RequestRefusedError("unknown_slot", `slot ${slot} is not metered yet`);
  }
  const row = await rowOf(database, state, slot);
  const { market, ledger, uniformPriceRule } = state.contracts;
  const place = {
    ...{ chainId: chain.chainId, market, ledger },
    rule: "UniformPriceRule" as const,
    terms: ledgerTerms(row.rules, uniformPriceRule, row.documentHash(keccak)),
    p256KeyOf: (device: Address) => state.devices.get(device)?.p256 ?? null,
  };
  const period =
    row.period === null
      ? null
      : {
          committed: await publishPeriodLeaves(keccak, database, state, row.period),
          accountSlots: await publishAccountSlots(keccak, database, state, {
            period: row.period,
            account,
          }),
        };
  const proof = makeSlotProof(keccak, place, committed, account, period);
  if (proof === null) throw new RequestRefusedError("unknown_account", `${account}`);
  return proof;
}

async function rowOf(database: Database, state: CommunityState, slot: number) {
  const { slot: slots, rules: versions } = tables;
  const [row] = await database
    .select({ period: slots.period, terms: versions.terms, version: versions.version })
    .from(slots)
    .innerJoin(
      versions,
      and(eq(versions.communityId, slots.communityId), eq(versions.version, slots.rulesVersion)),
    )
    .where(and(eq(slots.communityId, state.id), eq(slots.slot, slot)));
  if (row === undefined) throw new RequestRefusedError("unknown_slot", `${slot}`);
  const rules = state.rulesOf(slot);
  return {
    period: row.period,
    rules,
    documentHash: (keccak: ServerContext["keccak"]) =>
      hashRules(keccak, row.version, rules.fromSlot, row.terms),
  };
}
