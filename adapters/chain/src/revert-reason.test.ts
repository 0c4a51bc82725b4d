import { encodeErrorResult } from "viem";
import { describe, expect, it } from "vitest";
import { ledgerAbi } from "./contracts.gen.js";
import { decodeRevertReason } from "./revert-reason.js";

describe("decodeRevertReason", () => {
  it("names a contract's refusal with its values", () => {
    const args = [5, 301n, 300n] as const;
    const data = encodeErrorResult({ abi: ledgerAbi, errorName: "InsufficientHeadroom", args });
    expect(decodeRevertReason(data)).toBe("InsufficientHeadroom(5, 301, 300)");
  });

  it("gives unknown data as it is, and says when there is none", () => {
    expect(decodeRevertReason("0x12345678")).toBe("0x12345678");
    expect(decodeRevertReason("0x")).toBe("no reason given");
  });
});
