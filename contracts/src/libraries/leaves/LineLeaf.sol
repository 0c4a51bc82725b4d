// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice The columns of a line that are summed over the accounts: energies in 10^-6 kWh, amounts in 10^-12 currency,
/// plus is what the account receives. `weight` is what deliveries are rationed by; a leaf says only its sum.
struct LineColumns {
    uint256 contractedBuy;
    uint256 contractedSell;
    uint256 imported;
    uint256 exported;
    uint256 weightBuy;
    uint256 weightSell;
    uint256 deliveredBuy;
    uint256 deliveredSell;
    uint256 sharedBuy;
    uint256 sharedSell;
    uint256 offered;
    int256 trade;
    int256 sharing;
    int256 supplier;
    int256 fee;
}

/// @notice An account in one slot: its own columns, and their sums from account 0 to itself.
struct LineLeaf {
    uint256 lastOrder;
    uint256 lastReading;
    LineColumns own;
    LineColumns sums;
}

/// @title Reading the leaves of lines
library LineLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("line.v2"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this slot and index. The
    /// weights of its own are left zero.
    function read(uint256[] calldata words, uint256 slot, uint256 index)
        internal
        pure
        returns (bool isWell, LineLeaf memory leaf)
    {
        if (words.length != 11) return (false, leaf);
        isWell = words[0].isOf(TAG, slot, index) && words[0].isZeroFrom(192);
        leaf.lastOrder = words[0].u32(128);
        leaf.lastReading = words[0].u32(160);
        _readOwn(words, leaf.own);
        _readSums(words, leaf.sums);
    }

    /// @notice What an account receives in all, 10^-12 currency.
    function totalOf(LineColumns memory own) internal pure returns (int256) {
        return own.trade + own.sharing + own.supplier + own.fee;
    }

    /// @notice Two lines' columns added, field by field.
    function plus(LineColumns memory one, LineColumns memory other) internal pure returns (LineColumns memory sums) {
        sums.contractedBuy = one.contractedBuy + other.contractedBuy;
        sums.contractedSell = one.contractedSell + other.contractedSell;
        sums.imported = one.imported + other.imported;
        sums.exported = one.exported + other.exported;
        sums.weightBuy = one.weightBuy + other.weightBuy;
        sums.weightSell = one.weightSell + other.weightSell;
        sums.deliveredBuy = one.deliveredBuy + other.deliveredBuy;
        sums.deliveredSell = one.deliveredSell + other.deliveredSell;
        sums.sharedBuy = one.sharedBuy + other.sharedBuy;
        sums.sharedSell = one.sharedSell + other.sharedSell;
        sums.offered = one.offered + other.offered;
        sums.trade = one.trade + other.trade;
        sums.sharing = one.sharing + other.sharing;
        sums.supplier = one.supplier + other.supplier;
        sums.fee = one.fee + other.fee;
    }

    /// @notice Whether two lines' columns are the same.
    function equals(LineColumns memory one, LineColumns memory other) internal pure returns (bool) {
        return keccak256(abi.encode(one)) == keccak256(abi.encode(other));
    }

    function _readOwn(uint256[] calldata words, LineColumns memory own) private pure {
        own.contractedBuy = words[2].u64(0);
        own.contractedSell = words[2].u64(64);
        own.imported = words[2].u64(128);
        own.exported = words[2].u64(192);
        own.deliveredBuy = words[3].u64(0);
        own.deliveredSell = words[3].u64(64);
        own.sharedBuy = words[3].u64(128);
        own.sharedSell = words[3].u64(192);
        own.offered = words[6].u64(128);
        own.trade = words[7].i128(0);
        own.sharing = words[7].i128(128);
        own.supplier = words[8].i128(0);
        own.fee = words[8].i128(128);
    }

    function _readSums(uint256[] calldata words, LineColumns memory sums) private pure {
        sums.contractedBuy = words[4].u64(0);
        sums.contractedSell = words[4].u64(64);
        sums.imported = words[4].u64(128);
        sums.exported = words[4].u64(192);
        sums.weightBuy = words[5].u64(0);
        sums.weightSell = words[5].u64(64);
        sums.deliveredBuy = words[5].u64(128);
        sums.deliveredSell = words[5].u64(192);
        sums.sharedBuy = words[6].u64(0);
        sums.sharedSell = words[6].u64(64);
        sums.offered = words[6].u64(192);
        sums.trade = words[9].i128(0);
        sums.sharing = words[9].i128(128);
        sums.supplier = words[10].i128(0);
        sums.fee = words[10].i128(128);
    }
}
