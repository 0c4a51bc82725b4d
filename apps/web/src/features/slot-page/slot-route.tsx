import { slotNumber } from "@pumasi/protocol";
import { useParams } from "@tanstack/react-router";
import { NotFound } from "../shell/not-found.js";
import { SlotPage } from "./slot-page.js";

/** The slot that the address names. */
export function SlotRoute() {
  const { slot } = useParams({ from: "/slots/$slot" });
  const number = slotNumber.safeParse(Number(slot));
  return number.success ? <SlotPage key={slot} slot={number.data} /> : <NotFound />;
}
