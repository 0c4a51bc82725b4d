import { expect, test } from "vitest";
import { printInvitationLink } from "./invitation-link.js";

test("an invitation's link opens the sign-in page with the code filled in", () => {
  const link = printInvitationLink({ server: "http://localhost:4600", code: "ABCDE-12345" });
  expect(link).toBe("http://localhost:4600/sign-in#invitation=ABCDE-12345");
});
