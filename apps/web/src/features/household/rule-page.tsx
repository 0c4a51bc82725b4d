import { Alert, Button, Slider, Switch } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { CommunityDescription, OwnDescription, WishEffect } from "@pumasi/protocol";
import { parsePrice, printPrice } from "@pumasi/quantities";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Wish } from "../../api/household-api.js";
import {
  EFFECT_DAYS,
  type Household,
  useOwn,
  useSaveWish,
  useWishEffect,
} from "../../api/household-queries.js";
import { Answer, AnswerError } from "../../components/answer.js";
import { SectionCard } from "../../components/section-card.js";
import { signOf, subtractDecimals } from "../../format/exact-decimal.js";
import { useFormats } from "../../format/formats-context.js";
import { useCommunity } from "../shell/community-context.js";
import classes from "./rule-page.module.css";

/** Sliders move by a hundredth of the currency's unit, in 10^-6. */
const STEP = 10_000;

/** The effect is computed once the slider has rested so long (ms). */
const REST_MS = 400;

interface RulePageProps {
  community: CommunityDescription;
  household: Household;
}

/** All the trading there is for a household: one limit to buy, one to sell, what they would have changed, and the vacation switch. */
export function RulePage({ community, household }: RulePageProps) {
  const { t } = useTranslation();
  const own = useOwn(household.slug);
  return (
    <SectionCard title={t("rule.title")} note={t("rule.note")}>
      <Answer state={own} height={420} isEmpty={() => false} emptyText="">
        {(description) => (
          <Rule
            key={JSON.stringify(description.wish)}
            community={community}
            household={household}
            own={description}
          />
        )}
      </Answer>
    </SectionCard>
  );
}

function Rule({ community, household, own }: RulePageProps & { own: OwnDescription }) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<Wish>(own.wish);
  const [rested] = useDebouncedValue(wish, REST_MS);
  const isMoved = wish.buyBelow !== own.wish.buyBelow || wish.sellAbove !== own.wish.sellAbove;
  const isChanged = isMoved || wish.away !== own.wish.away;
  const effect = useWishEffect(household, isMoved ? rested : null);
  const save = useSaveWish(household.slug);
  const tariff = community.rules.at(-1)?.terms.tariff;
  if (tariff === undefined) return <p>{t("rule.noTariff")}</p>;
  const { retailPrice, feedInPrice } = tariff;
  const limits = { retail: retailPrice, feedIn: feedInPrice, currency: community.currency };
  return (
    <div className={classes.rule}>
      <Limit
        name={t("rule.buyBelow")}
        help={t("rule.buyHelp")}
        value={wish.buyBelow}
        limits={limits}
        change={(buyBelow) => setWish({ ...wish, buyBelow })}
      />
      <Limit
        name={t("rule.sellAbove")}
        help={t("rule.sellHelp")}
        value={wish.sellAbove}
        limits={limits}
        change={(sellAbove) => setWish({ ...wish, sellAbove })}
      />
      {isMoved ? (
        <div className={classes.effect} aria-live="polite">
          <Answer state={effect} height={64} isEmpty={() => false} emptyText="">
            {(answer) => <Effect effect={answer} />}
          </Answer>
        </div>
      ) : (
        <p className={classes.help}>{t("rule.unchanged")}</p>
      )}
      <Switch
        label={t("rule.away")}
        description={wish.away ? t("rule.awayOn") : t("rule.awayOff")}
        checked={wish.away}
        onChange={({ currentTarget: { checked } }) => setWish({ ...wish, away: checked })}
      />
      {save.error !== null && <AnswerError error={save.error} refetch={() => save.reset()} />}
      <div className={classes.actions}>
        <Button
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() => save.mutate({ wish, key: crypto.randomUUID() })}
        >
          {t("rule.save")}
        </Button>
        <Button variant="default" disabled={!isChanged} onClick={() => setWish(own.wish)}>
          {t("rule.undo")}
        </Button>
      </div>
    </div>
  );
}

interface LimitProps {
  name: string;
  help: string;
  /** Decimal text, currency/kWh. */
  value: string;
  limits: { retail: string; feedIn: string };
  change: (value: string) => void;
}

function Limit({ name, help, value, limits, change }: LimitProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const retail = unitsOf(limits.retail);
  const feedIn = unitsOf(limits.feedIn);
  const most = Math.ceil((Math.max(retail, unitsOf(value)) * 1.35) / STEP) * STEP;
  const least = Math.min(0, feedIn);
  return (
    <div className={classes.limit}>
      <div className={classes.head}>
        <strong>{name}</strong>
        <output className={classes.value}>{formats.price(value)}</output>
      </div>
      <p className={classes.help}>{help}</p>
      <Slider
        thumbLabel={name}
        value={unitsOf(value)}
        min={least}
        max={most}
        step={STEP}
        label={(units) => formats.price(printPrice(units))}
        onChange={(units) => change(printPrice(units))}
        marks={[
          { value: feedIn, label: t("rule.feedIn", { price: formats.price(limits.feedIn) }) },
          { value: retail, label: t("rule.retail", { price: formats.price(limits.retail) }) },
        ]}
        className={classes.slider}
      />
    </div>
  );
}

function unitsOf(price: string): number {
  const parsed = parsePrice(price);
  return parsed.ok ? parsed.value : 0;
}

function Effect({ effect }: { effect: WishEffect }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const sign = signOf(effect.wouldHaveSaved);
  const lost = subtractDecimals("0", [effect.wouldHaveSaved]);
  const { slotSeconds } = useCommunity();
  // A young community, or a large one, has fewer days to try it on.
  const whole = Math.ceil((effect.slots * slotSeconds) / 86_400);
  const count = Math.max(1, Math.min(EFFECT_DAYS, whole));
  const days = formats.count(count);
  const text =
    sign === 0
      ? t("rule.effectNone", { count, days })
      : sign > 0
        ? t("rule.effectSaved", { count, days, amount: formats.money(effect.wouldHaveSaved) })
        : t("rule.effectLost", { count, days, amount: formats.money(lost) });
  return (
    <Alert color={sign < 0 ? "yellow" : "green"} variant="light">
      <p className={classes.effectText} data-effect={effect.wouldHaveSaved}>
        {text}
      </p>
      <p className={classes.help}>
        {t("rule.effectDetail", {
          count: effect.slots,
          slots: formats.count(effect.slots),
          traded: formats.energy(effect.traded),
          would: formats.energy(effect.wouldHaveTraded),
        })}
      </p>
    </Alert>
  );
}
