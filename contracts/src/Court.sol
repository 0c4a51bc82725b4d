// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IFactJudge, IPeriodJudge} from "./interfaces/IFactJudge.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {PeriodChallenges} from "./PeriodChallenges.sol";
import {SlotChallenges} from "./SlotChallenges.sol";

/// @title The court of a market and its ledger
/// @notice What it promises is written at {ICourt}.
contract Court is SlotChallenges, PeriodChallenges {
    /// @param market_ The market, which must be deployed already and name this contract as its court.
    /// @param factJudge_ The judge of what holds for every rule.
    /// @param periodJudge_ The judge of periods.
    constructor(IMarket market_, IFactJudge factJudge_, IPeriodJudge periodJudge_)
        SlotChallenges(market_, factJudge_)
        PeriodChallenges(market_, periodJudge_)
    {}
}
