// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cut} from "../Ration.sol";
import {WordReader} from "../WordReader.sol";

/// @notice The last filled order of one side: its price net of fees in 10^-6 currency/kWh, its own fill, and what its
/// price level offered and got (10^-6 kWh).
struct Margin {
    uint256 index;
    int256 price;
    uint256 fill;
    uint256 filled;
    uint256 offered;
    Cut cut;
}

/// @notice A cleared book: price in 10^-6 currency/kWh, energy in 10^-6 kWh.
struct ClearingHead {
    uint256 slot;
    uint256 orders;
    uint256 rulesVersion;
    int256 price;
    uint256 energyUkwh;
    Margin bid;
    Margin ask;
    bytes32 bookRoot;
    bytes32 fillRoot;
}

/// @title Reading the headers of clearings
library ClearingHeads {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("clearing"));

    /// @notice Takes a header's words apart; not `isWell` where they are not those of a clearing's header.
    function read(uint256[] calldata words) internal pure returns (bool isWell, ClearingHead memory head) {
        if (words.length != 8) return (false, head);
        isWell = words[0].u64(0) == TAG && words[0].isZeroFrom(160) && words[4].isZeroFrom(128);
        head.slot = words[0].u32(64);
        head.orders = words[0].u32(96);
        head.rulesVersion = words[0].u32(128);
        head.price = words[1].i64(0);
        head.energyUkwh = words[1].u64(64);
        _readMargin(head.bid, words, 0);
        _readMargin(head.ask, words, 1);
        head.bookRoot = bytes32(words[5]);
        head.fillRoot = bytes32(words[6]);
    }

    /// @dev The bid's fields stand before the ask's in every pair of fields.
    function _readMargin(Margin memory margin, uint256[] calldata words, uint256 side) private pure {
        margin.index = words[1].u32(128 + 32 * side);
        margin.cut.index = words[1].u32(192 + 32 * side);
        margin.price = words[2].i64(64 * side);
        margin.fill = words[2].u64(128 + 64 * side);
        margin.filled = words[3].u64(128 * side);
        margin.offered = words[3].u64(128 * side + 64);
        margin.cut.remainder = words[4].u64(64 * side);
    }
}
