import { z } from "zod";
import { instantText } from "./decimals.js";

/** Market time. `fast-forward` waits for every active gateway; `paced` runs at `speed` times wall time. */
export const clockState = z.object({
  now: instantText,
  mode: z.enum(["fast-forward", "paced"]),
  speed: z.number().positive().nullable(),
  paused: z.boolean(),
});
export type ClockState = z.infer<typeof clockState>;

/**
 * A gateway's long poll: it has done everything due up to `after` and wants to be woken at `wake`.
 * The answer comes when market time has reached `wake`.
 */
export const clockQuery = z.object({
  after: instantText.optional(),
  wake: instantText.optional(),
  device: z
    .string()
    .regex(/^0x[0-9a-f]{40}$/)
    .optional(),
});
