import { z } from "zod";
import { addressHex, hashHex, kwhText, meterIndex, signatureHex, slotNumber } from "./decimals.js";
import { problem } from "./problem.js";

export const deviceQuality = z.enum(["measured", "estimated"]);

/** A signed reading: both registers of the meter at the end of the slot, in one message. */
export const readingInput = z.object({
  slot: slotNumber,
  meter: meterIndex,
  importRegister: kwhText,
  exportRegister: kwhText,
  quality: deviceQuality,
  device: addressHex,
  signature: signatureHex,
});
export type ReadingInput = z.infer<typeof readingInput>;

export const readingsRequest = z.object({ readings: z.array(readingInput).min(1).max(1000) });

export const readingEffect = z
  .enum(["awaited", "corrects", "after-final"])
  .describe(
    "awaited: its slot is not metered yet; corrects: it replaces a substitute; after-final: kept, the next reading takes up the difference",
  );

export const readingOutcome = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    repeated: z.boolean(),
    digest: hashHex,
    effect: readingEffect,
  }),
  z.object({ ok: z.literal(false), problem }),
]);
export type ReadingOutcome = z.infer<typeof readingOutcome>;

/** One outcome for each reading, in the request's order. A refused reading changes nothing. */
export const readingsResponse = z.object({ outcomes: z.array(readingOutcome) });
