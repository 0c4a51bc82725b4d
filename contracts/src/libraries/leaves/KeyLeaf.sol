// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice An account's fixed share of what is fed in, in parts per million, and the sum of shares so far.
struct KeyLeaf {
    uint256 keyPpm;
    uint256 sumKeyPpm;
}

/// @title Reading the leaves of sharing keys
library KeyLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("keys.v1"));

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this index.
    function read(uint256[] calldata words, uint256 index) internal pure returns (bool isWell, KeyLeaf memory leaf) {
        if (words.length != 4) return (false, leaf);
        uint256 first = words[0];
        isWell = first >> 160 == (TAG << 32) | index && first.isZeroFrom(160) && words[2] == 0 && words[3] == 0;
        leaf.keyPpm = first.u32(96);
        leaf.sumKeyPpm = first.u32(128);
    }
}
