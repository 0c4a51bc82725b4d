import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommunityDescription } from "@pumasi/protocol";
import { z } from "zod";
import { CommunityChangedError } from "./gateway-errors.js";
import { writeFileAtomically } from "./write-file-atomically.js";

const pinned = z.object({
  slug: z.string(),
  chainId: z.string(),
  market: z.string(),
  receiptSigner: z.string(),
  // Gateways that enrolled before there was an inbox pinned none.
  inbox: z.string().optional(),
  slotSeconds: z.string(),
  timeZone: z.string(),
});
type Pinned = z.infer<typeof pinned>;

function pinOf(community: CommunityDescription): Pinned {
  return {
    slug: community.slug,
    chainId: String(community.chainId),
    market: community.contracts.market,
    receiptSigner: community.receiptSigner,
    inbox: community.contracts.inbox,
    slotSeconds: String(community.slotSeconds),
    timeZone: community.timeZone,
  };
}

/** Throws CommunityChangedError when what signatures and receipts stand on is not what it was. */
export function checkSameCommunity(
  enrolled: CommunityDescription | Pinned,
  now: CommunityDescription,
): void {
  const before = "contracts" in enrolled ? pinOf(enrolled) : enrolled;
  const after = pinOf(now);
  for (const field of pinned.keyof().options) {
    const [enrolledIn, nowSaid] = [before[field], after[field]];
    if (enrolledIn === undefined || nowSaid === undefined) continue;
    if (enrolledIn !== nowSaid) throw new CommunityChangedError(field, enrolledIn, nowSaid);
  }
}

/**
 * Keeps, in folder/community.json, what the device enrolled in, and checks every later start against
 * it: a server that is not trusted must not be able to swap the key that its receipts are checked
 * with. Throws CommunityChangedError.
 */
export function pinCommunity(folder: string, community: CommunityDescription): void {
  const file = join(folder, "community.json");
  if (existsSync(file)) {
    checkSameCommunity(pinned.parse(JSON.parse(readFileSync(file, "utf8"))), community);
  } else {
    writeFileAtomically(file, `${JSON.stringify(pinOf(community))}\n`);
  }
}
