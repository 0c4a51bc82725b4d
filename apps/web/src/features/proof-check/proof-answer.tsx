import type { CommunityDescription } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { Notice } from "../../components/notice.js";
import type { CheckedFile } from "./check-proof-files.js";
import { ProofReport } from "./proof-report.js";
import classes from "./proof-report.module.css";

interface ProofAnswerProps {
  community: CommunityDescription;
  file: CheckedFile;
}

/** What a file comes to: a report, or why it is no proof. */
export function ProofAnswer({ community, file }: ProofAnswerProps) {
  return file.ok ? <ProofReport community={community} {...file} /> : <NoProof file={file} />;
}

/** Why a file could not be checked at all; what the parser said stands behind it, in English. */
function NoProof({ file }: { file: Extract<CheckedFile, { ok: false }> }) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad">
      {t(`proofAnswer.refused.${file.reason}`, { name: file.name })}
      {"detail" in file && (
        <code className={classes.detail} lang="en">
          {file.detail}
        </code>
      )}
    </Notice>
  );
}
