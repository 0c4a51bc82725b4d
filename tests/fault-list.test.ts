import { FAULTS } from "@pumasi/protocol";
import { expect, it } from "vitest";
import { read } from "./repository.js";

it("the faults are those of the contracts, in their order", () => {
  const solidity = read("contracts/src/interfaces/Fault.sol");
  const body = solidity.slice(solidity.indexOf("{") + 1, solidity.indexOf("}"));
  expect(FAULTS).toEqual(body.split(",").map((name) => name.trim()));
});
