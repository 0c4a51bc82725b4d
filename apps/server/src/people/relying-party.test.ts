import { describe, expect, it } from "vitest";
import { PublicUrlInvalidError, relyingPartyOf } from "./relying-party.js";

describe("the public URL", () => {
  it.each([
    [
      "http://localhost:4600",
      { id: "localhost", origin: "http://localhost:4600", isSecure: false },
    ],
    ["https://sun.example", { id: "sun.example", origin: "https://sun.example", isSecure: true }],
    [
      "https://sun.example:8443/",
      { id: "sun.example", origin: "https://sun.example:8443", isSecure: true },
    ],
  ])("binds passkeys to the name in %s", (url, party) => {
    expect(relyingPartyOf(url)).toEqual(party);
  });

  it.each([
    ["http://127.0.0.1:4600", "not an IP address"],
    ["https://192.0.2.7", "not an IP address"],
    ["https://[2001:db8::1]:443", "not an IP address"],
    ["http://sun.example", "over https only"],
    ["https://sun.example/market", "a path"],
    ["sun.example", "over https only|no URL"],
    ["", "no URL"],
  ])("cannot be %s", (url, why) => {
    expect(() => relyingPartyOf(url)).toThrow(PublicUrlInvalidError);
    expect(() => relyingPartyOf(url)).toThrow(new RegExp(why));
  });
});
