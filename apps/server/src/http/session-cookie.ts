import type { FastifyReply } from "fastify";
import type { PeopleDesk } from "../people/people-desk.js";
import type { Session } from "../people/sessions.js";

/** Holds a session's id, which the page itself cannot read. */
export const SESSION_COOKIE = "pumasi_session";

const optionsOf = (desk: PeopleDesk) => ({
  path: "/",
  httpOnly: true,
  sameSite: "strict" as const,
  secure: desk.relyingParty().isSecure,
});

/** Gives the browser its session for as long as it may last. */
export function setSessionCookie(
  reply: FastifyReply,
  desk: PeopleDesk,
  { id, session }: { id: string; session: Session },
): void {
  const maxAge = Math.floor((session.expiresAt - session.createdAt) / 1000);
  reply.setCookie(SESSION_COOKIE, id, { ...optionsOf(desk), maxAge });
}

/** Takes the session from the browser. */
export function clearSessionCookie(reply: FastifyReply, desk: PeopleDesk): void {
  reply.clearCookie(SESSION_COOKIE, optionsOf(desk));
}
