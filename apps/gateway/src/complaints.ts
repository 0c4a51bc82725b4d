import { join } from "node:path";
import type { Logger } from "pino";
import { z } from "zod";
import { LineFile } from "./line-file.js";

const complaint = z.object({
  at: z.iso.datetime(),
  faults: z.array(z.string()),
  sent: z.unknown(),
  answer: z.unknown(),
});
type Complaint = z.infer<typeof complaint>;

/**
 * Answers of the server that do not hold, and orders that the ledger did not take: evidence that the household can show, in
 * folder/complaints.jsonl. Each is also logged as an error.
 */
export class Complaints {
  private readonly lineFile: LineFile<Complaint>;

  constructor(
    folder: string,
    private readonly log: Logger,
  ) {
    this.lineFile = LineFile.open<Complaint>(join(folder, "complaints.jsonl"), complaint).lineFile;
  }

  /** Keeps what was sent and what was answered at the market instant `now` (ms). */
  file(now: number, faults: readonly string[], sent: unknown, answer: unknown): void {
    const at = new Date(now).toISOString();
    this.lineFile.append([{ at, faults: [...faults], sent, answer }], true);
    this.log.error({ event: "complaint", at, faults, answer }, "kept as a complaint");
  }

  close(): void {
    this.lineFile.close();
  }
}
