import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAuditChoices } from "../../../api/oversight-queries.js";
import classes from "./audit.module.css";
import type { AuditFilter } from "./audit-filter.js";
import { useEntryNames } from "./entry-names.js";

interface FilterFormProps {
  slug: string;
  filter: AuditFilter;
  change: (filter: AuditFilter) => void;
}

/** Who, what, to what, when, and any text. */
export function FilterForm({ slug, filter, change }: FilterFormProps) {
  const { t } = useTranslation();
  const { actionName, whoName } = useEntryNames();
  const choices = useAuditChoices(slug).data ?? { people: [], actions: [] };
  const field = (key: keyof AuditFilter) => ({
    size: "sm" as const,
    value: filter[key],
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ ...filter, [key]: event.currentTarget.value }),
  });
  const people = choices.people.map((person) => ({ value: person.who, label: whoName(person) }));
  const actions = choices.actions.map((action) => ({ value: action, label: actionName(action) }));
  return (
    <form
      className={classes.filter}
      aria-label={t("audit.filter")}
      onSubmit={(event) => event.preventDefault()}
    >
      <NativeSelect
        label={t("audit.who")}
        data={withChosen([{ value: "", label: t("audit.anybody") }, ...people], filter.who)}
        {...field("who")}
      />
      <NativeSelect
        label={t("audit.action")}
        data={withChosen([{ value: "", label: t("audit.anything") }, ...actions], filter.action)}
        {...field("action")}
      />
      <TextInput
        label={t("audit.subject")}
        placeholder={t("audit.subjectExample")}
        maxLength={100}
        {...field("subject")}
      />
      <TextInput type="date" label={t("audit.since")} {...field("since")} />
      <TextInput type="date" label={t("audit.until")} {...field("until")} />
      <TextInput label={t("audit.text")} maxLength={100} {...field("text")} />
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => change({ who: "", action: "", subject: "", since: "", until: "", text: "" })}
      >
        {t("audit.clear")}
      </Button>
    </form>
  );
}

/** An address may choose what the list does not have yet. */
function withChosen(options: { value: string; label: string }[], chosen: string) {
  if (options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, label: chosen }];
}
