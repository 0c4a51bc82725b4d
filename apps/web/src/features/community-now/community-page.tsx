import { Accounts } from "../accounts/accounts.js";
import { CommunityTotals } from "../community-totals/community-totals.js";
import { EnergyToday } from "../energy-today/energy-today.js";
import { Ledger } from "../ledger/ledger.js";
import { PriceHistory } from "../price-history/price-history.js";
import { ProofCheck } from "../proof-check/proof-check.js";
import { Refusals } from "../refusals/refusals.js";
import { useCommunity } from "../shell/community-context.js";
import { SlotLife } from "../slot-life/slot-life.js";
import classes from "./community-page.module.css";

/** "Community now": everything anyone may see of one community, kept live. */
export function CommunityPage() {
  const community = useCommunity();
  return (
    <>
      <CommunityTotals community={community} />
      <SlotLife community={community} />
      <div className={classes.pair}>
        <EnergyToday community={community} />
        <PriceHistory community={community} />
      </div>
      <Accounts community={community} />
      <div className={classes.pair}>
        <Ledger />
        <Refusals community={community} />
      </div>
      <ProofCheck community={community} />
    </>
  );
}
