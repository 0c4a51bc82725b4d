import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json" with { type: "json" };
import ko from "./ko.json" with { type: "json" };

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The tags that numbers and dates are written with; 24-hour clocks and days before months. */
export const LOCALES: Record<Language, string> = { en: "en-GB", ko: "ko-KR" };

const STORAGE_KEY = "pumasi-language";

export function isLanguage(text: string | null | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** The reader's own choice, else the browser's language, else English. */
export function preferredLanguage(): Language {
  const chosen = window.localStorage.getItem(STORAGE_KEY);
  if (isLanguage(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? "en";
}

export const i18n = createInstance();

/** Starts the translations; the language of the document follows every change. */
export async function startI18n(language: Language): Promise<void> {
  i18n.on("languageChanged", (changed) => {
    document.documentElement.lang = changed;
  });
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: { en: { translation: en }, ko: { translation: ko } },
    interpolation: { escapeValue: false },
  });
}

/** Changes the language and remembers it for the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  window.localStorage.setItem(STORAGE_KEY, language);
  await i18n.changeLanguage(language);
}
