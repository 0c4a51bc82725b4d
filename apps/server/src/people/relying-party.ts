import { isIP } from "node:net";

/** The server's public address is not one that passkeys can be bound to. */
export class PublicUrlInvalidError extends Error {
  readonly code = "public_url_invalid";
  readonly retryable = false;

  constructor(given: string, problem: string) {
    super(
      `The public URL ${given} cannot be used: ${problem}. Give the address that people open, such as https://market.example or http://localhost:4600, with --public-url.`,
    );
    this.name = "PublicUrlInvalidError";
  }
}

/** What passkeys are bound to (WebAuthn's relying party), and where the page is. */
export interface RelyingParty {
  /** The domain: a passkey works there and nowhere else. */
  readonly id: string;
  readonly origin: string;
  /** Whether cookies may travel over TLS only. */
  readonly isSecure: boolean;
}

const isLocal = (hostname: string) => hostname === "localhost" || hostname.endsWith(".localhost");

/**
 * Reads the address that people open. Browsers offer passkeys only over https or on localhost, and only for names: an IP address
 * is no relying party (WebAuthn, 5.1.3). Throws PublicUrlInvalidError.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  if (!URL.canParse(publicUrl)) throw new PublicUrlInvalidError(publicUrl, "it is no URL");
  const { protocol, hostname, origin, href } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) {
    throw new PublicUrlInvalidError(publicUrl, "passkeys need a name, not an IP address");
  }
  if (!isSecure && !(protocol === "http:" && isLocal(hostname))) {
    throw new PublicUrlInvalidError(publicUrl, "browsers offer passkeys over https only");
  }
  if (href !== `${origin}/`) throw new PublicUrlInvalidError(publicUrl, "it has a path");
  return { id: hostname, origin, isSecure };
}
