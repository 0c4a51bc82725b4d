import type { OrderInput } from "@pumasi/protocol";
import type { RefusalCode } from "../../refusals.js";
import { FIRST_SLOT, HOUR, type OrderTerms, START } from "../test-terms.js";
import {
  acceptedOrder,
  type RefusalCase,
  refusedOrder,
  revoke,
  type World,
} from "./refusal-case.js";

/** An order that is accepted unless a case spoils it. */
const GOOD: OrderTerms = { slot: FIRST_SLOT, side: "buy", energy: "1", limitPrice: "150" };

/** Nobody has an order of this size covered. */
const TOO_DEAR = "100000";

const WRONG = `0x${"11".repeat(65)}` as const;

function orderCase(
  code: RefusalCode,
  when: string,
  spoil: (world: World) => OrderInput | Promise<OrderInput>,
): RefusalCase {
  return {
    code,
    when,
    async arrange(world) {
      const order = await spoil(world);
      return () => refusedOrder(world, order);
    },
  };
}

const by = (world: World, terms: Partial<OrderTerms>) =>
  world.community.order(world.ann, { ...GOOD, ...terms });

/** Ann's order, signed by Bob's device in its own name. */
const byBob = ({ community, ann, bob }: World, terms: Partial<OrderTerms>) =>
  community.order({ ...bob, account: ann.account }, { ...GOOD, ...terms });

const atGateClosure = (world: World) => {
  world.test.now = START + 2 * HOUR - 600_000;
};

/** Lets Ann sell at 100 and gives the nonce of that order. */
async function annSells(world: World): Promise<number> {
  const order = by(world, { side: "sell", limitPrice: "100" });
  await acceptedOrder(world, order);
  return order.nonce;
}

async function revoked(world: World, terms: Partial<OrderTerms>): Promise<OrderInput> {
  await revoke(world, world.ann);
  return by(world, terms);
}

/** One case a refusal, each with nothing else wrong. */
export const ORDER_CASES: RefusalCase[] = [
  orderCase("order_energy_too_precise", "energy has seven decimals", (world) =>
    by(world, { energy: "0.1234567" }),
  ),
  orderCase("order_energy_invalid", "energy is below zero", (world) => by(world, { energy: "-1" })),
  orderCase("order_energy_invalid", "energy is beyond 4,000,000 kWh", (world) =>
    by(world, { energy: "4000000.000001" }),
  ),
  orderCase("order_price_too_precise", "the price has seven decimals", (world) =>
    by(world, { limitPrice: "0.1234567" }),
  ),
  orderCase("order_price_invalid", "the price has seventeen digits", (world) =>
    by(world, { limitPrice: "99999999999999999" }),
  ),
  orderCase("order_unknown_account", "nobody has the account", (world) =>
    by(world, { account: 99 }),
  ),
  orderCase("order_unknown_account", "the account is as high as the wire allows", (world) =>
    by(world, { account: 0xffff_ffff }),
  ),
  orderCase("order_unknown_account", "the account is the supplier's", (world) =>
    by(world, { account: 0 }),
  ),
  orderCase("order_unknown_device", "the key is another household's", (world) => byBob(world, {})),
  orderCase("order_unknown_device", "nobody enrolled the key", (world) =>
    world.community.order({ ...world.ann, signer: world.community.device("stranger") }, GOOD),
  ),
  orderCase("order_signature_invalid", "the signature is over other terms", (world) => ({
    ...by(world, {}),
    energy: "2",
  })),
  orderCase("order_device_revoked", "the key was revoked", (world) => revoked(world, {})),
  orderCase("order_unknown_account", "the slot is before the account's first", (world) =>
    by(world, { slot: FIRST_SLOT - 1 }),
  ),
  orderCase("order_slot_unknown", "the slot is beyond the last open one", (world) =>
    by(world, { slot: FIRST_SLOT + 23 }),
  ),
  orderCase("order_slot_unknown", "trading ends before the slot", async (world) => {
    await world.community.operate("/until", { untilSlot: FIRST_SLOT + 1 });
    return by(world, { slot: FIRST_SLOT + 1 });
  }),
  orderCase("order_after_gate_closure", "it is the instant of gate closure", (world) => {
    atGateClosure(world);
    return by(world, {});
  }),
  orderCase("order_nonce_replayed", "the nonce was used for other terms", async (world) =>
    by(world, { nonce: await annSells(world), slot: FIRST_SLOT + 1 }),
  ),
  orderCase("order_energy_zero", "energy is zero", (world) => by(world, { energy: "0" })),
  orderCase("order_price_outside_cap", "the limit is above the cap", (world) =>
    by(world, { limitPrice: "500.000001" }),
  ),
  orderCase("order_price_outside_cap", "the limit is below the floor", (world) =>
    by(world, { limitPrice: "-500.000001" }),
  ),
  orderCase("order_crosses_own", "it meets the own ask exactly", async (world) => {
    await annSells(world);
    return by(world, { limitPrice: "100" });
  }),
  orderCase("order_credit_exceeded", "it may cost more than the credit", (world) =>
    by(world, { energy: TOO_DEAR }),
  ),
];

/** Two things wrong at once: the first in the order of ORDER_REFUSALS is named. */
export const ORDER_PRECEDENCE_CASES: RefusalCase[] = [
  orderCase("order_energy_too_precise", "the account is unknown, too", (world) =>
    by(world, { energy: "0.1234567", account: 99 }),
  ),
  orderCase("order_unknown_account", "the signature is wrong, too", (world) => ({
    ...by(world, { account: 99 }),
    signature: WRONG,
  })),
  orderCase("order_unknown_device", "the gate is closed, too", (world) => {
    atGateClosure(world);
    return byBob(world, {});
  }),
  orderCase("order_unknown_device", "the signature is wrong, too", (world) => ({
    ...byBob(world, {}),
    signature: WRONG,
  })),
  orderCase("order_signature_invalid", "the key is revoked, too", async (world) => ({
    ...(await revoked(world, {})),
    signature: WRONG,
  })),
  orderCase("order_device_revoked", "the slot is unknown, too", (world) =>
    revoked(world, { slot: FIRST_SLOT + 23 }),
  ),
  orderCase("order_after_gate_closure", "the nonce is used, too", async (world) => {
    const nonce = await annSells(world);
    atGateClosure(world);
    return by(world, { nonce });
  }),
  orderCase("order_nonce_replayed", "energy is zero, too", async (world) =>
    by(world, { nonce: await annSells(world), energy: "0" }),
  ),
  orderCase("order_energy_zero", "the price is outside the cap, too", (world) =>
    by(world, { energy: "0", limitPrice: "501" }),
  ),
  orderCase("order_price_outside_cap", "it crosses an own order, too", async (world) => {
    await annSells(world);
    return by(world, { limitPrice: "501" });
  }),
  orderCase("order_crosses_own", "it exceeds the credit, too", async (world) => {
    await annSells(world);
    return by(world, { energy: TOO_DEAR });
  }),
];
