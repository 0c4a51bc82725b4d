import type { LedgerView, SlotView } from "@pumasi/chain";
import type { PumasiClient } from "@pumasi/client";
import { type MarketRules, rulesAt, type Tariff } from "@pumasi/market";
import {
  type Address,
  type Challenge,
  type CommittedSlot,
  type CommunityDescription,
  encodeBookHeader,
  findChallenge,
  fromHex,
  type Hex,
  type JudgeContext,
  judgedTerms,
  type Keccak256,
  ledgerTerms,
  MerkleTree,
  readClearingHeader,
  type ShownSlot,
  type SignatureTools,
  type TreeName,
} from "@pumasi/protocol";
import { DifferenceFound } from "./difference.js";
import { fillsOfBook } from "./fills-of-book.js";
import { verifyRegister } from "./verify-register.js";

/** What can be done on the ledger about a wrong slot. */
export type LedgerRemedy =
  | {
      kind: "challenge";
      slot: number;
      challenge: Challenge;
      /** Headers that were recorded on the judged one since, innermost first. */
      recordedOn: Uint8Array[];
    }
  | { kind: "demand"; slot: number; tree: TreeName }
  | { kind: "none"; why: string };

/** How hashes are made and the signatures of both curves checked. */
export interface JudgeTools extends SignatureTools {
  keccak: Keccak256;
}

/**
 * Looks for the challenge that wins: in the slot that differs, or in every slot that is not final. The headers are the ledger's;
 * the leaves are the server's, and count only where they hash to the ledger's roots: where they do not, what was committed is
 * withheld, and a demand on the ledger brings it out or undoes the slot. Fills that follow from the book are made here, so that
 * nobody can withhold those.
 */
export async function searchChallenge(
  tools: JudgeTools,
  client: PumasiClient,
  community: CommunityDescription,
  view: LedgerView,
  slot: number | null,
): Promise<LedgerRemedy> {
  const open = [...view.slots.values()].filter((own) => !own.isFinal);
  const chosen = slot === null ? open : open.filter((own) => own.slot === slot);
  if (slot !== null && chosen.length === 0) {
    return { kind: "none", why: `slot ${slot} is final, or not on the ledger` };
  }
  const rules = rulesOnLedger(tools.keccak, view, community);
  if (rules === null) {
    const why = "the ledger judges by its own register and rules, which are not the published ones";
    return { kind: "none", why };
  }
  const search = {
    tools,
    context: contextOf(tools, view, community),
    client,
    community,
    view,
    rules,
  };
  for (const onLedger of chosen) {
    const remedy = await searchSlot(search, onLedger);
    if (remedy !== null) return remedy;
  }
  return { kind: "none", why: "what is committed on the ledger breaks no rule" };
}

/** What every slot is searched with. */
interface Search {
  tools: JudgeTools;
  context: JudgeContext;
  client: PumasiClient;
  community: CommunityDescription;
  view: LedgerView;
  rules: readonly MarketRules[];
}

/** The published rules where they are the ledger's, else null. */
function rulesOnLedger(
  keccak: Keccak256,
  view: LedgerView,
  community: CommunityDescription,
): MarketRules[] | null {
  try {
    return verifyRegister(keccak, view, community);
  } catch (error) {
    if (error instanceof DifferenceFound) return null;
    throw error;
  }
}

async function searchSlot(search: Search, onLedger: SlotView): Promise<LedgerRemedy | null> {
  const { context, client, community, view } = search;
  const { slot, state } = onLedger;
  // Nothing stands on the ledger that could be judged, once a book was undone and until the grid's tariff is applied.
  if (state === "grid" || state === "skipped") return null;
  const own = await client.committedSlot(community.slug, slot);
  const before = view.slots.get(slot - 1);
  const hasBefore = before !== undefined && before.meterings.length > 0;
  const shownBefore = hasBefore ? await client.committedSlot(community.slug, slot - 1) : null;
  const { secret } = await client.publishedSlot(community.slug, slot);
  const shown = shownSlot(search, onLedger, { ...own, secret });
  const metering = before?.meterings.at(-1);
  if (metering !== undefined && shownBefore?.metering) {
    const readings = shownBefore.metering.readings.map(fromHex);
    shown.before = { header: fromHex(metering.words), readings };
  } else if (slot === view.settings.firstSlot || before?.state === "skipped") shown.before = null;
  const found = findChallenge(context, shown);
  if (!found.ok) return { kind: "demand", slot, tree: found.tree };
  const { challenge } = found;
  if (challenge === null) return null;
  return { kind: "challenge", slot, challenge, recordedOn: recordedOn(challenge, shown) };
}

