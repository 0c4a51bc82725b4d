import { Button, NativeSelect } from "@mantine/core";
import type { BookLevel, CommunityDescription, SlotBook } from "@pumasi/protocol";
import { slotStart } from "@pumasi/quantities";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useBook } from "../../../api/market-queries.js";
import { useSlots } from "../../../api/queries.js";
import { Answer } from "../../../components/answer.js";
import { KeyFigures } from "../../../components/key-figures.js";
import { Notice } from "../../../components/notice.js";
import { PlainTable } from "../../../components/plain-table.js";
import { SectionCard } from "../../../components/section-card.js";
import { useFormats } from "../../../format/formats-context.js";
import { Chart } from "../../charts/chart.js";
import { ChartLegend } from "../../charts/chart-legend.js";
import { usePalette } from "../../charts/use-palette.js";
import { bookChartOption, sideColor } from "./book-curves.js";
import classes from "./market.module.css";

const FOLLOW = "follow";

/** A slot's book: supply, demand, and where they cross; by default that of the next slot to close. */
export function BookSection({ community }: { community: CommunityDescription }) {
  const { t } = useTranslation();
  const [slot, choose] = useState<number | null>(null);
  const book = useBook(community, slot);
  return (
    <SectionCard title={t("market.bookTitle")} note={t("market.bookNote")}>
      <SlotChooser
        community={community}
        chosen={slot}
        shown={book.data?.slot ?? slot}
        choose={choose}
      />
      <Answer
        state={book}
        height={480}
        isEmpty={(answer) => answer === null}
        emptyText={t("market.bookNotYet")}
      >
        {(answer) => answer !== null && <Book book={answer} />}
      </Answer>
    </SectionCard>
  );
}

interface SlotChooserProps {
  community: CommunityDescription;
  /** Null follows the market. */
  chosen: number | null;
  shown: number | null;
  choose: (slot: number | null) => void;
}

function SlotChooser({ community, chosen, shown, choose }: SlotChooserProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const slots = useSlots(community).data?.slots ?? [];
  const nameOf = (slot: number) => formats.dayAndTime(slotStart(slot, community.slotSeconds));
  const option = (slot: number) => ({ value: `${slot}`, label: nameOf(slot) });
  const open = slots.filter(({ stage }) => stage === "open").map(({ slot }) => slot);
  const past = slots.filter(({ stage }) => stage !== "open").map(({ slot }) => slot);
  if (chosen !== null && !open.includes(chosen) && !past.includes(chosen)) past.push(chosen);
  past.sort((one, other) => other - one);
  return (
    <div className={classes.chooser}>
      <Button
        variant="default"
        aria-label={t("market.earlier")}
        disabled={shown === null || shown <= community.firstSlot}
        onClick={() => shown !== null && choose(shown - 1)}
      >
        ‹
      </Button>
      <NativeSelect
        aria-label={t("market.slot")}
        value={chosen === null ? FOLLOW : `${chosen}`}
        onChange={({ currentTarget: { value } }) => choose(value === FOLLOW ? null : Number(value))}
        data={[
          { value: FOLLOW, label: t("market.follow") },
          { group: t("market.openSlots"), items: open.map(option) },
          { group: t("market.pastSlots"), items: past.map(option) },
        ]}
      />
      <Button
        variant="default"
        aria-label={t("market.later")}
        disabled={shown === null}
        onClick={() => shown !== null && choose(shown + 1)}
      >
        ›
      </Button>
      {chosen !== null && (
        <Button variant="subtle" onClick={() => choose(null)}>
          {t("market.follow")}
        </Button>
      )}
    </div>
  );
}

