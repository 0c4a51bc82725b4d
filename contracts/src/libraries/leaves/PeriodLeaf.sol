// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice An account's net of a period: amounts in 10^-12 currency but `ledgerDelta`, in 10^-6; plus is received.
struct PeriodLeaf {
    uint256 slots;
    int256 carryIn;
    int256 delta;
    int256 ledgerDelta;
    int256 carryOut;
    int256 sumLedgerDelta;
    bytes32 slotsRoot;
}

/// @title Reading the leaves of periods
library PeriodLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("period.2"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this period and index.
    function read(uint256[] calldata words, uint256 period, uint256 index)
        internal
        pure
        returns (bool isWell, PeriodLeaf memory leaf)
    {
        if (words.length != 6) return (false, leaf);
        isWell = words[0].isOf(TAG, period, index) && words[0].isZeroFrom(160) && words[4].isZeroFrom(128);
        leaf.slots = words[0].u32(128);
        leaf.carryIn = words[2].i128(0);
        leaf.delta = words[2].i128(128);
        leaf.ledgerDelta = words[3].i128(0);
        leaf.carryOut = words[3].i128(128);
        leaf.sumLedgerDelta = words[4].i128(0);
        leaf.slotsRoot = bytes32(words[5]);
    }
}
