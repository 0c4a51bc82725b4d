import { z } from "zod";

/** RFC 9457 problem details; `code` is the refusal's name (docs/ERRORS.md lists them all). */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});
export type Problem = z.infer<typeof problem>;
