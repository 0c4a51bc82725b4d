// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice One slot of an account's period: its line's total and the sum so far, 10^-12 currency.
struct PeriodSlotLeaf {
    int256 total;
    int256 sumTotal;
}

/// @title Reading the leaves of an account's slots in a period
library PeriodSlotLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("perslot2"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of this slot of this account.
    function read(uint256[] calldata words, uint256 slot, uint256 account)
        internal
        pure
        returns (bool isWell, PeriodSlotLeaf memory leaf)
    {
        if (words.length != 4) return (false, leaf);
        isWell = words[0].isOf(TAG, slot, account) && words[0].isZeroFrom(128) && words[3] == 0;
        leaf.total = words[2].i128(0);
        leaf.sumTotal = words[2].i128(128);
    }
}
