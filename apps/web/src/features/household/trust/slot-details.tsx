import { fromHex, type HouseholdEnergy, readMeteringHeader } from "@pumasi/protocol";
import { printPrice } from "@pumasi/quantities";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/formats-context.js";
import { ProofLine } from "../../proof-check/proof-line.js";
import { ProofSteps } from "../../proof-check/proof-steps.js";
import type { SlotVerdict } from "./check-slot.js";
import classes from "./trust.module.css";

type Judged = Exclude<SlotVerdict, { state: "unasked" }>;

/** The line with every digit, the values on the ledger that it stands on, and every check that was made. */
export function SlotDetails({ verdict, row }: { verdict: Judged; row: HouseholdEnergy }) {
  const { t } = useTranslation();
  const { proof, checked } = verdict;
  if (proof === null || checked === null) {
    return <p className={classes.content}>{t("trust.noDetails")}</p>;
  }
  return (
    <div className={classes.content}>
      <h3 className={classes.title}>{t("trust.line")}</h3>
      <ProofLine line={checked.line} product={proof.terms.product} />
      <h3 className={classes.title}>{t("trust.ledger.title")}</h3>
      <LedgerFacts verdict={verdict} row={row} />
      <ProofSteps steps={checked.steps} />
    </div>
  );
}

function LedgerFacts({ verdict, row }: { verdict: Judged; row: HouseholdEnergy }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { proof, checked, ledger } = verdict;
  if (proof === null || checked === null) return null;
  const header = readMeteringHeader(fromHex(proof.meteringHeader));
  const price = (units: bigint | undefined) =>
    units === undefined || units === 0n
      ? formats.price(null)
      : formats.price(printPrice(Number(units)));
  const facts = [
    { key: "price", name: t("trust.ledger.price"), value: price(header?.price) },
    { key: "sharing", name: t("trust.ledger.sharingPrice"), value: price(header?.sharingPrice) },
    { key: "slot", name: t("trust.ledger.slot"), value: `${row.from}` },
    { key: "market", name: t("trust.ledger.market"), value: proof.market, isHash: true },
    { key: "root", name: t("trust.ledger.root"), value: header?.lineRoot ?? null, isHash: true },
    { key: "hash", name: t("trust.ledger.hash"), value: checked.meteringHash, isHash: true },
    {
      key: "word",
      name: t("trust.ledger.word"),
      value: ledger === null ? null : `0x${ledger.word.toString(16).padStart(64, "0")}`,
      isHash: true,
    },
    {
      key: "block",
      name: t("trust.ledger.block"),
      value: ledger?.recorded === null || ledger === null ? null : `${ledger.recorded.block}`,
    },
    {
      key: "transaction",
      name: t("trust.ledger.transaction"),
      value: ledger?.recorded?.transaction ?? null,
      isHash: true,
    },
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(({ key, name, value, isHash }) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd data-fact={key} className={isHash === true ? classes.hash : undefined}>
            {value ?? t("trust.ledger.none")}
          </dd>
        </div>
      ))}
    </dl>
  );
}
