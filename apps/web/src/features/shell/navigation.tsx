import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession, useSignIn } from "../../api/household-queries.js";
import { signOut } from "../../api/session-api.js";
import classes from "./navigation.module.css";

/** The screens there are for whoever is signed in, and the way in or out. */
export function Navigation() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession().data?.session ?? null;
  const leave = useSignIn(signOut, () => navigate({ to: "/" }));
  const own = { activeOptions: { exact: true }, className: classes.link ?? "" } as const;
  return (
    <nav className={classes.bar} aria-label={t("nav.label")}>
      <div className={classes.inner}>
        <Link to="/" {...own}>
          {t("nav.community")}
        </Link>
        {session?.role === "household" && (
          <>
            <Link to="/home" {...own}>
              {t("nav.home")}
            </Link>
            <Link to="/home/neighbours" {...own}>
              {t("nav.neighbours")}
            </Link>
            <Link to="/home/rule" {...own}>
              {t("nav.rule")}
            </Link>
            <Link to="/home/trust" {...own}>
              {t("nav.trust")}
            </Link>
            <Link to="/home/data" {...own}>
              {t("nav.ownData")}
            </Link>
          </>
        )}
        {session !== null && session.role !== "household" && (
          <>
            <Link to="/operator/health" {...own}>
              {t("nav.health")}
            </Link>
            <Link to="/operator/market" {...own}>
              {t("nav.market")}
            </Link>
            {session.role === "operator" && (
              <Link to="/operator/members" {...own}>
                {t("nav.members")}
              </Link>
            )}
            <Link to="/operator/month-end" {...own}>
              {t("nav.monthEnd")}
            </Link>
            <Link to="/operator/ledger" {...own}>
              {t("nav.ledger")}
            </Link>
            <Link to="/operator/audit" {...own}>
              {t("nav.audit")}
            </Link>
          </>
        )}
        <span className={classes.space} />
        {session === null ? (
          <Link to="/sign-in" {...own}>
            {t("nav.signIn")}
          </Link>
        ) : (
          <>
            <Link to="/sign-in/ways" {...own} title={t("nav.signInWays")}>
              <span className={classes.name}>{session.name}</span>
            </Link>
            <Button
              variant="subtle"
              size="compact-sm"
              loading={leave.isPending}
              onClick={() => leave.mutate()}
            >
              {t("nav.signOut")}
            </Button>
          </>
        )}
      </div>
    </nav>
  );
}
