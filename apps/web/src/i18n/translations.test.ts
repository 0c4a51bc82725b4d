import { ORDER_REFUSALS, READING_REFUSALS } from "@pumasi/market";
import { expect, test } from "vitest";
import pageEn from "./en.json" with { type: "json" };
import pageKo from "./ko.json" with { type: "json" };

/** The texts of screens that are loaded later; no two begin with the same key. */
const laterEn = import.meta.glob<Texts>("./*.en.json", { import: "default", eager: true });
const laterKo = import.meta.glob<Texts>("./*.ko.json", { import: "default", eager: true });

const en: Texts = Object.assign({}, pageEn, ...Object.values(laterEn));
const ko: Texts = Object.assign({}, pageKo, ...Object.values(laterKo));

/** The plural forms that English and Korean have; "_zero" and the like end ordinary names. */
const PLURAL_SUFFIX = /_(one|other)$/;

const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sourceText = Object.values(sources).join("\n");

type Texts = { [key: string]: string | Texts };

function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );
}

const baseKeys = (texts: Texts) =>
  new Set(keysOf(texts).map((key) => key.replace(PLURAL_SUFFIX, "")));

function textAt(texts: Texts, key: string): string {
  let found: string | Texts | undefined = texts;
  for (const part of key.split(".")) found = typeof found === "object" ? found[part] : undefined;
  return typeof found === "string" ? found : "";
}

/** A key is used where the source names it, or names the template its last part is put into. */
function isUsed(key: string): boolean {
  const parent = key.slice(0, key.lastIndexOf("."));
  return sourceText.includes(`"${key}"`) || sourceText.includes(`\`${parent}.\${`);
}

test("no two files of texts begin with the same key", () => {
  for (const files of [
    [pageEn, ...Object.values(laterEn)],
    [pageKo, ...Object.values(laterKo)],
  ]) {
    const keys = files.flatMap((texts) => Object.keys(texts));
    expect(keys).toHaveLength(new Set(keys).size);
  }
});

test("both languages say the same things", () => {
  expect([...baseKeys(ko)].sort()).toEqual([...baseKeys(en)].sort());
});

test("every counted text has the plural forms of its language", () => {
  for (const [language, texts] of [["en", en] as const, ["ko", ko] as const]) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const keys = keysOf(texts);
    const counted = new Set(
      keys.filter((key) => PLURAL_SUFFIX.test(key)).map((key) => key.replace(PLURAL_SUFFIX, "")),
    );
    for (const base of counted) {
      const present = keys.filter((key) => key.replace(PLURAL_SUFFIX, "") === base);
      expect(present.sort()).toEqual(forms.map((form) => `${base}_${form}`).sort());
    }
  }
});

test("no text is empty, and both languages fill in the same values", () => {
  const placeholders = (text: string) =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
  for (const key of keysOf(ko)) {
    const korean = textAt(ko, key);
    const english = textAt(en, key);
    expect(korean, key).not.toBe("");
    expect(english, key).not.toBe("");
    expect(placeholders(korean).sort(), key).toEqual(placeholders(english).sort());
  }
});

test("no text is unused", () => {
  expect([...baseKeys(en)].filter((key) => !isUsed(key))).toEqual([]);
});

test("every key the source asks for exists", () => {
  const asked = [...sourceText.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key ?? "");
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((key) => !baseKeys(en).has(key))).toEqual([]);
});

test("every refusal of the market has its text on the page", () => {
  const texts = Object.keys(pageEn.refusals.code);
  const codes = [...ORDER_REFUSALS, ...READING_REFUSALS];
  expect(codes.filter((code) => !texts.includes(code))).toEqual([]);
});
