import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/market.en.json" with { type: "json" };
import ko from "../../../i18n/market.ko.json" with { type: "json" };
import { useCommunity } from "../../shell/community-context.js";
import { type Overseer, OversightGate } from "../oversight-gate.js";
import { AnnounceSection } from "./announce-section.js";
import { BookSection } from "./book-section.js";
import { DaysSection } from "./days-section.js";
import { PricesSection } from "./prices-section.js";
import { RulesSection } from "./rules-section.js";

addTexts({ en, ko });

/** The market as those see it who run or audit it: books, prices, days, rules, and what another rule would mean. */
export function MarketPage() {
  return <OversightGate>{(overseer) => <Content overseer={overseer} />}</OversightGate>;
}

function Content({ overseer }: { overseer: Overseer }) {
  const community = useCommunity();
  return (
    <>
      <BookSection community={community} />
      <PricesSection community={community} />
      <DaysSection slug={overseer.slug} />
      <RulesSection community={community} />
      <AnnounceSection community={community} mayWrite={overseer.mayWrite} />
    </>
  );
}
