import { clearCall, closeBooksCall, meterCall } from "@pumasi/chain";
import { bookFrauds } from "./book-frauds.js";
import { type ChallengeDocket, SIGNING_MEMBER } from "./challenge-docket.js";
import { CLEARING_FRAUDS } from "./clearing-frauds.js";
import { bookOf, clearingOf, meteringOf, resultOf, type SlotResult } from "./commit-slot.js";
import { type Edits, forge } from "./forge.js";
import type {
  ClearingForgery,
  ForgedBook,
  ForgedClearing,
  MeteringForgery,
  ShownMetering,
} from "./forged-slot.js";
import type { SlotInputs } from "./generate-slots.js";
import { startOf } from "./ledger-run.js";
import { METERING_FRAUDS } from "./metering-frauds.js";

/** Records a forged slot for every fraud there is, one after the other, and proves each. */
export async function challengeSlots(
  docket: ChallengeDocket,
  slots: Iterator<SlotInputs, never>,
): Promise<void> {
  const { terms } = docket;
  const next = () => signOwn(docket, slots.next().value);
  for (const { fault, shown, forge: edits, prove } of bookFrauds(docket)) {
    const book = await close(docket, next(), edits);
    await docket.prove(prove(book, terms), fault, shown);
  }
  for (const { fault, shown, forge: forgery, prove } of CLEARING_FRAUDS) {
    const inputs = next();
    const clearing = await clear(docket, inputs, resultOf(inputs), forgery);
    await docket.prove(prove(clearing, terms), fault, shown);
  }
  let { metering: before } = await meter(docket, next(), () => ({}));
  for (const { fault, shown, forge: forgery, prove } of METERING_FRAUDS) {
    const previous = before;
    const slot = await meter(docket, next(), (honest) => forgery({ ...honest, before: previous }));
    await docket.prove(prove({ ...slot, before }, terms), fault, shown);
    before = slot.metering;
  }
}

/** Lets the one member whose device is on the register sign its order and its reading. */
export function signOwn({ device, typedData }: ChallengeDocket, inputs: SlotInputs): SlotInputs {
  const { slot } = inputs;
  const orders = [...inputs.orders];
  const readings = [...inputs.readings];
  const [order, reading] = [orders[SIGNING_MEMBER], readings[SIGNING_MEMBER]];
  const registers = inputs.metered[SIGNING_MEMBER];
  if (order === undefined || !reading?.signed || registers === undefined) {
    throw new Error("the signing member takes part");
  }
  const { importRegisterUkwh, exportRegisterUkwh } = registers;
  const message = { slot, meter: SIGNING_MEMBER, importRegisterUkwh, exportRegisterUkwh };
  const signed = typedData.readingDigest({ ...message, quality: "measured" });
  orders[SIGNING_MEMBER] = {
    ...order,
    device: device.address,
    signature: device.sign(typedData.orderDigest(order)),
  };
  readings[SIGNING_MEMBER] = {
    ...reading,
    signed: { ...reading.signed, device: device.address, signature: device.sign(signed) },
  };
  return { ...inputs, orders, readings };
}

async function close(
  { run }: ChallengeDocket,
  inputs: SlotInputs,
  edit: (honest: ForgedBook) => Edits = () => ({}),
): Promise<ForgedBook> {
  const { slot, orders } = inputs;
  const { header, ...leaves } = bookOf(run.keccak, inputs);
  const forged = forge(run.keccak, leaves, edit({ book: { ...leaves, header }, orders }));
  const book = { ...forged, header: { ...header, bookRoot: forged.tree.root } };
  await run.mine([closeBooksCall(run.contracts.market, [book.header])], startOf(slot));
  return { book, orders };
}

async function clear(
  docket: ChallengeDocket,
  inputs: SlotInputs,
  result: SlotResult,
  edit: (honest: ForgedClearing) => ClearingForgery = () => ({}),
): Promise<ForgedClearing> {
  const { keccak, contracts } = docket.run;
  const slot = await close(docket, inputs);
  const clearing = clearingOf(keccak, inputs, result, slot.book.header);
  const { fills = {}, header } = edit({ ...slot, clearing });
  const forged = forge(keccak, clearing, fills);
  const recorded = { ...clearing.header, fillRoot: forged.tree.root, ...header };
  await docket.run.mine([clearCall(contracts.market, [recorded])]);
  return { ...slot, clearing: { ...forged, header: recorded } };
}

/** Records a slot whose book and clearing are honest. */
export async function meter(
  docket: ChallengeDocket,
  inputs: SlotInputs,
  edit: (honest: ForgedClearing & { metering: ShownMetering }) => MeteringForgery,
): Promise<ForgedClearing & { metering: ShownMetering; result: SlotResult }> {
  const { keccak, contracts } = docket.run;
  const result = resultOf(inputs);
  const slot = await clear(docket, inputs, result);
  const honest = meteringOf(keccak, inputs, result, slot.clearing.header);
  const forgery = edit({ ...slot, metering: honest });
  const readings = forge(keccak, honest.readings, forgery.readings ?? {});
  const lines = forge(keccak, honest.lines, forgery.lines ?? {});
  const [readingRoot, lineRoot] = [readings.tree.root, lines.tree.root];
  const header = { ...honest.header, readingRoot, lineRoot, ...forgery.header };
  await docket.run.mine([meterCall(contracts.market, [header])], startOf(inputs.slot + 1));
  return { ...slot, result, metering: { header, readings, lines } };
}
