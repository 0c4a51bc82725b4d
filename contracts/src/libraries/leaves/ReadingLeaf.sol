// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice What a device signed: by which key, of which quality (0 measured, 1 estimated).
struct DeviceSignature {
    uint256 quality;
    uint256 v;
    address device;
    bytes32 r;
    bytes32 s;
}

/// @notice A meter in one slot; energies and registers in 10^-6 kWh, `total` and `account` sums with its own included.
struct ReadingLeaf {
    uint256 account;
    uint256 previous;
    uint256 quality;
    uint256 rule;
    bool begins;
    uint256 imported;
    uint256 exported;
    uint256 importRegister;
    uint256 exportRegister;
    uint256 signedImport;
    uint256 signedExport;
    uint256 accountImported;
    uint256 accountExported;
    uint256 totalImported;
    uint256 totalExported;
    uint256 importBefore;
    uint256 exportBefore;
    DeviceSignature signature;
    DeviceSignature baseline;
}

/// @title Reading the leaves of meters
library ReadingLeaves {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("reading2"));
    uint256 internal constant ESTIMATED = 1;
    uint256 internal constant SUBSTITUTED = 2;
    uint256 internal constant ABSENT = 3;

    /// @notice Takes a leaf's words apart; not `isWell` where they are not those of a leaf at this slot and index.
    function read(uint256[] calldata words, uint256 slot, uint256 index)
        internal
        pure
        returns (bool isWell, ReadingLeaf memory leaf)
    {
        if (words.length != 8 && words.length != 11) return (false, leaf);
        uint256 first = words[0];
        uint256 begins = first.uintAt(216, 8);
        isWell = first.isOf(TAG, slot, index) && first.isZeroFrom(224) && words[5] >> 160 == 0
            && begins == (words.length == 11 ? 1 : 0);
        leaf.account = first.u32(128);
        leaf.previous = first.u32(160);
        leaf.quality = first.uintAt(192, 8);
        leaf.rule = first.uintAt(200, 8);
        leaf.begins = begins == 1;
        _readEnergies(words, leaf);
        leaf.signature = DeviceSignature({
            quality: leaf.quality,
            v: first.uintAt(208, 8),
            device: address(uint160(words[5])),
            r: bytes32(words[6]),
            s: bytes32(words[7])
        });
        if (words.length == 8) return (isWell, leaf);
        uint256 signer = words[8];
        isWell = isWell && signer.uintAt(16, 80) == 0;
        leaf.baseline = DeviceSignature({
            quality: signer.uintAt(0, 8),
            v: signer.uintAt(8, 8),
            device: address(uint160(signer)),
            r: bytes32(words[9]),
            s: bytes32(words[10])
        });
    }

    function _readEnergies(uint256[] calldata words, ReadingLeaf memory leaf) private pure {
        leaf.imported = words[2].u64(0);
        leaf.exported = words[2].u64(64);
        leaf.importRegister = words[2].u64(128);
        leaf.exportRegister = words[2].u64(192);
        leaf.signedImport = words[3].u64(0);
        leaf.signedExport = words[3].u64(64);
        leaf.accountImported = words[3].u64(128);
        leaf.accountExported = words[3].u64(192);
        leaf.totalImported = words[4].u64(0);
        leaf.totalExported = words[4].u64(64);
        leaf.importBefore = words[4].u64(128);
        leaf.exportBefore = words[4].u64(192);
    }
}
