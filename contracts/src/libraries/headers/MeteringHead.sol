// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Cut} from "../Ration.sol";
import {WordReader} from "../WordReader.sol";

/// @notice A metered slot: prices in 10^-6 currency/kWh, energies in 10^-6 kWh.
struct MeteringHead {
    uint256 slot;
    uint256 meters;
    uint256 accounts;
    uint256 rulesVersion;
    int256 price;
    int256 sharingPrice;
    uint256 delivered;
    uint256 shared;
    uint256 weightBuy;
    uint256 weightSell;
    uint256 imported;
    uint256 exported;
    Cut deliveredBuyCut;
    Cut deliveredSellCut;
    Cut sharedBuyCut;
    Cut sharedSellCut;
    uint256 offered;
    uint256 contracted;
    bytes32 clearingHash;
    bytes32 readingRoot;
    bytes32 lineRoot;
}

/// @title Reading the headers of meterings
library MeteringHeads {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("metering"));

    /// @notice Takes a header's words apart; not `isWell` where they are not those of a metering's header.
    function read(uint256[] calldata words) internal pure returns (bool isWell, MeteringHead memory head) {
        if (words.length != 9) return (false, head);
        isWell = words[0].u64(0) == TAG && words[0].isZeroFrom(224);
        head.slot = words[0].u32(64);
        head.meters = words[0].u32(128);
        head.accounts = words[0].u32(160);
        head.rulesVersion = words[0].u32(192);
        _readEnergies(words, head);
        head.deliveredBuyCut = Cut({remainder: words[3].u64(0), index: words[4].u32(0)});
        head.deliveredSellCut = Cut({remainder: words[3].u64(64), index: words[4].u32(32)});
        head.sharedBuyCut = Cut({remainder: words[3].u64(128), index: words[4].u32(64)});
        head.sharedSellCut = Cut({remainder: words[3].u64(192), index: words[4].u32(96)});
        head.clearingHash = bytes32(words[5]);
        head.readingRoot = bytes32(words[6]);
        head.lineRoot = bytes32(words[7]);
    }

    /// @notice Whether the slot is settled at the grid tariff, with nothing traded or shared.
    function isAtGridTariff(MeteringHead memory head) internal pure returns (bool) {
        return head.clearingHash == 0;
    }

    function _readEnergies(uint256[] calldata words, MeteringHead memory head) private pure {
        head.price = words[1].i64(0);
        head.sharingPrice = words[1].i64(64);
        head.delivered = words[1].u64(128);
        head.shared = words[1].u64(192);
        head.weightBuy = words[2].u64(0);
        head.weightSell = words[2].u64(64);
        head.imported = words[2].u64(128);
        head.exported = words[2].u64(192);
        head.offered = words[4].u64(128);
        head.contracted = words[4].u64(192);
    }
}
