import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { CommunityState } from "../community/community-state.js";
import { TOKEN_HOLDER } from "../people/audit.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import type { SignedInPerson } from "./caller.js";

/** Whether the request carries the operator's token, from the server's data directory. */
export function isOperator(server: RunningServer, request: FastifyRequest): boolean {
  const header = request.headers.authorization ?? "";
  const given = Buffer.from(header.startsWith("Bearer ") ? header.slice(7) : "");
  const expected = Buffer.from(server.operatorToken);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Refuses anyone but the operator: the token's holder, or a signed-in operator of the community. Null is the whole server, which is the
 * token's alone. Says who it is, for what is recorded.
 */
export function requireOperator(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState | null,
): string {
  if (isOperator(server, request)) return TOKEN_HOLDER;
  if (request.signedIn === null) throw new RequestRefusedError("operator_required");
  const { id, communityId, role } = request.signedIn.person;
  if (role === "operator" && state?.id === communityId) return id;
  throw new RequestRefusedError("not_permitted");
}

/** Members' facts under pseudonyms are for operators and auditors, unless the community's data is public. */
export function requireReader(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
): void {
  if (!state.openData) requireOversight(server, request, state);
}

/** What describes one account is for its household too. */
export function requireAccount(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
  account: number,
): void {
  if (!isOwnAccount(request, state, account)) requireReader(server, request, state);
}

/** A household's own screens are for it, operators and auditors, however public the community's data is. */
export function requireOwnAccount(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
  account: number,
): void {
  if (!isOwnAccount(request, state, account)) requireOversight(server, request, state);
}

/** Whether the account is that of the signed-in household. */
export function isOwnAccount(
  request: FastifyRequest,
  state: CommunityState,
  account: number,
): boolean {
  const person = request.signedIn?.person;
  return (
    person?.role === "household" && person.account === account && person.communityId === state.id
  );
}

/** Refuses anyone but the community's operators and auditors, however public its data is. */
export function requireOversight(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
): void {
  if (isOperator(server, request)) return;
  const { role, communityId } = requireSignedIn(request).person;
  if (role === "household" || communityId !== state.id) {
    throw new RequestRefusedError("not_permitted");
  }
}

/** Refuses who is not signed in: a token is nobody's. */
export function requireSignedIn(request: FastifyRequest): SignedInPerson {
  if (request.signedIn === null) throw new RequestRefusedError("sign_in_required");
  return request.signedIn;
}

/** Refuses anyone but a household of the community, and says whose account it is. */
export function requireHousehold(
  request: FastifyRequest,
  state: CommunityState,
): { who: string; account: number } {
  const { id, account, communityId } = requireSignedIn(request).person;
  if (account === null || communityId !== state.id) throw new RequestRefusedError("not_permitted");
  return { who: id, account };
}

/** The community of a route's `:community`; refuses unknown ones. */
export function communityOf(server: RunningServer, slug: string): CommunityState {
  const state = server.context.communities.get(slug);
  if (state === undefined) throw new RequestRefusedError("unknown_community", slug);
  return state;
}

/** Refuses writes on a server that was opened for verification only. */
export function requireWritable(server: RunningServer): void {
  if (server.isReadOnly) throw new RequestRefusedError("read_only");
}

/** What every write of the operator asks first; says who it is. */
export function requireWritingOperator(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState | null,
): string {
  const who = requireOperator(server, request, state);
  requireWritable(server);
  return who;
}
