import { useComputedColorScheme } from "@mantine/core";
import { type EnergyPalette, PALETTES } from "../../theme.js";

/** The energy colours of the scheme in use. */
export function usePalette(): EnergyPalette {
  return PALETTES[useComputedColorScheme("light")];
}
