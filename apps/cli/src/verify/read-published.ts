import { type LedgerView, readLedger } from "@pumasi/chain";
import type { PumasiClient } from "@pumasi/client";
import type { AccountDescription, PublishedSlot } from "@pumasi/protocol";
import type { VerifiedInput } from "./verify-community.js";

const PAGE = 100;

/**
 * Reads what is published and then the ledger, which may have gone on meanwhile: slots that have a
 * newer version there are read again.
 */
export async function readPublished(
  client: PumasiClient,
  slug: string,
  onProgress: (slots: number) => void,
): Promise<VerifiedInput> {
  const slots: PublishedSlot[] = [];
  const { firstSlot } = await client.community(slug);
  for (let from = firstSlot; ; from += PAGE) {
    const page = await client.publishedSlots(slug, { from, limit: PAGE });
    slots.push(...page);
    onProgress(slots.length);
    if (page.length < PAGE) break;
  }
  const { rpcUrl, chainId } = await client.ledger();
  const { contracts } = await client.community(slug);
  const view = await readLedger({ rpcUrl, chainId, contracts });
  await readChangedAgain(client, slug, view, slots);
  const community = await client.community(slug);
  const periods = await client.periods(slug);
  // After the slots: an end that came meanwhile is after all of them.
  const memberships = await client.accounts(slug);
  const accounts = await bookedBalances(client, slug, view);
  // What was closed after the ledger was read belongs to the next verification.
  return {
    view,
    community,
    slots,
    periods: periods.slice(0, Math.max(view.periods.length, 0)),
    memberships,
    accounts,
  };
}

async function readChangedAgain(
  client: PumasiClient,
  slug: string,
  view: LedgerView,
  slots: PublishedSlot[],
): Promise<void> {
  for (const [index, published] of slots.entries()) {
    const version = view.slots.get(published.slot)?.meterings.at(-1)?.version ?? 0;
    if (version > published.version) {
      slots[index] = await client.publishedSlot(slug, published.slot);
    }
  }
  for (
    let slot = (slots.at(-1)?.slot ?? view.settings.firstSlot - 1) + 1;
    view.slots.has(slot);
    slot++
  ) {
    slots.push(await client.publishedSlot(slug, slot));
  }
}

/** The server's balances, if the ledger has everything that the server has booked, at the block that was read. */
async function bookedBalances(
  client: PumasiClient,
  slug: string,
  view: LedgerView,
): Promise<AccountDescription[] | null> {
  const isCaughtUp = async () => {
    const { block, waiting, scheduled } = await client.ledger();
    return waiting === 0 && scheduled === 0 && block === view.head.number;
  };
  if (!(await isCaughtUp())) return null;
  const accounts = await client.accounts(slug);
  return (await isCaughtUp()) ? accounts : null;
}
