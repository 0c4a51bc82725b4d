import { describe, expect, it } from "vitest";
import { type ExternalLedgerFlags, readExternalLedgerOptions } from "./external-ledger-options.js";

const address = `0x${"ab".repeat(20)}`;
const least: ExternalLedgerFlags = {
  ledgerRpcUrl: "https://ledger.example:8545",
  ledgerChainId: "1337",
  operatorKeyFile: "/etc/pumasi/operator.key",
};

describe("the flags of an external ledger", () => {
  it("are none of an embedded one's", () => {
    expect(readExternalLedgerOptions({ speed: 720, seed: "pumasi" }, {})).toBeNull();
    expect(readExternalLedgerOptions({}, { PUMASI_OPERATOR_KEY: "0x1" })).toBeNull();
  });

  it("name the ledger, and have careful defaults", () => {
    expect(readExternalLedgerOptions(least, {})).toEqual({
      rpcUrl: "https://ledger.example:8545",
      chainId: 1337,
      operatorKey: { kind: "file", file: "/etc/pumasi/operator.key" },
      confirmations: 12,
      maxFeePerGas: 100_000_000_000n,
    });
    const own = { ...least, ledgerConfirmations: "1", ledgerMaxFee: "0.000000007", speed: 1 };
    expect(readExternalLedgerOptions(own, {})).toMatchObject({
      confirmations: 1,
      maxFeePerGas: 7n,
    });
  });

  it("take the key from one of three places", () => {
    const { operatorKeyFile: _, ...keyless } = least;
    const ofEnvironment = readExternalLedgerOptions(keyless, { PUMASI_OPERATOR_KEY: "0x1" });
    expect(ofEnvironment?.operatorKey).toEqual({ kind: "environment" });
    const signer = { operatorSignerUrl: "http://127.0.0.1:8550", operatorAddress: address };
    expect(readExternalLedgerOptions({ ...keyless, ...signer }, {})?.operatorKey).toEqual({
      ...{ kind: "signer", url: "http://127.0.0.1:8550", address },
    });
  });

  const refused: [string, ExternalLedgerFlags, string][] = [
    [
      "a flag without the ledger",
      { ledgerChainId: "5" },
      "--ledger-chain-id is for an external ledger",
    ],
    [
      "an address that is none",
      { ledgerRpcUrl: "user:secret@host" },
      "--ledger-rpc-url: an address like",
    ],
    ["no chain id", { ledgerChainId: undefined as never }, "--ledger-chain-id is missing"],
    ["a chain id that is none", { ledgerChainId: "0x5" }, "0x5 is no whole number above zero"],
    ["no confirmations", { ledgerConfirmations: "0" }, "0 is no whole number above zero"],
    ["a fee that is none", { ledgerMaxFee: "1e3" }, "1e3 is no number of gwei"],
    ["no key", { operatorKeyFile: undefined as never }, "The operator's key is not given"],
    ["two keys", { operatorSignerUrl: "http://x", operatorAddress: address }, "more than once"],
    [
      "a signer without an account",
      { operatorKeyFile: undefined as never, operatorSignerUrl: "http://x" },
      "go together",
    ],
    [
      "an account that is none",
      {
        operatorKeyFile: undefined as never,
        operatorSignerUrl: "http://x",
        operatorAddress: "0x5",
      },
      "0x5 is no address",
    ],
    ["fast-forward", { fastForward: true }, "leave out --fast-forward and --speed"],
    ["another speed", { speed: 720 }, "leave out --fast-forward and --speed"],
    ["another start", { start: 0 }, "leave out --start and --days"],
    ["an end", { days: 2 }, "leave out --start and --days"],
    ["a seed", { seed: "pumasi" }, "leave it out"],
  ];

  it.each(refused)("are refused with %s", (_, flags, problem) => {
    const all = flags.ledgerChainId === "5" ? flags : { ...least, ...flags };
    expect(() => readExternalLedgerOptions(all, {})).toThrow(problem);
    expect(() => readExternalLedgerOptions(all, {})).toThrow(
      expect.objectContaining({ code: "ledger_options_invalid" }),
    );
    expect(() => readExternalLedgerOptions(all, {})).not.toThrow("secret");
  });
});
