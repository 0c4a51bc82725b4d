import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import * as api from "./oversight-api.js";

export function useHealth(slug: string) {
  return useQuery({
    queryKey: ["health", slug],
    queryFn: ({ signal }) => api.fetchHealth(slug, signal),
    placeholderData: keepPreviousData,
  });
}

export function useCommunityLedger(slug: string) {
  return useQuery({
    queryKey: ["ledger", slug, "summary"],
    queryFn: ({ signal }) => api.fetchCommunityLedger(slug, signal),
    placeholderData: keepPreviousData,
  });
}

export function useCommunityActions(slug: string, choice: api.ActionChoice) {
  return useInfiniteQuery({
    queryKey: ["ledger", slug, "actions", choice],
    queryFn: ({ pageParam, signal }) => api.fetchCommunityActions(slug, choice, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.before,
  });
}

export function useMonthEnd(slug: string, month: string | null) {
  return useQuery({
    queryKey: ["month-end", slug, month],
    queryFn: ({ signal }) => api.fetchMonthEnd(slug, month, signal),
    placeholderData: keepPreviousData,
    // A month of a large community takes the database seconds: live events ask again, the safety round does not.
    refetchInterval: false,
  });
}

export function useAudit(slug: string, conditions: api.AuditConditions) {
  return useInfiniteQuery({
    queryKey: ["audit", slug, "entries", conditions],
    queryFn: ({ pageParam, signal }) => api.fetchAudit(slug, conditions, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < api.AUDIT_PAGE ? null : (page[0]?.id ?? null)),
    placeholderData: keepPreviousData,
  });
}

export function useAuditChoices(slug: string) {
  return useQuery({
    queryKey: ["audit", slug, "choices"],
    queryFn: ({ signal }) => api.fetchAuditChoices(slug, signal),
  });
}
