import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { CommunityState } from "../community/community-state.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";

/** Refuses anyone but the operator, who sends the token from the server's data directory. */
export function requireOperator(server: RunningServer, request: FastifyRequest): void {
  const header = request.headers.authorization ?? "";
  const given = Buffer.from(header.startsWith("Bearer ") ? header.slice(7) : "");
  const expected = Buffer.from(server.operatorToken);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new RequestRefusedError("operator_required");
  }
}

/** Members' facts under pseudonyms are for auditors, unless the community's data is public. */
export function requireReader(
  server: RunningServer,
  request: FastifyRequest,
  state: CommunityState,
): void {
  if (!state.openData) requireOperator(server, request);
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

/** What every write of the operator asks first. */
export function requireWritingOperator(server: RunningServer, request: FastifyRequest): void {
  requireOperator(server, request);
  requireWritable(server);
}