/** The ledger's headers with the server's leaves. */
function shownSlot(
  { tools, community, view, rules }: Search,
  onLedger: SlotView,
  own: CommittedSlot & { secret: Hex | null },
): ShownSlot {
  const { slot, book, clearing, state } = onLedger;
  const metering = onLedger.meterings.at(-1);
  // Metered without a clearing: at the grid's tariff, where the book was undone or never came.
  const hasBook = clearing !== null || state === "booked";
  const noBook = { slot, orders: 0, bookRoot: new MerkleTree(tools.keccak, []).root };
  const header = hasBook ? { slot, orders: book.orders, bookRoot: book.root } : noBook;
  const inForce = rulesAt(rules, slot);
  const named = view.rules.find(({ version }) => version === inForce?.version);
  if (inForce === null || named === undefined) throw new Error(`bug: no rules in slot ${slot}`);
  const contract = community.contracts.uniformPriceRule;
  return {
    rule: "UniformPriceRule",
    terms: judgedTerms(ledgerTerms(inForce, contract, named.documentHash)),
    keys: [],
    book: {
      header: encodeBookHeader(header),
      orders: hasBook ? own.book.leaves.map(fromHex) : [],
    },
    receipts: [],
    clearing:
      clearing === null
        ? null
        : {
            header: fromHex(clearing.words),
            fills: shownFills(tools.keccak, fromHex(clearing.words), own, inForce.tariff),
          },
    metering:
      metering === undefined
        ? null
        : {
            header: fromHex(metering.words),
            readings: (own.metering?.readings ?? []).map(fromHex),
            lines: (own.metering?.lines ?? []).map(fromHex),
          },
  };
}

/** The fills that the book and the secret lead to where those were committed, else the ones that are published. */
function shownFills(
  keccak: Keccak256,
  header: Uint8Array,
  { slot, secret, book, clearing }: CommittedSlot & { secret: Hex | null },
  tariff: Tariff,
): Uint8Array[] {
  const root = readClearingHeader(header)?.fillRoot;
  const made =
    root === undefined || secret === null
      ? null
      : fillsOfBook(keccak, { slot, secret, leaves: book.leaves, tariff }, root);
  return made ?? (clearing?.leaves ?? []).map(fromHex);
}

function recordedOn(challenge: Challenge, { clearing, metering }: ShownSlot): Uint8Array[] {
  const above = metering === null ? [] : [metering.header];
  if (challenge.judge === "judgeClearing") return above;
  const isOfBook = challenge.judge === "judgeBook" || challenge.judge === "judgeReceipt";
  return isOfBook && clearing !== null ? [clearing.header, ...above] : [];
}

/** The register as the ledger's events tell it. */
function contextOf(
  { keccak, recover, verifyP256 }: JudgeTools,
  view: LedgerView,
  community: CommunityDescription,
): JudgeContext {
  const devices = new Map([...view.devices].map(([key, own]) => [key.toLowerCase(), own]));
  const accounts = new Map(view.meters.map(({ meter, account }) => [meter, account]));
  return {
    keccak,
    domain: { chainId: view.chainId, market: community.contracts.market },
    recoverSigner: recover,
    verifyP256,
    register: {
      deviceAt(device, slot) {
        const own = devices.get(device.toLowerCase());
        const isValid = own !== undefined && slot >= own.fromSlot && slot < own.untilSlot;
        return isValid ? { account: own.account, p256: own.p256 } : null;
      },
      accountOfMeter: (meter) => accounts.get(meter) ?? null,
      receiptSignerAt: (slot) =>
        (view.receiptSigners.findLast(({ fromSlot }) => fromSlot <= slot)?.signer.toLowerCase() ??
          null) as Address | null,
    },
  };
}
