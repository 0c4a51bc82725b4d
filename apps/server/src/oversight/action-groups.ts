import type { ActionGroup } from "@pumasi/protocol";
import { ANSWER_KIND } from "../duties/answer-demands.js";
import { FALL_BACK_KIND } from "../duties/give-up.js";

/** The kinds of the outbox's actions by what they are for; every other kind is the register's. */
export const KINDS_OF_GROUP: Readonly<Record<Exclude<ActionGroup, "register">, string[]>> = {
  commitments: ["closeBook", "clear", "meter", "remeter", "finalize", "commitPeriod"],
  settlements: ["settle", "mint", "approve", "deposit", "requestWithdrawal", "executeWithdrawal"],
  duties: [ANSWER_KIND, FALL_BACK_KIND],
};

const GROUP_OF = new Map(
  Object.entries(KINDS_OF_GROUP).flatMap(([group, kinds]) =>
    kinds.map((kind) => [kind, group as ActionGroup] as const),
  ),
);

export function groupOf(kind: string): ActionGroup {
  return GROUP_OF.get(kind) ?? "register";
}

/** Kinds that are about one slot, whose number is the third part of their key. */
export const SLOT_KINDS: ReadonlySet<string> = new Set([
  ...["closeBook", "clear", "meter", "remeter"],
  FALL_BACK_KIND,
]);

/** Kinds that are about a settlement period, whose number is the last part of their key. */
const PERIOD_KINDS: ReadonlySet<string> = new Set(["finalize", "commitPeriod", "settle"]);

/** The slot or the period that an action of the outbox is about, by its key. */
export function placeOf({ kind, key }: { kind: string; key: string }): {
  slot: number | null;
  period: number | null;
} {
  const parts = key.split(":");
  return {
    slot: SLOT_KINDS.has(kind) ? Number(parts[2]) : null,
    period: PERIOD_KINDS.has(kind) ? Number(parts.at(-1)) : null,
  };
}
