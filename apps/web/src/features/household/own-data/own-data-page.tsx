import { addTexts } from "../../../i18n/add-texts.js";
import en from "../../../i18n/own-data.en.json" with { type: "json" };
import ko from "../../../i18n/own-data.ko.json" with { type: "json" };
import { HouseholdGate } from "../household-gate.js";
import { Consents } from "./consents.js";
import { Erasure } from "./erasure.js";
import { KeptData } from "./kept-data.js";

addTexts({ en, ko });

/** What is kept of a household and why, what it agreed to, and how it takes it along or has it erased. */
export function OwnDataPage() {
  return (
    <HouseholdGate>
      {({ slug }) => (
        <>
          <KeptData slug={slug} />
          <Consents slug={slug} />
          <Erasure slug={slug} />
        </>
      )}
    </HouseholdGate>
  );
}
