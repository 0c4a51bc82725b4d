import { setRulesCall } from "@pumasi/chain";
import { type Database, tables } from "@pumasi/database";
import { firstOpenSlot, type MarketRules } from "@pumasi/market";
import { hashRules, ledgerTerms, type RulesTerms, readRulesTerms } from "@pumasi/protocol";
import type { ServerContext } from "../context.js";
import { enqueue } from "../ledger/outbox.js";
import { RequestRefusedError } from "../refusals.js";
import type { CommunityState } from "./community-state.js";

/**
 * Records the next version of rules and tariff. It takes effect from a slot whose orders are not open
 * yet and not before the version before it (rules_in_the_past); refuses terms that cannot be used.
 */
export async function setRules(
  context: ServerContext,
  tx: Database,
  state: CommunityState,
  { fromSlot, terms }: { fromSlot: number; terms: RulesTerms },
  recordedBy: string,
): Promise<MarketRules> {
  const horizon = Math.max(...state.rules.map(({ openSlots }) => openSlots));
  const earliest = Math.max(
    firstOpenSlot(context.now(), state) + horizon,
    state.rules.at(-1)?.fromSlot ?? state.firstSlot,
  );
  if (fromSlot < earliest) {
    throw new RequestRefusedError("rules_in_the_past", `from slot ${earliest} on`);
  }
  const version = state.rules.length + 1;
  const read = readRulesTerms(version, fromSlot, terms);
  if (!read.ok) {
    throw new RequestRefusedError("community_terms_invalid", `${read.reason}: ${read.field}`);
  }
  const hash = hashRules(context.keccak, version, fromSlot, terms);
  const recordedAt = context.now();
  const communityId = state.id;
  await tx
    .insert(tables.rules)
    .values({ communityId, version, fromSlot, terms, hash, recordedAt, recordedBy });
  await enqueue(tx, {
    communityId,
    key: `${communityId}:setRules:${version}`,
    kind: "setRules",
    call: setRulesCall(
      state.contracts.community,
      ledgerTerms(read.rules, state.contracts.uniformPriceRule, hash),
      fromSlot,
    ),
    at: recordedAt,
  });
  return read.rules;
}
