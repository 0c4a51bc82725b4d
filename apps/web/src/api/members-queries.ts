import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { type MemberSearch, searchMembers } from "./members-api.js";

/** The members that fit, page by page. */
export function useMemberSearch(slug: string, search: MemberSearch) {
  return useInfiniteQuery({
    queryKey: ["members", slug, search.text, search.state],
    queryFn: ({ pageParam, signal }) => searchMembers(slug, search, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** A write about members; what is shown of them is asked for again. */
export function useMemberWrite<Input, Result>(write: (input: Input) => Promise<Result>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["members"] }),
  });
}
