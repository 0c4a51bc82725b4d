import { judgedTerms, type LedgerTerms, type P256Point } from "@pumasi/protocol";
import { type Address, encodeFunctionData, type Hex, keccak256, stringToHex } from "viem";
import { type Call, gasFor } from "./call.js";
import { communityAbi as abi } from "./contracts.gen.js";

/** Who may do what in a community. */
export type CommunityRole = "OPERATOR_ROLE" | "TREASURER_ROLE" | "AUDITOR_ROLE";

/** Names the community's market; once only, by the admin. */
export function setMarketCall(community: Address, market: Address): Call {
  const data = encodeFunctionData({ abi, functionName: "setMarket", args: [market] });
  return { to: community, data, gas: gasFor("setting") };
}

/** Names the key that signs the server's receipts. */
export function setReceiptSignerCall(community: Address, signer: Address): Call {
  const data = encodeFunctionData({ abi, functionName: "setReceiptSigner", args: [signer] });
  return { to: community, data, gas: gasFor("setting") };
}

/** Gives a role to somebody; by the admin. */
export function grantRoleCall(community: Address, role: CommunityRole, holder: Address): Call {
  const args = [keccak256(stringToHex(role)), holder] as const;
  const data = encodeFunctionData({ abi, functionName: "grantRole", args });
  return { to: community, data, gas: gasFor("setting") };
}

/** Takes a role from somebody; by the admin. */
export function revokeRoleCall(community: Address, role: CommunityRole, holder: Address): Call {
  const args = [keccak256(stringToHex(role)), holder] as const;
  const data = encodeFunctionData({ abi, functionName: "revokeRole", args });
  return { to: community, data, gas: gasFor("setting") };
}

/** Appends accounts; the first gets the ledger's account count as its number. */
export function registerAccountsCall(community: Address, pseudonyms: readonly Hex[]): Call {
  const data = encodeFunctionData({ abi, functionName: "registerAccounts", args: [pseudonyms] });
  return { to: community, data, gas: gasFor("registerAccounts", pseudonyms.length) };
}

/** Appends meters, given their accounts; the first gets the ledger's meter count as its number. */
export function registerMetersCall(community: Address, accounts: readonly number[]): Call {
  const data = encodeFunctionData({ abi, functionName: "registerMeters", args: [accounts] });
  return { to: community, data, gas: gasFor("registerMeters", accounts.length) };
}

/** Lets a key sign for an account in slots from `fromSlot` on. */
export function registerDeviceCall(
  community: Address,
  device: { key: Address; account: number; fromSlot: number },
): Call {
  const args = [device.key, device.account, device.fromSlot] as const;
  const data = encodeFunctionData({ abi, functionName: "registerDevice", args });
  return { to: community, data, gas: gasFor("setting") };
}

/** Lets a P-256 key sign for an account in slots from `fromSlot` on; the register names it by its point's hash. */
export function registerP256DeviceCall(
  community: Address,
  device: { p256: P256Point; account: number; fromSlot: number },
): Call {
  const { x, y } = device.p256;
  const args = [x, y, device.account, device.fromSlot] as const;
  const data = encodeFunctionData({ abi, functionName: "registerP256Device", args });
  return { to: community, data, gas: gasFor("setting") };
}

/** Ends a key's validity before `untilSlot`, whose book must still be open. */
export function revokeDeviceCall(
  community: Address,
  device: { key: Address; untilSlot: number },
): Call {
  const args = [device.key, device.untilSlot] as const;
  const data = encodeFunctionData({ abi, functionName: "revokeDevice", args });
  return { to: community, data, gas: gasFor("setting") };
}

/** Records the next version of the rules, which holds from a slot on. */
export function setRulesCall(community: Address, terms: LedgerTerms, fromSlot: number): Call {
  const args = [judgedTerms(terms), fromSlot] as const;
  const data = encodeFunctionData({ abi, functionName: "setRules", args });
  return { to: community, data, gas: gasFor("setting") };
}
