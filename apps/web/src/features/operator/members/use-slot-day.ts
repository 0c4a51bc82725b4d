import { slotStart } from "@pumasi/quantities";
import { useFormats } from "../../../format/formats-context.js";
import { useCommunity } from "../../shell/community-context.js";

/** Writes the local day and time at which a slot begins. */
export function useSlotDay(): (slot: number) => string {
  const formats = useFormats();
  const { slotSeconds } = useCommunity();
  return (slot) => formats.fullDateAndTime(slotStart(slot, slotSeconds));
}
