// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Four signed 64-bit lanes in one storage word
/// @notice Account `a` lives in word `a / 4`, bits `64 * (a % 4)` to `64 * (a % 4) + 63`.
library Lanes {
    uint256 internal constant LANES_PER_WORD = 4;
    uint256 private constant LANE_BITS = 64;
    uint256 private constant LANE_MASK = type(uint64).max;
    uint256 private constant SIGN_BITS = 0x8000000000000000_8000000000000000_8000000000000000_8000000000000000;
    uint256 private constant EVEN_LANES = 0x0000000000000000_ffffffffffffffff_0000000000000000_ffffffffffffffff;

    /// @notice A value does not fit into a signed 64-bit lane.
    error LaneOutOfRange(uint256 account, int256 value);

    /// @notice The signed value of lane `lane` (0..3).
    function get(uint256 word, uint256 lane) internal pure returns (int64) {
        return int64(uint64(word >> (lane * LANE_BITS)));
    }

    /// @notice The word with lane `lane` (0..3) replaced; the other lanes stay as they are.
    function set(uint256 word, uint256 lane, int64 value) internal pure returns (uint256) {
        uint256 shift = lane * LANE_BITS;
        return (word & ~(LANE_MASK << shift)) | (uint256(uint64(value)) << shift);
    }

    /// @notice The unsigned value of lane `lane` (0..3), for words that hold credit limits.
    function getUnsigned(uint256 word, uint256 lane) internal pure returns (uint64) {
        return uint64(word >> (lane * LANE_BITS));
    }

    /// @notice The word with lane `lane` (0..3) replaced by an unsigned value.
    function setUnsigned(uint256 word, uint256 lane, uint64 value) internal pure returns (uint256) {
        return set(word, lane, int64(value));
    }

    /// @notice Narrows `value`, or refuses naming the account whose lane it would have been.
    function narrow(uint256 account, int256 value) internal pure returns (int64) {
        if (value < type(int64).min || value > type(int64).max) revert LaneOutOfRange(account, value);
        return int64(value);
    }

    /// @notice Adds four deltas to four headrooms at once, for the usual case that every lane stays in its range.
    /// @dev No lane of `word` is negative. Adding without the sign bits cannot carry into the next lane; the sign bits
    /// are then put right without carries. A headroom and a delta of unlike signs cannot overflow, so a set sign bit in
    /// the result means "beyond the limit" for a negative delta and "overflow" for a positive one.
    /// @return result The four new headrooms, meaningful only when `fits`.
    /// @return fits Whether every lane stayed in its range.
    function addIfWithinLimits(uint256 word, uint256 deltas) internal pure returns (uint256 result, bool fits) {
        unchecked {
            result = ((word & ~SIGN_BITS) + (deltas & ~SIGN_BITS)) ^ ((word ^ deltas) & SIGN_BITS);
        }
        fits = result & SIGN_BITS == 0;
    }

    /// @notice Adds four deltas to four members' headrooms, stopping each lane at zero.
    /// @dev A lane is headroom, so below zero means "beyond the credit limit". What is missing is returned for the
    /// caller to book elsewhere: word + deltas == result - shortfalls, lane by lane.
    /// @return result The four new headrooms, none negative.
    /// @return short The four shortfalls packed as unsigned lanes; zero when no lane was stopped.
    function addStoppingAtZero(uint256 firstAccount, uint256 word, uint256 deltas)
        internal
        pure
        returns (uint256 result, uint256 short)
    {
        for (uint256 lane = 0; lane < LANES_PER_WORD; ++lane) {
            int256 value = int256(get(word, lane)) + get(deltas, lane);
            if (value < 0) {
                short = setUnsigned(short, lane, uint64(uint256(-value)));
            } else {
                result = set(result, lane, narrow(firstAccount + lane, value));
            }
        }
    }

    /// @notice Adds a word's four signed lanes to a running sum, see `total`.
    /// @dev Each lane is made unsigned by adding 2^63, which flips its sign bit; pairs of lanes are added in halves of
    /// 128 bits, which 2^62 words cannot fill.
    function accumulate(uint256 running, uint256 deltas) internal pure returns (uint256) {
        unchecked {
            uint256 biased = deltas ^ SIGN_BITS;
            return running + (biased & EVEN_LANES) + ((biased >> LANE_BITS) & EVEN_LANES);
        }
    }

    /// @notice The sum of all lanes of the `count` words that were accumulated.
    function total(uint256 running, uint256 count) internal pure returns (int256) {
        uint256 biased = (running >> 128) + uint128(running);
        return int256(biased) - int256(count * LANES_PER_WORD * 2 ** 63);
    }
}
