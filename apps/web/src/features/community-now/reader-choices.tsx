import {
  ActionIcon,
  SegmentedControl,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import { chooseLanguage, isLanguage } from "../../i18n/i18n.js";

/** What each reader sets for themselves: language and light or dark. */
export function ReaderChoices() {
  const { t, i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const change = isDark ? t("header.toLight") : t("header.toDark");
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t("header.language")}
        value={i18n.language}
        onChange={(language) => {
          if (isLanguage(language)) void chooseLanguage(language);
        }}
        data={[
          { value: "en", label: "EN" },
          { value: "ko", label: "한국어" },
        ]}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label={change}
        title={change}
        onClick={() => setColorScheme(isDark ? "light" : "dark")}
      >
        {isDark ? <SunIcon /> : <MoonIcon />}
      </ActionIcon>
    </>
  );
}

function SunIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
      <circle cx="12" cy="12" r="4.5" strokeWidth="2" />
      <path
        d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}

function MoonIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
      <path
        d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"
        strokeWidth="2"
        strokeLinejoin="round"
      />
    </svg>
  );
}
