import { i18n } from "./i18n.js";

/** The texts of a screen that the first load does without; each screen adds its own when it is loaded. */
export function addTexts({ en, ko }: { en: object; ko: object }): void {
  i18n.addResourceBundle("en", "translation", en, true);
  i18n.addResourceBundle("ko", "translation", ko, true);
}
