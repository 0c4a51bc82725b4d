import { z } from "zod";

/**
 * A text that people write and read, of at most so many characters; it may be empty. Control characters and single halves of a
 * surrogate pair have no place in one, and databases refuse both.
 */
export const printableText = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "no control characters");
