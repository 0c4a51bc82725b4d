/** Where the page asks the ledger unless its reader names another node. */
export const SERVER_NODE = "/v1/ledger/rpc";

const KEY = "pumasi.ledger-node";

/** The node that this browser's reader chose, or the server's. */
export function readNodeAddress(): string {
  try {
    return localStorage.getItem(KEY) ?? SERVER_NODE;
  } catch {
    // Without storage, as in a private window, the choice holds as long as the page.
    return SERVER_NODE;
  }
}

/** Keeps the choice in this browser; the server is not told. */
export function keepNodeAddress(address: string): void {
  try {
    if (address === SERVER_NODE) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, address);
  } catch {
    // As above.
  }
}

/** What was typed as an address: the server's where it is empty, null where it is no http address. */
export function parseNodeAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === "" || text === SERVER_NODE) return SERVER_NODE;
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? href : null;
}
