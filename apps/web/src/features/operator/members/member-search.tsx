import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { ListedMember, MemberSearchAnswer, MemberState } from "@pumasi/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMemberSearch } from "../../../api/members-queries.js";
import { Answer } from "../../../components/answer.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { AddMember } from "./add-member.js";
import { ImportMembers } from "./import/import-members.js";
import { MemberDrawer } from "./member-drawer.js";
import { MemberTable } from "./member-table.js";
import classes from "./members.module.css";

/** The search is asked once the typing has rested so long (ms). */
const REST_MS = 250;

const FILTERS = ["all", "active", "without-gateway", "ended"] as const;
type Filter = (typeof FILTERS)[number];

/** Every member in one searchable table; each opens to what can be done with it. */
export function MemberSearch({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [rested] = useDebouncedValue(text, REST_MS);
  const [filter, setFilter] = useState<Filter>("all");
  const [opened, open] = useState<ListedMember | null>(null);
  const [dialog, show] = useState<"add" | "import" | null>(null);
  const state: MemberState | null = filter === "all" ? null : filter;
  const found = useMemberSearch(slug, { text: rested.trim(), state });
  const pages = found.data?.pages;
  const members = pages?.flatMap((page) => page.members) ?? [];
  const newest = members.find(({ member }) => member === opened?.member);
  // A member that leaves what is searched for stays open as it was seen last.
  if (newest !== undefined && newest !== opened) open(newest);
  return (
    <SectionCard title={t("members.title")}>
      <div className={classes.tools}>
        <TextInput
          className={classes.search ?? ""}
          type="search"
          label={t("members.search")}
          description={t("members.searchHelp")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button onClick={() => show("add")}>{t("members.add.open")}</Button>
          <Button variant="default" onClick={() => show("import")}>
            {t("members.import.open")}
          </Button>
        </div>
      </div>
      <Filters filter={filter} choose={setFilter} found={pages?.[0]?.found} />
      <Answer
        state={{ data: pages, error: found.error, refetch: found.refetch }}
        height={360}
        isEmpty={() => members.length === 0}
        emptyText={text === "" && filter === "all" ? t("members.empty") : t("members.noneFits")}
      >
        {() => (
          <>
            <MemberTable members={members} open={open} />
            {found.hasNextPage && (
              <Button
                mt="sm"
                variant="default"
                loading={found.isFetchingNextPage}
                onClick={() => found.fetchNextPage()}
              >
                {t("members.more")}
              </Button>
            )}
          </>
        )}
      </Answer>
      <MemberDrawer slug={slug} member={opened} close={() => open(null)} />
      <AddMember slug={slug} isOpen={dialog === "add"} close={() => show(null)} />
      <ImportMembers slug={slug} isOpen={dialog === "import"} close={() => show(null)} />
    </SectionCard>
  );
}

interface FiltersProps {
  filter: Filter;
  choose: (filter: Filter) => void;
  found: MemberSearchAnswer["found"] | undefined;
}

function Filters({ filter, choose, found }: FiltersProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const all = found === undefined ? null : found.active + found["without-gateway"] + found.ended;
  const label = (name: Filter) => {
    const count = name === "all" ? all : (found?.[name] ?? null);
    return (
      <span>
        {t(`members.filter.${name}`)}{" "}
        <span data-figure={`found-${name}`}>{count === null ? "" : formats.count(count)}</span>
      </span>
    );
  };
  return (
    <SegmentedControl
      className={classes.filters ?? ""}
      aria-label={t("members.filterLabel")}
      value={filter}
      onChange={(value) => choose(FILTERS.find((name) => name === value) ?? "all")}
      data={FILTERS.map((name) => ({ value: name, label: label(name) }))}
    />
  );
}
