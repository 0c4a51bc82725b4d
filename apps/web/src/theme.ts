import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The house colour: the green of young rice. */
const leaf: MantineColorsTuple = [
  "#e9f8f1",
  "#d6eee3",
  "#aedcc7",
  "#82caa9",
  "#5dba8f",
  "#45b07f",
  "#2b9a6a",
  "#137a54",
  "#0c6144",
  "#044b33",
];

export const theme = createTheme({
  primaryColor: "leaf",
  primaryShade: { light: 7, dark: 5 },
  colors: { leaf },
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily:
    'Pretendard, "Noto Sans KR", "Noto Sans CJK KR", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Apple SD Gothic Neo", "Malgun Gothic", sans-serif',
  headings: { fontWeight: "650" },
});

/** One colour for each origin of energy and each price, the same in charts, bars and legends. */
export interface EnergyPalette {
  delivered: string;
  shared: string;
  supplier: string;
  exported: string;
  own: string;
  text: string;
  mutedText: string;
  line: string;
  surface: string;
}

/** Colours that colour-blind readers can tell apart, by lightness too. */
export const PALETTES: Record<"light" | "dark", EnergyPalette> = {
  light: {
    delivered: "#137a54",
    shared: "#e3a21a",
    supplier: "#a9b3bd",
    exported: "#3d7fc1",
    own: "#6b3fa0",
    text: "#1c2b26",
    mutedText: "#5a6963",
    line: "#e3e8e4",
    surface: "#ffffff",
  },
  dark: {
    delivered: "#3fb184",
    shared: "#f0b840",
    supplier: "#66727e",
    exported: "#6ba6e0",
    own: "#cdb0f5",
    text: "#e8eeea",
    mutedText: "#9fb0a8",
    line: "#2b3631",
    surface: "#18201d",
  },
};

/** The kit's own muted text is too pale for small letters (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": PALETTES.light.mutedText },
  dark: { "--mantine-color-dimmed": PALETTES.dark.mutedText },
});
