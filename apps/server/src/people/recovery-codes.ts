import { type Database, tables } from "@pumasi/database";
import type { Instant } from "@pumasi/quantities";
import { and, count, eq, isNull } from "drizzle-orm";
import { hashCode, newCode } from "./one-time-secrets.js";

const CODES = 10;

/** Gives a person ten new codes in place of the ones it had; only hashes are kept. */
export async function issueRecoveryCodes(tx: Database, personId: string): Promise<string[]> {
  const { recoveryCode } = tables;
  await tx.delete(recoveryCode).where(eq(recoveryCode.personId, personId));
  const codes = Array.from({ length: CODES }, newCode);
  await tx.insert(recoveryCode).values(codes.map((code) => ({ hash: hashCode(code), personId })));
  return codes;
}

/** Uses a code up and says whose it was; null when there is no such code or it was used. */
export async function redeemRecoveryCode(
  tx: Database,
  code: string,
  now: Instant,
): Promise<string | null> {
  const { recoveryCode } = tables;
  const [row] = await tx
    .update(recoveryCode)
    .set({ usedAt: now })
    .where(and(eq(recoveryCode.hash, hashCode(code)), isNull(recoveryCode.usedAt)))
    .returning();
  return row?.personId ?? null;
}

/** How many codes a person has left. */
export async function recoveryCodesLeft(database: Database, personId: string): Promise<number> {
  const { recoveryCode } = tables;
  const [row] = await database
    .select({ codes: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.personId, personId), isNull(recoveryCode.usedAt)));
  return row?.codes ?? 0;
}
