// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The last weight that got a unit more than its quota rounded down: its remainder and index; all bits of both
/// fields set where none did.
struct Cut {
    uint256 remainder;
    uint256 index;
}

/// @title Shares by largest remainder, each judged alone
/// @notice docs/COMMITMENTS.md, "Rationing". Totals, weights and their sums are below 2^64, so that no product overflows.
library Ration {
    uint256 internal constant NO_REMAINDER = type(uint64).max;
    uint256 internal constant NO_INDEX = type(uint32).max;

    /// @notice A weight's share of `total` among weights that sum to `sum`, by the cut. Where nothing weighs, quota and
    /// remainder are zero.
    /// @return share The quota rounded down, and one more where the weight is admitted.
    /// @return remainder What rounding left over, which the cut is compared with.
    function shareOf(uint256 weight, uint256 index, uint256 total, uint256 sum, Cut memory cut)
        internal
        pure
        returns (uint256 share, uint256 remainder)
    {
        if (sum > 0) (share, remainder) = (weight * total / sum, weight * total % sum);
        if (remainder > cut.remainder || (remainder == cut.remainder && index <= cut.index)) ++share;
    }

    /// @notice Whether a cut says that nobody was admitted.
    function isNone(Cut memory cut) internal pure returns (bool) {
        return cut.remainder == NO_REMAINDER && cut.index == NO_INDEX;
    }

    /// @notice Whether a cut is none, or names one of `count` weights where `total` is less than their sum.
    function isPossible(Cut memory cut, uint256 total, uint256 sum, uint256 count) internal pure returns (bool) {
        return isNone(cut) || (cut.index < count && 0 < total && total < sum);
    }

    /// @notice Whether a cut names a weight that is not the last admitted one: its remainder is another, or none at all.
    function isMisnamed(Cut memory cut, uint256 index, uint256 remainder) internal pure returns (bool) {
        return index == cut.index && (remainder != cut.remainder || remainder == 0);
    }
}
