import { Button, FileButton, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../../format/formats-context.js";
import classes from "../members.module.css";
import { ImportPreview } from "./import-preview.js";
import {
  decodeList,
  type ListFault,
  type ParsedList,
  parseMemberList,
} from "./parse-member-list.js";

const EXAMPLE = "name,pod,creditLimit,buyBelow,sellAbove\nKim 301,KR-0301,50,0.28,0.1";

interface ImportMembersProps {
  slug: string;
  isOpen: boolean;
  close: () => void;
}

/** Registers a whole list, after showing what is in it and every row that cannot be used. */
export function ImportMembers({ slug, isOpen, close }: ImportMembersProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      size="xl"
      title={t("members.import.title")}
      closeButtonProps={{ "aria-label": t("members.close") }}
    >
      <List slug={slug} />
    </Modal>
  );
}

/** A list as it was read; a new one has a new key, so that nothing of the last one is kept. */
interface Chosen {
  key: string;
  list: ParsedList | "not_utf8";
}

function List({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [pasted, paste] = useState("");
  const [chosen, choose] = useState<Chosen | null>(null);
  const take = (list: Chosen["list"]) => choose({ key: crypto.randomUUID(), list });
  return (
    <div className={classes.form}>
      <p className={classes.help}>{t("members.import.help")}</p>
      <pre className={classes.example}>{EXAMPLE}</pre>
      <FileButton
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        inputProps={{ "aria-label": t("members.import.file") }}
        onChange={async (file) => {
          if (file === null) return;
          const text = decodeList(await file.arrayBuffer());
          take(text === null ? "not_utf8" : parseMemberList(text));
        }}
      >
        {(props) => <Button {...props}>{t("members.import.file")}</Button>}
      </FileButton>
      <Textarea
        className={classes.wide ?? ""}
        label={t("members.import.paste")}
        autosize
        minRows={3}
        maxRows={8}
        value={pasted}
        onChange={(event) => paste(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={pasted.trim() === ""}
        onClick={() => take(parseMemberList(pasted))}
      >
        {t("members.import.check")}
      </Button>
      {chosen !== null && <Read key={chosen.key} slug={slug} chosen={chosen} />}
    </div>
  );
}

function Read({ slug, chosen: { key, list } }: { slug: string; chosen: Chosen }) {
  const { t } = useTranslation();
  if (list === "not_utf8") return <Fault text={t("members.import.fault.not_utf8")} />;
  if (!list.ok) return <ListFaultText fault={list.fault} />;
  return <ImportPreview slug={slug} list={list} importKey={key} />;
}

function ListFaultText({ fault }: { fault: ListFault }) {
  const { t } = useTranslation();
  const formats = useFormats();
  switch (fault.code) {
    case "no_rows":
      return <Fault text={t("members.import.fault.no_rows")} />;
    case "columns_missing":
      return <Fault text={t("members.import.fault.columns_missing", { columns: fault.columns })} />;
    case "column_repeated":
      return <Fault text={t("members.import.fault.column_repeated", { columns: fault.columns })} />;
    case "too_many_rows": {
      const values = { rows: formats.count(fault.rows), most: formats.count(fault.most) };
      return <Fault text={t("members.import.fault.too_many_rows", values)} />;
    }
  }
}

function Fault({ text }: { text: string }) {
  return (
    <p className={classes.fault} role="alert">
      {text}
    </p>
  );
}
