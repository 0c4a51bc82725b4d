import type { CommunityDescription, HouseholdEnergy } from "@pumasi/protocol";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { fetchHouseholdEnergy } from "../../../api/household-api.js";
import type { Household } from "../../../api/household-queries.js";
import { checkSlot, type SlotVerdict } from "./check-slot.js";
import { fetchProof } from "./fetch-proof.js";

/** A verdict and the figures that it is about: other figures are another question. */
interface Kept {
  verdict: SlotVerdict;
  figures: string;
}

/** What waits for the ledger, or got no answer, is asked for again after so long (ms). */
const AGAIN_MS = 5_000;

const figuresOf = (row: HouseholdEnergy) => JSON.stringify(row);

/**
 * Checks slots one after the other, in the order of `rows`, and gives what was found so far, by slot. A slot whose figures change
 * is checked again, and so is one that could not be judged yet. `again` forgets everything.
 */
export function useSlotChecks(
  {
    household,
    community,
    nodeUrl,
  }: { household: Household; community: CommunityDescription; nodeUrl: string },
  rows: readonly HouseholdEnergy[],
) {
  const queryClient = useQueryClient();
  const { slug, account } = household;
  const [kept, keep] = useState<ReadonlyMap<number, Kept>>(new Map());
  const next = rows.find((row) => kept.get(row.from)?.figures !== figuresOf(row)) ?? null;
  const asked = next === null ? null : figuresOf(next);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the row's content; the row itself is new with each answer.
  useEffect(() => {
    if (next === null) return;
    const stopped = new AbortController();
    const sources = {
      ...{ community, account, nodeUrl },
      fetchProof: (slot: number, signal: AbortSignal) =>
        fetchProof({ slug, account }, slot, signal),
      async freshRow(slot: number) {
        const day = { period: "day", at: slot } as const;
        const { rows: fresh } = await fetchHouseholdEnergy(slug, account, day, stopped.signal);
        void queryClient.invalidateQueries({ queryKey: ["household", slug, account, "energy"] });
        return fresh.find(({ from }) => from === slot) ?? null;
      },
    };
    void checkSlot(sources, next, stopped.signal)
      .catch(
        (error: unknown): SlotVerdict => ({
          state: "unasked",
          silent: "server",
          detail: `${error}`,
        }),
      )
      .then((verdict) => {
        if (stopped.signal.aborted) return;
        const figures = figuresOf(next);
        keep((before) => new Map(before).set(next.from, { verdict, figures }));
      });
    return () => stopped.abort();
  }, [asked, slug, account, nodeUrl, community.contracts.market, queryClient]);

  const isUndecided = rows.some((row) => isOpen(kept.get(row.from)));
  useEffect(() => {
    if (!isUndecided) return;
    const timer = setInterval(() => keep(withoutOpen), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isUndecided]);

  const verdicts = useMemo(() => {
    const current = rows.flatMap((row) => {
      const known = kept.get(row.from);
      return known === undefined ? [] : [[row.from, known.verdict] as const];
    });
    return new Map(current);
  }, [rows, kept]);
  return { verdicts, next: next?.from ?? null, again: () => keep(new Map()) };
}

function isOpen(one: Kept | undefined): boolean {
  const state = one?.verdict.state;
  return state === "waiting" || state === "unasked";
}

/** The verdicts stay on the screen until they are replaced; only their figures are forgotten. */
function withoutOpen(before: ReadonlyMap<number, Kept>): ReadonlyMap<number, Kept> {
  return new Map(
    [...before].map(([slot, one]) => [slot, isOpen(one) ? { ...one, figures: "" } : one]),
  );
}
