// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault} from "./Fault.sol";

/// @title What the court and the contract of demands have in common
interface IChallenges {
    /// @notice What was recorded for a slot is proven wrong; it was voided and the slot's bond taken.
    event ChallengeProven(uint32 indexed slot, uint8 version, Fault fault, address indexed challenger);
    /// @notice A committed period is proven wrong; it was voided and a slot's bond taken.
    event PeriodChallengeProven(uint32 indexed period, Fault fault, address indexed challenger);

    /// @notice The market was told of another contract; deploy at the address it expects.
    error NotTheMarkets(address expected);
    /// @notice Show the header, and those recorded on it since, innermost first.
    error HeadersIncomplete(uint256 headers);
    /// @notice The ledger does not hold this header of the slot now.
    error HeaderNotRecorded(uint32 slot, bytes32 headerHash);
    /// @notice The ledger does not hold this header of the period now.
    error PeriodHeaderNotRecorded(uint32 period, bytes32 headerHash);
    /// @notice Other terms were recorded as this version of the rules.
    error TermsMismatch(uint32 version, bytes32 termsHash, bytes32 recordedHash);
}
