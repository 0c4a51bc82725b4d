import type { CommunityDescription } from "@pumasi/protocol";
import { createContext, useContext } from "react";

/** The community whose page this is; the shell above every screen provides it. */
export const CommunityContext = createContext<CommunityDescription | null>(null);

export function useCommunity(): CommunityDescription {
  const community = useContext(CommunityContext);
  if (community === null) throw new Error("bug: a screen outside of the shell");
  return community;
}
