import { useTranslation } from "react-i18next";
import { ApiError } from "../../../api/api-error.js";
import { Notice } from "../../../components/notice.js";

const EXPLAINED = [
  "rules_in_the_past",
  "community_terms_invalid",
  "not_permitted",
  "sign_in_required",
  "operator_required",
  "read_only",
  "too_many_requests",
] as const;
type Explained = (typeof EXPLAINED)[number];

const isExplained = (code: string): code is Explained => EXPLAINED.some((one) => one === code);

/** Why the server did not do what was asked, in plain words; what is not known here, in the server's. */
export function RefusalNotice({ error }: { error: Error }) {
  const { t } = useTranslation();
  const refusal = error instanceof ApiError ? error.refusal : null;
  const code = error instanceof ApiError ? error.code : "unknown";
  return (
    <div role="alert" data-refusal={refusal ?? code}>
      <Notice tone="bad">
        {refusal !== null && isExplained(refusal)
          ? t(`market.refusal.${refusal}`)
          : t(`block.error.${code}`, { detail: error.message })}
      </Notice>
    </div>
  );
}
