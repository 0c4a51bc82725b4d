import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/api-error.js";

/** Why nobody was signed in, and what to do; nothing while there is nothing wrong. */
export function SignInError({ error }: { error: Error | null }) {
  const { t } = useTranslation();
  if (error === null) return null;
  // The browser throws NotAllowedError when the person declines, or waits too long.
  const text =
    error instanceof ApiError
      ? t("signIn.refused", { detail: error.message })
      : t("signIn.notDone", { detail: error.message });
  return (
    <Alert color="red" variant="light" role="alert" mt="sm">
      {text}
    </Alert>
  );
}
