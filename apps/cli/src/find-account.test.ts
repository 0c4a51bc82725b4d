import type { PumasiClient } from "@pumasi/client";
import { describe, expect, it } from "vitest";
import { findAccount, MemberUnknownError } from "./find-account.js";

type Search = PumasiClient["searchMembers"];

/** A server whose search gives these names, two a page, as accounts from 4 on. */
function serverOf(...names: string[]): { searchMembers: Search } {
  const all = names.map((name, index) => ({ name, account: 4 + index }));
  return {
    async searchMembers(_slug, { text = "", after = 0 } = {}) {
      const rest = all.filter(({ name, account }) => name.includes(text) && account > after);
      const members = rest.slice(0, 2);
      const next = rest.length > 2 ? (members.at(-1)?.account ?? null) : null;
      return { members, next } as unknown as Awaited<ReturnType<Search>>;
    },
  };
}

describe("a member's account", () => {
  it("is the number that is given", async () => {
    expect(await findAccount(serverOf(), "home", "17")).toBe(17);
  });

  it("is found by the whole name, behind however many who have it in theirs", async () => {
    const server = serverOf("Kim 1", "Kim 2", "Kim 3", "Kim 4", "Kim");
    expect(await findAccount(server, "home", "Kim")).toBe(8);
  });

  it("is of nobody, or of several", async () => {
    for (const server of [serverOf("Kim 1"), serverOf("Kim", "Kim 1", "Kim 2", "Kim")]) {
      await expect(findAccount(server, "home", "Kim")).rejects.toThrow(MemberUnknownError);
    }
  });
});
