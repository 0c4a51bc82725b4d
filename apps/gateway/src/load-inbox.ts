import type { Signer } from "@pumasi/protocol";
import type { InboxLink } from "./inbox-placer.js";

/** Loads the ledger's adapter, which takes longer to load than a gateway to start and is hardly ever needed. */
export async function loadInbox(rpcUrl: string, signer: Signer): Promise<InboxLink> {
  const { inboxRefusalInWords, OrderInbox } = await import("@pumasi/chain");
  return {
    connect: ({ domain: { chainId }, inbox }) =>
      OrderInbox.connect({ rpcUrl, chainId, inbox, signer }),
    inWords: inboxRefusalInWords,
  };
}
