import type { ConsentRequest, ErasureDecision } from "@pumasi/protocol";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as api from "./own-data-api.js";

export function useConsents(slug: string) {
  return useQuery({
    queryKey: ["household", slug, "consents"],
    queryFn: ({ signal }) => api.fetchConsents(slug, signal),
  });
}

/** Names may appear or vanish with a consent, so everything of the household is asked for again. */
export function useSendConsent(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ consent, key }: { consent: ConsentRequest; key: string }) =>
      api.sendConsent(slug, consent, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["household"] }),
  });
}

export function useErasure(slug: string) {
  return useQuery({
    queryKey: ["household", slug, "erasure"],
    queryFn: ({ signal }) => api.fetchErasure(slug, signal),
  });
}

export function useSendErasure(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ action, key }: { action: "ask" | "withdraw"; key: string }) =>
      api.sendErasure(slug, action, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["household"] }),
  });
}

export function useErasureRequests(slug: string) {
  return useQuery({
    queryKey: ["members", slug, "erasure-requests"],
    queryFn: ({ signal }) => api.fetchErasureRequests(slug, signal),
  });
}

export function useDecideErasure(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, key, ...decision }: ErasureDecision & { id: number; key: string }) =>
      api.decideErasure(slug, id, decision, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["members"] }),
  });
}
