import type { ReadingInput } from "@pumasi/protocol";
import type { RefusalCode } from "../../refusals.js";
import { FIRST_SLOT, HOUR, type ReadingTerms } from "../test-terms.js";
import {
  acceptedReading,
  type RefusalCase,
  refusedReading,
  revoke,
  type World,
} from "./refusal-case.js";

/** The first slot's reading; accepted from the slot's end on unless a case spoils it. */
const GOOD: ReadingTerms = { slot: FIRST_SLOT, importRegister: "10", exportRegister: "5" };

const WRONG = `0x${"11".repeat(65)}` as const;

function readingCase(
  code: RefusalCode,
  when: string,
  spoil: (world: World) => ReadingInput | Promise<ReadingInput>,
): RefusalCase {
  return {
    code,
    when,
    async arrange(world) {
      world.test.now = (FIRST_SLOT + 1) * HOUR;
      const reading = await spoil(world);
      return () => refusedReading(world, reading);
    },
  };
}

const by = (world: World, terms: Partial<ReadingTerms>) =>
  world.community.reading(world.ann, { ...GOOD, ...terms });

/** Posts Ann's good reading, and later terms of it. */
async function afterGood(world: World, terms: Partial<ReadingTerms>): Promise<ReadingInput> {
  await acceptedReading(world, by(world, {}));
  return by(world, terms);
}

/** Revoked before its first gate closure, Ann's key ends where it would have begun. */
async function revoked(world: World, terms: Partial<ReadingTerms>): Promise<ReadingInput> {
  await revoke(world, world.ann);
  return by(world, terms);
}

export const READING_CASES: RefusalCase[] = [
  readingCase("reading_register_too_precise", "a register has seven decimals", (world) =>
    by(world, { exportRegister: "5.1234567" }),
  ),
  readingCase("reading_register_invalid", "a register is below zero", (world) =>
    by(world, { importRegister: "-1" }),
  ),
  readingCase("reading_register_invalid", "a register is beyond nine billion kWh", (world) =>
    by(world, { exportRegister: "9999999999" }),
  ),
  readingCase("reading_unknown_meter", "nobody has the meter", (world) => by(world, { meter: 99 })),
  readingCase("reading_unknown_meter", "the meter is as high as the wire allows", (world) =>
    by(world, { meter: 0xffff_ffff }),
  ),
  readingCase("reading_unknown_device", "the key is another household's", (world) =>
    by(world, { meter: world.bob.meter }),
  ),
  readingCase("reading_signature_invalid", "the signature is over other registers", (world) => ({
    ...by(world, {}),
    importRegister: "11",
  })),
  readingCase("reading_device_revoked", "the key ended before the slot", (world) =>
    revoked(world, {}),
  ),
  readingCase("reading_slot_unknown", "the slot is past the end of trading", async (world) => {
    await world.community.operate("/until", { untilSlot: FIRST_SLOT + 1 });
    return by(world, { slot: FIRST_SLOT + 1 });
  }),
  readingCase("reading_from_future", "the slot ends in a millisecond", (world) => {
    world.test.now -= 1;
    return by(world, {});
  }),
  readingCase("reading_conflict", "another value of the slot is in", (world) =>
    afterGood(world, { importRegister: "10.000001" }),
  ),
  readingCase("reading_conflict", "the same value came with another quality", (world) =>
    afterGood(world, { quality: "estimated" }),
  ),
  readingCase("reading_register_backwards", "it is below an earlier one", async (world) => {
    const later = await afterGood(world, { slot: FIRST_SLOT + 1, exportRegister: "4.999999" });
    world.test.now += HOUR;
    return later;
  }),
  readingCase("reading_register_backwards", "it is above a later one", async (world) => {
    const earlier = await afterGood(world, { slot: FIRST_SLOT - 1, importRegister: "10.000001" });
    return earlier;
  }),
];

export const READING_PRECEDENCE_CASES: RefusalCase[] = [
  readingCase("reading_register_invalid", "the meter is unknown, too", (world) =>
    by(world, { importRegister: "-1", meter: 99 }),
  ),
  readingCase("reading_unknown_meter", "the signature is wrong, too", (world) => ({
    ...by(world, { meter: 99 }),
    signature: WRONG,
  })),
  readingCase("reading_unknown_device", "it is from the future, too", (world) =>
    by(world, { meter: world.bob.meter, slot: FIRST_SLOT + 5 }),
  ),
  readingCase("reading_signature_invalid", "the key is revoked, too", async (world) => ({
    ...(await revoked(world, {})),
    signature: WRONG,
  })),
  readingCase("reading_device_revoked", "it is from the future, too", (world) =>
    revoked(world, { slot: FIRST_SLOT + 5 }),
  ),
  readingCase("reading_slot_unknown", "it is from the future, too", async (world) => {
    await world.community.operate("/until", { untilSlot: FIRST_SLOT + 1 });
    return by(world, { slot: FIRST_SLOT + 5 });
  }),
  readingCase("reading_conflict", "it runs backwards, too", async (world) => {
    await acceptedReading(world, by(world, { slot: FIRST_SLOT - 1 }));
    return afterGood(world, { importRegister: "9" });
  }),
];
