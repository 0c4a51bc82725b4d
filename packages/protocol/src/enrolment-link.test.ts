import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printEnrolmentLink, readEnrolmentLink } from "./enrolment-link.js";

const LINK = "https://market.example/#enrol?community=village&code=0123456789abcdef";
const READ = {
  server: "https://market.example",
  community: "village",
  code: "0123456789abcdef",
};

describe("an enrolment link", () => {
  test("says server, community and code at once", () => {
    expect(printEnrolmentLink(READ)).toBe(LINK);
    expect(readEnrolmentLink(` ${LINK}\n`)).toEqual(READ);
  });

  test("reads back as what it was printed from", () => {
    const links = fc.record({
      server: fc.constantFrom("http://127.0.0.1:4600", "https://[::1]:8080", "https://a.b"),
      community: fc.stringMatching(/^[a-z][a-z0-9-]{1,38}$/),
      code: fc.stringMatching(/^[\w-]{8,64}$/),
    });
    fc.assert(
      fc.property(links, (link) => {
        expect(readEnrolmentLink(printEnrolmentLink(link))).toEqual(link);
      }),
    );
  });

  test.each([
    "",
    "0123456789abcdef",
    "https://market.example/#enrol",
    "https://market.example/?community=village&code=0123456789abcdef",
    "https://market.example/home#enrol?community=village&code=0123456789abcdef",
    "https://user:word@market.example/#enrol?community=village&code=0123456789abcdef",
    "ftp://market.example/#enrol?community=village&code=0123456789abcdef",
    "https://market.example/#enrol?community=village",
    "https://market.example/#enrol?code=0123456789abcdef",
    "https://market.example/#enrol?community=village&code=short",
    "https://market.example/#enrol?community=Village&code=0123456789abcdef",
    "https://market.example/#enrol?community=village&code=0123456789abcdef&code=fedcba9876543210",
  ])("is not %j", (text) => {
    expect(readEnrolmentLink(text)).toBeNull();
  });
});
