import type { CommunityDescription, RulesTerms } from "@pumasi/protocol";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as api from "./market-api.js";

/** Orders make no live event, so an open book is asked for again and again. */
const BOOK_ROUND_MS = 3_000;

/** A week of slots is long; it need not follow every event. */
const WEEK_ROUND_MS = 60_000;

/** Days of the past that other rules are tried on. */
export const PREVIEW_DAYS = 30;

/** A slot's book; null follows the next slot to close. */
export function useBook(community: CommunityDescription, slot: number | null) {
  return useQuery({
    queryKey: ["market", community.slug, "book", slot],
    queryFn: ({ signal }) => api.fetchBook(community, slot, signal),
    placeholderData: keepPreviousData,
    refetchInterval: BOOK_ROUND_MS,
  });
}

export function useMarketDays(slug: string) {
  return useQuery({
    queryKey: ["market", slug, "days"],
    queryFn: ({ signal }) => api.fetchMarketDays(slug, signal),
  });
}

export function useWeek(community: CommunityDescription) {
  return useQuery({
    queryKey: ["market-week", community.slug],
    queryFn: ({ signal }) => api.fetchWeek(community, signal),
    refetchInterval: WEEK_ROUND_MS,
    staleTime: WEEK_ROUND_MS,
  });
}

export function usePreview(slug: string) {
  return useMutation({
    mutationFn: (terms: RulesTerms) => api.previewRules(slug, { terms, days: PREVIEW_DAYS }),
  });
}

export interface Announcement {
  fromSlot: number;
  terms: RulesTerms;
  key: string;
}

export function useAnnounce(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...rules }: Announcement) => api.announceRules(slug, rules, key),
    onSuccess: () =>
      Promise.all(
        ["communities", "market", "audit"].map((topic) =>
          queryClient.invalidateQueries({ queryKey: [topic] }),
        ),
      ),
  });
}
