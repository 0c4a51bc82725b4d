import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { checkMemberList, importMembers } from "../../../../api/members-api.js";
import { useMemberWrite } from "../../../../api/members-queries.js";
import { Answer } from "../../../../components/answer.js";
import { Notice } from "../../../../components/notice.js";
import { PlainTable } from "../../../../components/plain-table.js";
import { useFormats } from "../../../../format/formats-context.js";
import { ConfirmedAction } from "../confirmed-action.js";
import classes from "../members.module.css";
import { type BadRow, badRows } from "./bad-rows.js";
import type { ListRow, ParsedList } from "./parse-member-list.js";

/** So many good rows are shown, enough to see that the columns were read right. */
const SHOWN_ROWS = 5;

const TABLE_HEIGHT = 320;

interface ImportPreviewProps {
  slug: string;
  list: ParsedList & { ok: true };
  /** Names this list, so that sending it again registers nobody twice. */
  importKey: string;
}

/** What the server would make of the list, before anybody is registered. */
export function ImportPreview({ slug, list, importKey }: ImportPreviewProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const cells = list.rows.map((row) => row.cells);
  const checked = useQuery({
    queryKey: ["member-list", slug, importKey],
    queryFn: () => checkMemberList(slug, cells),
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const register = useMemberWrite(() => importMembers(slug, cells, importKey));
  if (register.data?.firstAccount != null) {
    const { imported, firstAccount } = register.data;
    const [count, members] = [imported, formats.count(imported)];
    const last = firstAccount + imported - 1;
    return (
      <Notice tone="good">
        <span data-imported={imported}>
          {t("members.import.done", { count, members, first: firstAccount, last })}
        </span>
      </Notice>
    );
  }
  return (
    <Answer state={checked} height={120} isEmpty={() => false} emptyText="">
      {({ problems }) => {
        const bad = badRows(list.rows, list.broken, problems);
        const count = list.rows.length;
        const rows = formats.count(count);
        if (bad.length > 0) return <Bad bad={bad} rows={rows} />;
        return (
          <>
            <Notice tone="good">
              <span data-figure="good-rows">{t("members.import.good", { count, rows })}</span>
            </Notice>
            <FirstRows rows={list.rows} />
            <ConfirmedAction
              label={t("members.import.do", { count, rows })}
              consequence={t("members.import.consequence", { count, rows })}
              action={register}
              run={() => register.mutate(undefined)}
            />
          </>
        );
      }}
    </Answer>
  );
}

function Bad({ bad, rows }: { bad: readonly BadRow[]; rows: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <Notice tone="bad">
        <span data-figure="bad-rows">
          {t("members.import.bad", { count: bad.length, bad: formats.count(bad.length), rows })}
        </span>
      </Notice>
      <PlainTable
        caption={t("members.import.badCaption")}
        maxHeight={TABLE_HEIGHT}
        columns={[
          { key: "line", title: t("members.import.line"), isNumber: true },
          { key: "name", title: t("members.name") },
          { key: "what", title: t("members.import.what") },
        ]}
        rows={bad.map((row) => ({
          key: `${row.line}`,
          cells: [
            <span key="line" data-bad-row={row.line}>
              {row.line}
            </span>,
            row.name,
            <Wrongs key="what" row={row} />,
          ],
        }))}
      />
    </>
  );
}

function Wrongs({ row }: { row: BadRow }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.wrongs}>
      {row.broken.map((code) => (
        <li key={code}>{t(`members.import.broken.${code}`)}</li>
      ))}
      {row.cells.map(({ column, code, typed }) => (
        <li key={column}>
          <code>{column}</code>
          {typed.trim() === "" ? "" : ` “${typed.trim()}”`}: {t(`members.cell.${code}`)}
        </li>
      ))}
    </ul>
  );
}

function FirstRows({ rows }: { rows: readonly ListRow[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <PlainTable
      caption={t("members.import.firstCaption")}
      columns={[
        { key: "line", title: t("members.import.line"), isNumber: true },
        { key: "name", title: t("members.name") },
        { key: "pod", title: t("members.pod") },
        { key: "creditLimit", title: t("members.creditLimit"), isNumber: true },
        { key: "buyBelow", title: t("members.buyBelow"), isNumber: true },
        { key: "sellAbove", title: t("members.sellAbove"), isNumber: true },
      ]}
      rows={rows.slice(0, SHOWN_ROWS).map(({ line, cells }) => ({
        key: `${line}`,
        cells: [
          `${line}`,
          cells.name,
          cells.pod,
          formats.exactMoney(cells.creditLimit.trim()),
          formats.price(cells.buyBelow.trim()),
          formats.price(cells.sellAbove.trim()),
        ],
      }))}
    />
  );
}
