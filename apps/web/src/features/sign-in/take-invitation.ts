/** The code of an invitation's link, /sign-in#invitation=CODE; empty without one. */
export function takeInvitation(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get("invitation") ?? "";
}
