import {
  type Address,
  type BookLeaf,
  type Hex,
  type JudgeContext,
  judgedTerms,
  type Keccak256,
  type OrderMessage,
  type P256Point,
  p256Address,
  type ReadingMessage,
  type RegisteredKey,
  type Terms,
  TypedData,
} from "@pumasi/protocol";
import { keccak256 } from "viem";
import { sign } from "viem/accounts";
import type { Call } from "../call.js";
import {
  registerAccountsCall,
  registerDeviceCall,
  registerMetersCall,
  registerP256DeviceCall,
  setReceiptSignerCall,
  setRulesCall,
} from "../community-calls.js";
import { setCreditLimitsCall } from "../ledger-calls.js";
import { operatorAddress } from "../sign-transaction.js";
import { p256PointOf, signOnP256, verifyWithOpenSsl } from "./p256-keys.js";
import {
  chainId,
  terms as communityTerms,
  contracts,
  filled,
  settings,
  strangerKey,
} from "./test-community.js";

export const keccak: Keccak256 = (bytes) => keccak256(bytes, "bytes");

const domain = { chainId, market: contracts.market };
const typedData = new TypedData(keccak, domain);

/** Four members, each with a device key of its own, which the tests hold. */
export const memberAccounts = [4, 5, 6, 7] as const;
/** Accounts by meter; account 4 has two. */
export const accountsByMeter = [4, 5, 6, 7, 4] as const;

const lowerCase = (address: Address) => address.toLowerCase() as Address;

/** What the register calls a private key's device. */
function addressOf(key: Hex): Address {
  const point = p256Points.get(key);
  return point === undefined ? lowerCase(operatorAddress(key)) : p256Address(keccak, point);
}

/** The device key of an account; account 6 signs on P-256. */
export const deviceKeyOf = (account: number): Hex => filled(0x40 + account);
/** A key on P-256 that nobody has registered. */
export const unknownP256Key = filled(0x60);
const p256Points = new Map<Hex, P256Point>(
  [deviceKeyOf(6), unknownP256Key].map((key) => [key, p256PointOf(key)]),
);
const receiptKey = filled(0x77);

/** Terms with fees, so that limits and prices differ from what members pay. */
const terms = { ...communityTerms, buyerFee: 20_000, sellerFee: 10_000 };
export const { retailPrice, feedInPrice, buyerFee, sellerFee } = terms;
/** The same as challenges take them. */
export const termsInForce: Terms = judgedTerms(terms);

/** Who challenges. */
export const stranger = operatorAddress(strangerKey);

/** What registers members with credit, meters, devices, the receipts' key and the rules; by the operator. */
export const registration: readonly Call[] = [
  registerAccountsCall(
    contracts.community,
    memberAccounts.map((account) => filled(0xa0 + account)),
  ),
  registerMetersCall(contracts.community, accountsByMeter),
  ...memberAccounts.map((account) => {
    const [privateKey, fromSlot] = [deviceKeyOf(account), settings.firstSlot];
    const p256 = p256Points.get(privateKey);
    return p256 === undefined
      ? registerDeviceCall(contracts.community, { key: addressOf(privateKey), account, fromSlot })
      : registerP256DeviceCall(contracts.community, { p256, account, fromSlot });
  }),
  setReceiptSignerCall(contracts.community, operatorAddress(receiptKey)),
  setCreditLimitsCall(
    contracts.ledger,
    memberAccounts.map((account) => ({ account, limit: 10_000_000n })),
  ),
  setRulesCall(contracts.community, terms, settings.firstSlot),
];

/** Who signed what: viem recovers signers asynchronously only, and everything here is signed here. */
const signers = new Map<string, Address>();

async function signDigest(hash: Hex, privateKey: Hex): Promise<Hex> {
  if (p256Points.has(privateKey)) return signOnP256(hash, privateKey);
  const signature = await sign({ hash, privateKey, to: "hex" });
  signers.set(`${hash}:${signature}`, addressOf(privateKey));
  return signature;
}

/** An order in the book, signed by its account's device or by another key. */
export async function signOrder(
  sequence: number,
  message: OrderMessage,
  key = deviceKeyOf(message.account),
): Promise<BookLeaf> {
  const digest = typedData.orderDigest(message);
  const signature = await signDigest(digest, key);
  const device = addressOf(deviceKeyOf(message.account));
  return { ...message, sequence, device, digest, signature };
}

/** A reading's signature by its account's device, or by another key. */
export async function signReading(
  message: ReadingMessage,
  key = deviceKeyOf(accountsByMeter[message.meter] ?? 0),
): Promise<{ device: Address; signature: Hex }> {
  const signature = await signDigest(typedData.readingDigest(message), key);
  return { device: addressOf(deviceKeyOf(accountsByMeter[message.meter] ?? 0)), signature };
}

/** The server's receipt for an order that it took. */
export async function signReceipt({ slot, sequence, digest: orderDigest }: BookLeaf) {
  const logHead = filled(0x10);
  const digest = typedData.receiptDigest({ slot, sequence, orderDigest, logHead });
  return { sequence, orderDigest, logHead, signature: await signDigest(digest, receiptKey) };
}

const keysByDevice = new Map<Address, RegisteredKey>(
  memberAccounts.map((account) => {
    const key = deviceKeyOf(account);
    return [addressOf(key), { account, p256: p256Points.get(key) ?? null }];
  }),
);

/** What the TypeScript judge needs, as it is registered on the ledger. */
export const context: JudgeContext = {
  keccak,
  domain,
  recoverSigner: (digest, signature) => signers.get(`${digest}:${signature}`) ?? null,
  verifyP256: verifyWithOpenSsl,
  register: {
    deviceAt: (device, slot) =>
      slot < settings.firstSlot ? null : (keysByDevice.get(lowerCase(device)) ?? null),
    accountOfMeter: (meter) => accountsByMeter[meter] ?? null,
    receiptSignerAt: () => addressOf(receiptKey),
  },
};
