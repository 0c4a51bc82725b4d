import { type Call, highestGas } from "@pumasi/chain";
import { createSigner } from "@pumasi/crypto";
import { type Address, fromHex, type Hex, type Keccak256 } from "@pumasi/protocol";
import { encodeDeployData, encodeFunctionData } from "viem";
import { type Compiled, compileNaive } from "./compile-naive.js";
import { type LedgerRun, parts } from "./ledger-run.js";
import { gasOf } from "./record-slot.js";

/** Gas of one trade under each plain design. */
export interface NaiveGas {
  /** An ERC-20 transferFrom a trade, each in a transaction of its own, and many in one. */
  transfer: number;
  transferBatched: number;
  /** Two posted orders, a match and a payment; the match in a transaction of its own, and many in one. */
  market: number;
  marketBatched: number;
}

const AMOUNT = 10n ** 24n;
const ENERGY_UKWH = 250_000n;
/** Payments or matches in one transaction, well within what it may burn. */
const BATCH = 250;

interface Member {
  key: Hex;
  address: Address;
}

/** Has neighbours trade in pairs under each plain design, with real transactions, and divides the gas by the trades. */
export async function measureNaive(run: LedgerRun): Promise<NaiveGas> {
  const compiled = compileNaive();
  const members = Array.from({ length: run.settings.members }, (_, i) => memberOf(run.keccak, i));
  const pairs = parts(members, 2).filter((pair): pair is [Member, Member] => pair.length === 2);
  const coin = await deploy(run, compiled.NaiveCoin, []);
  const batch = await deploy(run, compiled.NaiveBatch, [coin.address]);
  const market = await deploy(run, compiled.NaiveMarket, []);
  const holders = members.map(({ address }) => address);
  for (const part of parts(holders, BATCH)) {
    await run.mine([
      coin.call("open", [part, run.operator, AMOUNT]),
      coin.call("open", [part, batch.address, AMOUNT]),
      market.call("open", [part, AMOUNT]),
    ]);
  }
  const perTrade = async (calls: readonly Call[]) => gasOf(await run.mine(calls)) / pairs.length;
  const transfer = await perTrade(
    pairs.map(([buyer, seller]) =>
      coin.call("transferFrom", [buyer.address, seller.address, ENERGY_UKWH]),
    ),
  );
  const transferBatched = await perTrade(
    parts(pairs, BATCH).map((part) =>
      batch.call("pay", [
        part.map(([{ address: from }, { address: to }]) => ({ from, to, amount: ENERGY_UKWH })),
      ]),
    ),
  );
  const matches = async (nonce: bigint, size: number) => {
    const posts = pairs.flatMap(([buyer, seller]) => [
      { key: buyer.key, call: market.call("post", [nonce, true, 200_000n, ENERGY_UKWH]) },
      { key: seller.key, call: market.call("post", [nonce, false, 100_000n, ENERGY_UKWH]) },
    ]);
    const posted = gasOf(await run.mineFor(posts)) / pairs.length;
    const matched = await perTrade(
      parts(pairs, size).map((part) =>
        market.call("matchAndPay", [
          part.map(([buyer, seller]) => ({
            bidKey: orderKey(buyer, nonce),
            askKey: orderKey(seller, nonce),
            energyUkwh: ENERGY_UKWH,
          })),
        ]),
      ),
    );
    return posted + matched;
  };
  return {
    transfer,
    transferBatched,
    market: await matches(1n, 1),
    marketBatched: await matches(2n, BATCH),
  };
}

function memberOf(keccak: Keccak256, index: number): Member {
  const key: Hex = `0x${`77${`${index}`.padStart(62, "0")}`}`;
  return { key, address: createSigner(keccak, fromHex(key)).address };
}

/** As NaiveMarket makes it: the member's address, then its own 96 bits. */
function orderKey({ address }: Member, nonce: bigint): bigint {
  return (BigInt(address) << 96n) | nonce;
}

async function deploy(run: LedgerRun, { abi, bytecode }: Compiled, args: readonly unknown[]) {
  const data = encodeDeployData({ abi, bytecode, args });
  const [receipt] = await run.mine([{ to: null, data, gas: highestGas }]);
  const address = receipt?.contractAddress;
  if (!address) throw new Error("a contract was not made");
  const call = (functionName: string, values: readonly unknown[]): Call => ({
    to: address,
    data: encodeFunctionData({ abi, functionName, args: values }),
    gas: highestGas,
  });
  return { address, call };
}
