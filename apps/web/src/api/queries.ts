import type { ClockState, CommunityDescription } from "@pumasi/protocol";
import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.js";
import * as api from "./community-api.js";
import { slotWindow } from "./slot-window.js";

/** Live events refresh the page; this slow round is the net below them, for an event that got lost. */
const SAFETY_ROUND_MS = 30_000;
const CLOCK_ROUND_MS = 5_000;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        refetchInterval: SAFETY_ROUND_MS,
        networkMode: "always",
        retry: (failures, error) => error instanceof ApiError && error.retryable && failures < 2,
      },
    },
  });
}

export function useCommunities() {
  return useQuery({
    queryKey: ["communities"],
    queryFn: ({ signal }) => api.fetchCommunities(signal),
  });
}

/** A clock's answer goes stale with wall time, so it carries the wall instant it came at. */
function receivedNow(clock: ClockState) {
  return { clock, receivedAtMs: Date.now() };
}

export function useClock() {
  return useQuery({
    queryKey: ["clock"],
    queryFn: async ({ signal }) => receivedNow(await api.fetchClock(signal)),
    refetchInterval: CLOCK_ROUND_MS,
  });
}

/**
 * The slots around market time. The clock is read first, so that everything up to `asOf` is in the
 * answer: that is what the page's "data until" promises.
 */
export function useSlots(community: CommunityDescription) {
  const queryClient = useQueryClient();
  return useQuery({
    queryKey: ["slots", community.slug],
    queryFn: async ({ signal }) => {
      const clock = await api.fetchClock(signal);
      // The header must never show an earlier market time than the data below it has.
      queryClient.setQueryData(["clock"], receivedNow(clock));
      const { now } = clock;
      const window = slotWindow(community, Date.parse(now));
      const slots = await api.fetchSlots(community.slug, window, signal);
      return { asOf: now, slots };
    },
  });
}

/** One slot, followed live through its stages. */
export function useSlot(slug: string, slot: number) {
  return useQuery({
    queryKey: ["slots", slug, slot],
    queryFn: ({ signal }) => api.fetchSlot(slug, slot, signal),
  });
}

export function useTotals(slug: string) {
  return useQuery({
    queryKey: ["totals", slug],
    queryFn: ({ signal }) => api.fetchTotals(slug, signal),
  });
}

export function useAccounts(slug: string) {
  return useQuery({
    queryKey: ["accounts", slug],
    queryFn: ({ signal }) => api.fetchAccounts(slug, signal),
  });
}

export function useRefusals(slug: string) {
  return useQuery({
    queryKey: ["refusals", slug],
    queryFn: ({ signal }) => api.fetchRefusals(slug, signal),
  });
}

export function useServerStatus() {
  return useQuery({ queryKey: ["status"], queryFn: ({ signal }) => api.fetchStatus(signal) });
}

export function useLedger() {
  return useQuery({
    queryKey: ["ledger"],
    queryFn: async ({ signal }) => {
      const [status, actions] = await Promise.all([
        api.fetchLedger(signal),
        api.fetchLedgerActions(signal),
      ]);
      return { status, actions };
    },
  });
}
