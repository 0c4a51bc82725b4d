import type { EnergyPeriod } from "@pumasi/protocol";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as api from "./household-api.js";
import * as session from "./session-api.js";

export function useSession() {
  return useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => session.fetchSession(signal),
    staleTime: 60_000,
  });
}

export function useDemoPeople(isOffered: boolean) {
  return useQuery({
    queryKey: ["demo-people"],
    queryFn: ({ signal }) => session.fetchDemoPeople(signal),
    enabled: isOffered,
  });
}

/** What everybody may see; all other answers are forgotten when somebody else signs in. */
const PUBLIC_TOPICS: readonly unknown[] = ["session", "communities", "clock", "slots", "totals"];

/** Signs in or out by any way, forgets all that was shown to whoever was here before, and then does what comes `after`. */
export function useSignIn<Input, Result>(
  signIn: (input: Input) => Promise<Result>,
  after: (result: Result) => unknown = () => undefined,
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: signIn,
    onSuccess: async (result) => {
      queryClient.removeQueries({
        predicate: ({ queryKey: [topic] }) => !PUBLIC_TOPICS.includes(topic),
      });
      await queryClient.invalidateQueries();
      await after(result);
    },
  });
}

/** Whose screen it is. */
export interface Household {
  slug: string;
  account: number;
}

export function useOwn(slug: string) {
  return useQuery({
    queryKey: ["household", slug, "own"],
    queryFn: ({ signal }) => api.fetchOwn(slug, signal),
  });
}

export function useHouseholdEnergy(
  { slug, account }: Household,
  period: EnergyPeriod,
  at: number | null,
) {
  return useQuery({
    queryKey: ["household", slug, account, "energy", period, at],
    queryFn: ({ signal }) => api.fetchHouseholdEnergy(slug, account, { period, at }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useHouseholdSlot({ slug, account }: Household, slot: number) {
  return useQuery({
    queryKey: ["household", slug, account, "slot", slot],
    queryFn: ({ signal }) => api.fetchHouseholdSlot(slug, account, slot, signal),
  });
}

export function useNeighbours({ slug, account }: Household, range: api.SlotRange) {
  return useQuery({
    queryKey: ["household", slug, account, "neighbours", range.from, range.until],
    queryFn: ({ signal }) => api.fetchNeighbours(slug, account, range, signal),
    placeholderData: keepPreviousData,
  });
}

/** Days of the past that a change of limits is tried on. */
export const EFFECT_DAYS = 30;

export function useWishEffect({ slug, account }: Household, wish: api.Limits | null) {
  return useQuery({
    queryKey: ["wish-effect", slug, account, wish?.buyBelow, wish?.sellAbove],
    queryFn: ({ signal }) =>
      api.fetchWishEffect(
        slug,
        account,
        { ...(wish ?? { buyBelow: "0", sellAbove: "0" }), days: EFFECT_DAYS },
        signal,
      ),
    enabled: wish !== null,
    refetchInterval: false,
    staleTime: 300_000,
  });
}

export function useSaveWish(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ wish, key }: { wish: api.Wish; key: string }) => api.saveWish(slug, wish, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["household"] }),
  });
}
