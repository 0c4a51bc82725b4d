// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {IRule} from "../interfaces/IRule.sol";
import {TermsChecks} from "../libraries/TermsChecks.sol";
import {ForwardLines} from "./ForwardLines.sol";
import {SharingRule} from "./SharingRule.sol";

/// @title What is fed in is shared pro rata to what is consumed
/// @notice What it promises is written at {IRule} and in docs/COMMITMENTS.md.
contract ProportionalSharingRule is SharingRule, ForwardLines {
    /// @inheritdoc IRule
    function isRefutable() external pure returns (bool) {
        return true;
    }

    /// @inheritdoc IRule
    function checkTerms(Terms calldata terms) external view {
        _requireSharing(terms);
        TermsChecks.requireNoKeys(terms);
    }
}
