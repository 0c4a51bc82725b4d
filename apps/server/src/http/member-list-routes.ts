import { FIRST_MEMBER_ACCOUNT } from "@pumasi/market";
import {
  type MemberRowProblem,
  memberImportAnswer,
  memberImportRequest,
  memberSearchAnswer,
  memberState,
  printableText,
  readMemberRows,
} from "@pumasi/protocol";
import { z } from "zod";
import { type AddedMembers, addMembers, takenPods } from "../community/add-members.js";
import { searchMembers } from "../publish/search-members.js";
import { RequestRefusedError } from "../refusals.js";
import type { RunningServer } from "../running-server.js";
import { communityOf, requireOperator, requireWritingOperator } from "./access.js";
import type { App } from "./create-app.js";
import { idempotent } from "./idempotent.js";
import { accountParam } from "./route-params.js";

const inCommunity = z.object({ community: z.string() });

const searchQuery = z.object({
  text: printableText(100)
    .default("")
    .describe(
      "part of a name or point of delivery, an account's number, or how a device's address begins",
    ),
  state: memberState.optional(),
  after: accountParam.optional().describe("an account"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** How many bad cells a refused list names; a dry run names all. */
const NAMED_PROBLEMS = 5;

/** An operator's list of members: searched page by page, and added to from a list. */
export function memberListRoutes(app: App, server: RunningServer): void {
  searchRoute(app, server);
  importRoute(app, server);
}

function searchRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.get(
    "/v1/communities/:community/members/search",
    {
      schema: {
        params: inCommunity,
        querystring: searchQuery,
        response: { 200: memberSearchAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      requireOperator(server, request, state);
      return searchMembers(context.open.database, state, request.query, context.now());
    },
  );
}

/** All rows or none: a list with a bad row is refused, or, in a dry run, answered with every bad cell. */
function importRoute(app: App, server: RunningServer): void {
  const { context } = server;
  app.post(
    "/v1/communities/:community/members/import",
    {
      schema: {
        params: inCommunity,
        body: memberImportRequest,
        response: { 200: memberImportAnswer },
      },
    },
    async (request) => {
      const state = communityOf(server, request.params.community);
      const who = requireWritingOperator(server, request, state);
      const { rows, dryRun } = request.body;
      if (dryRun) {
        const { problems } = readMemberRows(rows, await takenPods(context.open.database, state));
        return { rows: rows.length, imported: 0, firstAccount: null, problems };
      }
      let added: AddedMembers;
      const response = await idempotent(server, request, {
        who,
        async work(tx) {
          const { members, problems } = readMemberRows(rows, await takenPods(tx, state));
          if (problems.length > 0) {
            throw new RequestRefusedError("member_list_invalid", describe(problems));
          }
          added = await addMembers(context, tx, state, members, who);
          const firstAccount = added.accounts[0]?.account ?? FIRST_MEMBER_ACCOUNT;
          return { rows: rows.length, imported: members.length, firstAccount, problems };
        },
        audit: ({ imported, firstAccount }) => ({
          ...{ communityId: state.id, action: "import members" },
          ...{ subject: `account ${firstAccount}`, detail: { members: imported } },
        }),
        apply() {
          for (const account of added.accounts) state.accounts.set(account.account, account);
          for (const meter of added.meters) state.meters.set(meter.meter, meter);
        },
      });
      context.events.announce(state.id);
      return response;
    },
  );
}

function describe(problems: readonly MemberRowProblem[]): string {
  const named = problems
    .slice(0, NAMED_PROBLEMS)
    .map(({ row, column, code }) => `row ${row} ${column} ${code}`);
  const others = problems.length - named.length;
  return [...named, ...(others > 0 ? [`and ${others} more`] : [])].join(", ");
}
