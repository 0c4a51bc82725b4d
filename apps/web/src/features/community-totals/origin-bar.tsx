import type { CommunityTotals } from "@pumasi/protocol";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/formats-context.js";
import { IMPORT_ORIGINS, originShares } from "./energy-origins.js";
import classes from "./origin-bar.module.css";

/** One bar: how much of the imported energy came from neighbours and how much from the supplier. */
export function OriginBar({ totals }: { totals: CommunityTotals }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const shares = originShares(totals);
  const origins = IMPORT_ORIGINS.map((origin) => ({
    key: origin,
    label: t(`energy.${origin}`),
    permille: shares[origin],
  }));
  return (
    <div>
      <h3 className={classes.title}>{t("totals.origin")}</h3>
      <div className={classes.bar} aria-hidden="true">
        {origins.map(({ key, permille }) => (
          <span key={key} data-origin={key} style={{ flexGrow: permille ?? 0 }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {origins.map(({ key, label, permille }) => (
          <li key={key} data-origin={key}>
            {label} <strong>{formats.percent(permille)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
