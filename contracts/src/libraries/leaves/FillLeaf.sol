// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice Sums over the book so far, in 10^-6 kWh: what was bought and sold, and what was offered and filled at each
/// side's marginal price.
struct FillSums {
    uint256 bought;
    uint256 sold;
    uint256 bidOffered;
    uint256 bidFilled;
    uint256 askOffered;
    uint256 askFilled;
}

/// @notice What an order was filled with. Energies in 10^-6 kWh, money in 10^-12 currency; sums include the order itself.
struct FillLeaf {
    uint256 previous;
    uint256 fill;
    FillSums sums;
    uint256 accountBought;
    uint256 accountSold;
    uint256 start;
    int256 moneyStart;
    int256 moneyEnd;
    int256 accountMoney;
}

/// @title Reading the leaves of fills
library FillLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("fill.v2"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this slot and index.
    function read(uint256[] calldata words, uint256 slot, uint256 index)
        internal
        pure
        returns (bool isWell, FillLeaf memory leaf)
    {
        if (words.length != 7) return (false, leaf);
        isWell = words[0].isOf(TAG, slot, index) && words[0].isZeroFrom(160) && words[4].isZeroFrom(128)
            && words[6].isZeroFrom(128);
        leaf.previous = words[0].u32(128);
        leaf.fill = words[2].u64(0);
        leaf.sums.bought = words[2].u64(64);
        leaf.sums.sold = words[2].u64(128);
        leaf.accountBought = words[2].u64(192);
        leaf.accountSold = words[3].u64(0);
        leaf.sums.bidOffered = words[3].u64(64);
        leaf.sums.bidFilled = words[3].u64(128);
        leaf.sums.askOffered = words[3].u64(192);
        leaf.sums.askFilled = words[4].u64(0);
        leaf.start = words[4].u64(64);
        leaf.moneyStart = words[5].i128(0);
        leaf.moneyEnd = words[5].i128(128);
        leaf.accountMoney = words[6].i128(0);
    }

    /// @notice Two sums added, field by field.
    function plus(FillSums memory one, FillSums memory other) internal pure returns (FillSums memory) {
        return FillSums({
            bought: one.bought + other.bought,
            sold: one.sold + other.sold,
            bidOffered: one.bidOffered + other.bidOffered,
            bidFilled: one.bidFilled + other.bidFilled,
            askOffered: one.askOffered + other.askOffered,
            askFilled: one.askFilled + other.askFilled
        });
    }

    /// @notice Whether two sums are the same.
    function equals(FillSums memory one, FillSums memory other) internal pure returns (bool) {
        return keccak256(abi.encode(one)) == keccak256(abi.encode(other));
    }
}
