/**
 * Where an invited person makes its passkey: the page's address with the code filled in. `server` is an origin. What follows the
 * `#` is sent to no server, so no log keeps the code.
 */
export function printInvitationLink({ server, code }: { server: string; code: string }): string {
  return `${server}/sign-in#invitation=${encodeURIComponent(code)}`;
}