function Book({ book }: { book: SlotBook }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { crossing } = book;
  const figure = (key: string, label: string, text: string) => ({
    ...{ key, label },
    value: <span data-figure={key}>{text}</span>,
  });
  return (
    <div
      data-book={book.slot}
      data-state={book.state}
      data-crossing={crossing === null ? "" : `${crossing.energy}@${crossing.price}`}
    >
      <p className={classes.state} role="status">
        <strong>{formats.dayAndTime(Date.parse(book.start))}</strong>{" "}
        {t(`market.state.${book.state}`, { time: formats.time(Date.parse(book.closesAt)) })}
      </p>
      {book.fallback !== null && (
        <Notice tone="warning">{t(`market.fallback.${book.fallback}`)}</Notice>
      )}
      <KeyFigures
        figures={[
          figure(
            "bookPrice",
            t(book.state === "cleared" ? "market.price" : "market.priceNow"),
            crossing === null ? t("market.noCrossing") : formats.price(crossing.price),
          ),
          figure(
            "bookEnergy",
            t(book.state === "cleared" ? "market.contracted" : "market.contractedNow"),
            crossing === null ? t("market.noCrossing") : formats.energy(crossing.energy),
          ),
          figure("marginalBid", t("market.marginalBid"), marginalText(crossing?.bid)),
          figure("marginalAsk", t("market.marginalAsk"), marginalText(crossing?.ask)),
          figure("bookOrders", t("market.orders"), formats.count(book.orders)),
        ]}
      />
      {book.orders === 0 ? (
        <p className={classes.empty}>{t("market.noOrders")}</p>
      ) : (
        <Curves book={book} />
      )}
    </div>
  );

  function marginalText(level: { price: string; filled: string; offered: string } | undefined) {
    if (level === undefined) return formats.price(null);
    return t("market.marginal", {
      price: formats.price(level.price),
      filled: formats.energyNumber(level.filled),
      offered: formats.energy(level.offered),
    });
  }
}

function Curves({ book }: { book: SlotBook }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const palette = usePalette();
  const labels = useMemo(
    () => ({
      demand: t("market.demand"),
      supply: t("market.supply"),
      crossing: t("market.crossing"),
    }),
    [t],
  );
  const option = useMemo(
    () => bookChartOption({ book, labels, palette, formats }),
    [book, labels, palette, formats],
  );
  const { crossing, bids, asks } = book;
  const sums = {
    demand: formats.energy(bids.at(-1)?.cumulated ?? "0"),
    supply: formats.energy(asks.at(-1)?.cumulated ?? "0"),
  };
  const label =
    crossing === null
      ? t("market.bookSummaryNone", sums)
      : t("market.bookSummary", {
          ...sums,
          energy: formats.energy(crossing.energy),
          price: formats.price(crossing.price),
        });
  return (
    <>
      <ChartLegend
        entries={[
          {
            key: "demand",
            label: labels.demand,
            color: sideColor("demand", palette),
            shape: "line",
          },
          {
            key: "supply",
            label: labels.supply,
            color: sideColor("supply", palette),
            shape: "dashed",
          },
        ]}
      />
      <Chart option={option} height={300} label={label} />
      <p className={classes.axes}>{t("market.axes")}</p>
      <div className={classes.sides}>
        <Levels caption={labels.demand} levels={bids} />
        <Levels caption={labels.supply} levels={asks} />
      </div>
    </>
  );
}

function Levels({ caption, levels }: { caption: string; levels: readonly BookLevel[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div>
      <h3 className={classes.subtitle}>{caption}</h3>
      <PlainTable
        caption={caption}
        maxHeight={300}
        columns={[
          { key: "price", title: t("market.netPrice"), isNumber: true },
          { key: "energy", title: t("market.energy"), isNumber: true },
          { key: "cumulated", title: t("market.cumulated"), isNumber: true },
          { key: "orders", title: t("market.orders"), isNumber: true },
        ]}
        rows={levels.map((level) => ({
          key: level.price,
          cells: [
            formats.price(level.price),
            formats.energyNumber(level.energy),
            formats.energyNumber(level.cumulated),
            formats.count(level.orders),
          ],
        }))}
      />
    </div>
  );
}
