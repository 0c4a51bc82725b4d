import { MeterExhaustedError } from "@pumasi/devices";
import type { Hex, ReadingInput } from "@pumasi/protocol";
import { type Instant, type Slot, slotEnd } from "@pumasi/quantities";
import { OutcomeCountMismatchError } from "./gateway-errors.js";
import { BATCH_SIZE, type GatewayParts } from "./gateway-parts.js";
import { dueReadings, type Situation } from "./plan.js";
import { signReading } from "./sign-messages.js";

interface SignedReading {
  slot: Slot;
  digest: Hex;
  reading: ReadingInput;
}

/** Reads and signs slots until the recording ends; its end is an error only when nothing was left. */
function signReadings(
  parts: GatewayParts,
  situation: Situation,
  slots: readonly Slot[],
): SignedReading[] {
  const { slotSeconds } = situation.community.calendar;
  const signed: SignedReading[] = [];
  for (const slot of slots) {
    try {
      const registers = parts.meter.registersAt(slotEnd(slot, slotSeconds), situation.now);
      const { meter } = situation.device;
      const message = { slot, meter, ...registers, quality: "measured" as const };
      signed.push({ slot, ...signReading(parts.typed, parts.signer, message) });
    } catch (error) {
      if (error instanceof MeterExhaustedError && signed.length > 0) return signed;
      throw error;
    }
  }
  return signed;
}

/** Gives the slots whose readings were accepted. */
async function postReadings(
  parts: GatewayParts,
  now: Instant,
  signed: readonly SignedReading[],
): Promise<Slot[]> {
  const { api, community, progress, complaints, log } = parts;
  const outcomes = await api.postReadings(
    community,
    signed.map(({ reading }) => reading),
  );
  if (outcomes.length !== signed.length) {
    throw new OutcomeCountMismatchError(signed.length, outcomes.length);
  }
  const taken: Slot[] = [];
  signed.forEach(({ slot, digest, reading }, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) return;
    progress.acknowledge(slot, outcome.ok);
    if (outcome.ok) {
      taken.push(slot);
      if (outcome.digest !== digest) {
        complaints.file(now, ["reading_digest_differs"], reading, outcome);
      }
    } else {
      const { code, detail } = outcome.problem;
      log.warn({ event: "reading_refused", slot, code, detail }, "the server refused a reading");
    }
  });
  return taken;
}

/**
 * Posts every reading that is due and not answered, oldest first. Gives false when one was refused;
 * a refused reading is not sent again. Throws what the meter and the API throw; what was answered
 * before that stays answered. The home's own energy of the accepted slots is told after them.
 */
export async function reportReadings(parts: GatewayParts, situation: Situation): Promise<boolean> {
  let allTaken = true;
  for (;;) {
    const { acknowledgedThrough } = parts.progress;
    const due = dueReadings({ ...situation, acknowledgedThrough }).slice(0, BATCH_SIZE);
    if (due.length === 0) return allTaken;
    const signed = signReadings(parts, situation, due);
    const taken = await postReadings(parts, situation.now, signed);
    if (taken.length < signed.length) allTaken = false;
    await parts.homeEnergy.report(situation, taken);
  }
}
