import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useAudit } from "../../../api/oversight-queries.js";
import { Answer } from "../../../components/answer.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/audit.en.json" with { type: "json" };
import ko from "../../../i18n/audit.ko.json" with { type: "json" };
import { useCommunity } from "../../shell/community-context.js";
import { type Overseer, OversightGate } from "../oversight-gate.js";
import classes from "./audit.module.css";
import {
  type AuditFilter,
  conditionsOf,
  FILTER_FIELDS,
  filterOf,
  searchOf,
} from "./audit-filter.js";
import { EntryTable } from "./entry-table.js";
import { ExportButtons } from "./export-buttons.js";
import { FilterForm } from "./filter-form.js";

addTexts({ en, ko });

/** Who did what, filtered by the address, so that a view can be linked. */
export function AuditPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

/** The filter that the page's address holds, and the way to change it. */
function useFilter(): [AuditFilter, (filter: AuditFilter) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const others = Object.fromEntries(
    Object.entries(search).filter(([key]) => !FILTER_FIELDS.some((field) => field === key)),
  );
  const change = (filter: AuditFilter) => {
    const next = { ...others, ...searchOf(filter) };
    void navigate({ to: "/operator/audit", search: next as never, replace: true });
  };
  return [filterOf(search), change];
}

function Content({ overseer: { slug } }: { overseer: Overseer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { timeZone } = useCommunity();
  const [filter, change] = useFilter();
  const key = JSON.stringify(filter);
  const conditions = useMemo(
    () => conditionsOf(JSON.parse(key) as AuditFilter, timeZone),
    [key, timeZone],
  );
  const pages = useAudit(slug, conditions);
  return (
    <SectionCard title={t("audit.title")} note={t("audit.note")}>
      <FilterForm slug={slug} filter={filter} change={change} />
      <ExportButtons slug={slug} conditions={conditions} />
      <Answer
        state={pages}
        height={420}
        isEmpty={({ pages: [first] }) => first === undefined || first.length === 0}
        emptyText={t("audit.empty")}
      >
        {(data) => {
          const entries = data.pages.flatMap((page) => [...page].reverse());
          return (
            <>
              <EntryTable entries={entries} />
              <p className={classes.note} role="status" data-shown={entries.length}>
                {t("audit.shown", {
                  count: entries.length,
                  number: formats.count(entries.length),
                })}
              </p>
              {pages.hasNextPage && (
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  {t("audit.older")}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
    </SectionCard>
  );
}
