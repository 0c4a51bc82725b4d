import type { OwnErasureAnswer } from "@pumasi/protocol";
import { TestBrowser } from "../test-browser.js";
import { operatorCase, problemIn, type RefusalCase, type World } from "./refusal-case.js";

const household = ({ community, ann }: World) =>
  TestBrowser.signedUp(community, { role: "household", account: ann.account });

const ownPath = ({ community }: World) => `/v1/communities/${community.slug}/me/erasure`;

/** Ann's open request, and its id. */
async function requested(world: World): Promise<{ browser: TestBrowser; id: number }> {
  const browser = await household(world);
  const { body } = await browser.post<OwnErasureAnswer>(ownPath(world), { action: "ask" });
  return { browser, id: body.requests[0]?.id ?? -1 };
}

function decide({ community }: World, id: number, decision: "done" | "refused") {
  return community.operate(`/erasure-requests/${id}/decision`, { decision, note: "" });
}

/** A case in which the operator decides on Ann's request after something happened. */
function decisionCase(
  code: RefusalCase["code"],
  when: string,
  happen: (world: World, asked: { browser: TestBrowser; id: number }) => Promise<unknown>,
): RefusalCase {
  return {
    code,
    when,
    async arrange(world) {
      const asked = await requested(world);
      await happen(world, asked);
      return async () => problemIn(await decide(world, asked.id, "done"));
    },
  };
}

export const ERASURE_CASES: RefusalCase[] = [
  {
    code: "erasure_already_requested",
    when: "a household asks twice",
    async arrange(world) {
      const { browser } = await requested(world);
      return async () => problemIn(await browser.post(ownPath(world), { action: "ask" }));
    },
  },
  {
    code: "erasure_not_requested",
    when: "a household takes back what it did not ask for",
    async arrange(world) {
      const browser = await household(world);
      return async () => problemIn(await browser.post(ownPath(world), { action: "withdraw" }));
    },
  },
  operatorCase(
    "unknown_erasure_request",
    "no household asked for it",
    () => "/erasure-requests/4711/decision",
    () => ({ decision: "refused", note: "" }),
  ),
  decisionCase("erasure_already_decided", "it was taken back", (world, { browser }) =>
    browser.post(ownPath(world), { action: "withdraw" }),
  ),
  decisionCase("erasure_already_decided", "it was refused", (world, { id }) =>
    decide(world, id, "refused"),
  ),
  decisionCase("erasure_membership_open", "the household is a member", async () => undefined),
  decisionCase("erasure_not_paid", "money is left", async ({ community, ann }) => {
    await community.operate(`/members/${ann.member}/end`, {});
    await community.operate("/deposits", { account: ann.account, amount: "5" });
  }),
];
