import type { LedgerView } from "@pumasi/chain";
import type { MarketRules } from "@pumasi/market";
import {
  type CommunityDescription,
  hashLedgerTerms,
  hashRules,
  type Keccak256,
  ledgerTerms,
  readRulesTerms,
} from "@pumasi/protocol";
import { DifferenceFound, mustEqual } from "./difference.js";

/**
 * Checks what is fixed: sizes and windows of the market, and every version of the published rules
 * against its hash on the ledger. Gives the rules as the market computes with them.
 */
export function verifyRegister(
  keccak: Keccak256,
  view: LedgerView,
  community: CommunityDescription,
): MarketRules[] {
  const { settings } = view;
  mustEqual({}, "slot length (s)", settings.slotSeconds, community.slotSeconds);
  mustEqual({}, "gate closure (s)", settings.gateClosureSeconds, community.gateClosureSeconds);
  mustEqual({}, "first slot", settings.firstSlot, community.firstSlot);
  mustEqual(
    {},
    "challenge window (s)",
    settings.challengeWindowSeconds,
    community.challengeWindowSeconds,
  );
  const signer = view.receiptSigners.at(-1)?.signer.toLowerCase();
  mustEqual({}, "key that signs receipts", signer ?? "none", community.receiptSigner);
  mustEqual({}, "versions of the rules", view.rules.length, community.rules.length);
  return community.rules.map(({ version, fromSlot, terms }) => {
    const onLedger = view.rules.find((rules) => rules.version === version);
    const hash = hashRules(keccak, version, fromSlot, terms);
    mustEqual({}, `rules, version ${version}`, onLedger?.documentHash ?? "none", hash);
    mustEqual({}, `first slot of rules ${version}`, onLedger?.fromSlot ?? "none", fromSlot);
    const read = readRulesTerms(version, fromSlot, terms);
    if (read.ok) {
      const known = ledgerTerms(read.rules, community.contracts.uniformPriceRule, hash);
      const termsHash = hashLedgerTerms(keccak, known);
      mustEqual({}, `terms of rules ${version} on the ledger`, termsHash, onLedger?.termsHash);
      return read.rules;
    }
    throw new DifferenceFound({
      slot: null,
      period: null,
      account: null,
      what: `rules, version ${version}`,
      expected: "terms that can be used",
      found: `${read.reason}: ${read.field}`,
    });
  });
}
