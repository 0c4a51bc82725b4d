import { join } from "node:path";
import { type Hex, hashHex } from "@pumasi/protocol";
import { z } from "zod";
import { LineFile } from "./line-file.js";

const signedPlacement = z.object({
  raw: z.string().regex(/^0x([0-9a-f]{2})+$/) as unknown as z.ZodType<Hex>,
  hash: hashHex,
  nonce: z.int().min(0),
});
/** A signed transaction that places an order in the ledger's inbox, as it is sent. */
export type JournaledPlacement = z.infer<typeof signedPlacement>;

/** How an order ended: in the inbox, refused by the contract, or left out by the ledger until its gate had closed. */
const ending = z.enum(["placed", "refused", "left-out"]);
export type PlacementEnding = z.infer<typeof ending>;

const placementLine = z.object({
  /** The order's. */
  digest: hashHex,
  /** Market time of the line. */
  at: z.iso.datetime(),
  signed: signedPlacement.optional(),
  ending: ending.optional(),
});
type PlacementLine = z.infer<typeof placementLine>;

/**
 * What was done about orders without a receipt, in folder/inbox.jsonl. A transaction is on disk before it is sent, so that a
 * gateway that was killed sends that one again and never a second one beside it.
 */
export class InboxJournal {
  private readonly placements = new Map<Hex, JournaledPlacement>();
  private readonly endings = new Map<Hex, PlacementEnding>();
  private readonly lineFile: LineFile<PlacementLine>;

  /** Opens the folder's inbox.jsonl. Throws JournalCorruptError. */
  constructor(folder: string) {
    const { lines, lineFile } = LineFile.open(join(folder, "inbox.jsonl"), placementLine);
    this.lineFile = lineFile;
    for (const line of lines) this.remember(line);
  }

  /** The transaction that was signed last for an order, or null. */
  placementOf(digest: Hex): JournaledPlacement | null {
    return this.placements.get(digest) ?? null;
  }

  /** True when nothing is left to do about the order. */
  hasEnded(digest: Hex): boolean {
    return this.endings.has(digest);
  }

  /** Puts a transaction on disk; it may be sent once this returns. */
  recordSigned(now: number, digest: Hex, signed: JournaledPlacement): void {
    this.append({ digest, at: new Date(now).toISOString(), signed });
  }

  recordEnding(now: number, digest: Hex, how: PlacementEnding): void {
    this.append({ digest, at: new Date(now).toISOString(), ending: how });
  }

  close(): void {
    this.lineFile.close();
  }

  private append(line: PlacementLine): void {
    this.lineFile.append([line], true);
    this.remember(line);
  }

  private remember({ digest, signed, ending: how }: PlacementLine): void {
    if (signed !== undefined) this.placements.set(digest, signed);
    if (how !== undefined) this.endings.set(digest, how);
  }
}
