// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault} from "../../interfaces/Fault.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {DeviceSignatures} from "../DeviceSignatures.sol";
import {MeteringHead} from "../headers/MeteringHead.sol";
import {DeviceSignature, ReadingLeaf, ReadingLeaves} from "../leaves/ReadingLeaf.sol";
import {TypedData} from "../TypedData.sol";

/// @title What a meter's leaf shows by itself
library ReadingChecks {
    uint256 private constant LAST_RULE = 3;

    /// @notice Everything about one reading but its sums.
    function judgeOne(
        IRegister register,
        bytes32 separator,
        uint256 slot,
        uint256 meter,
        ReadingLeaf memory leaf
    ) internal view returns (Fault) {
        bool isKnown = meter < register.meterCount();
        if (!isKnown || register.accountOfMeter(uint32(meter)) != leaf.account) return Fault.ReadingAccountWrong;
        if (!_isQualityRight(leaf)) return Fault.ReadingQualityWrong;
        if (leaf.quality <= ReadingLeaves.ESTIMATED) {
            DeviceSignature memory own = leaf.signature;
            if (!DeviceSignatures.isKeyOf(register, own.device, leaf.account, slot)) return Fault.ReadingKeyInvalid;
            bytes32 digest = TypedData.readingDigest(
                separator, slot, meter, leaf.signedImport, leaf.signedExport, leaf.quality
            );
            if (!_isSigned(register, digest, own)) return Fault.ReadingSignatureInvalid;
        }
        if (leaf.begins && !_isBaselineRight(register, separator, slot, meter, leaf)) {
            return Fault.ReadingBaselineInvalid;
        }
        return _isEnergyRight(leaf) ? Fault.None : Fault.ReadingEnergyWrong;
    }

    /// @notice Sums over the meters: the first's are its own, the last's the header's.
    function judgeEnds(MeteringHead memory head, uint256 meter, ReadingLeaf memory leaf)
        internal
        pure
        returns (Fault)
    {
        if (meter == 0 && !_adds(leaf, 0, 0)) return Fault.ReadingSumWrong;
        bool isLast = meter + 1 == head.meters;
        bool isWrong = isLast && (leaf.totalImported != head.imported || leaf.totalExported != head.exported);
        return isWrong ? Fault.ReadingSumWrong : Fault.None;
    }

    /// @notice An account's first meter has its own sums, and a meter before it is before it.
    function judgeAccount(uint256 meter, ReadingLeaf memory leaf) internal pure returns (Fault) {
        if (leaf.previous == 0 && !_addsToAccount(leaf, 0, 0)) return Fault.ReadingAccountSumWrong;
        return leaf.previous > meter ? Fault.ReadingAccountSumWrong : Fault.None;
    }

    /// @notice From one meter to the next the sums grow by the next's own energy.
    function judgeStep(ReadingLeaf memory a, ReadingLeaf memory b) internal pure returns (Fault) {
        return _adds(b, a.totalImported, a.totalExported) ? Fault.None : Fault.ReadingSumWrong;
    }

    /// @notice An account's meters are a chain without gaps, along which its sums grow; `a` at meter `first` stands before
    /// `b`.
    function judgeAccountStep(uint256 first, ReadingLeaf memory a, ReadingLeaf memory b)
        internal
        pure
        returns (Fault)
    {
        bool isSame = a.account == b.account;
        if (isSame && b.previous <= first) return Fault.ReadingAccountSumWrong;
        if (b.previous != first + 1) return Fault.None;
        bool isRight = isSame && _addsToAccount(b, a.accountImported, a.accountExported);
        return isRight ? Fault.None : Fault.ReadingAccountSumWrong;
    }

    /// @notice A meter goes on from where it was; one that was absent begins with a signed reading, or stays absent.
    function judgeContinuity(ReadingLeaf memory leaf, bool wasAbsent, ReadingLeaf memory before)
        internal
        pure
        returns (Fault)
    {
        bool isAbsent = leaf.quality == ReadingLeaves.ABSENT;
        bool isRight;
        if (wasAbsent) {
            isRight = isAbsent || leaf.begins;
        } else {
            isRight = !isAbsent && !leaf.begins && leaf.importBefore == before.importRegister
                && leaf.exportBefore == before.exportRegister;
        }
        return isRight ? Fault.None : Fault.ReadingNotContinued;
    }

    /// @dev Each quality has its own parts: a rule only where substituted, a signature only where a device said it, nothing
    /// at all where absent.
    function _isQualityRight(ReadingLeaf memory leaf) private pure returns (bool) {
        if (leaf.quality > ReadingLeaves.ABSENT || leaf.rule > LAST_RULE) return false;
        if ((leaf.rule != 0) != (leaf.quality == ReadingLeaves.SUBSTITUTED)) return false;
        if (leaf.quality <= ReadingLeaves.ESTIMATED) return true;
        DeviceSignature memory own = leaf.signature;
        bool isUnsigned = own.v == 0 && own.device == address(0) && own.r == 0 && own.s == 0
            && leaf.signedImport == 0 && leaf.signedExport == 0;
        if (leaf.quality == ReadingLeaves.SUBSTITUTED) return isUnsigned;
        return isUnsigned && !leaf.begins && leaf.imported == 0 && leaf.exported == 0 && leaf.importRegister == 0
            && leaf.exportRegister == 0 && leaf.importBefore == 0 && leaf.exportBefore == 0;
    }

    /// @dev The baseline is read when the meter's first slot begins, by a key that is valid in that slot.
    function _isBaselineRight(
        IRegister register,
        bytes32 separator,
        uint256 slot,
        uint256 meter,
        ReadingLeaf memory leaf
    ) private view returns (bool) {
        DeviceSignature memory baseline = leaf.baseline;
        if (slot == 0 || baseline.quality > ReadingLeaves.ESTIMATED) return false;
        if (!DeviceSignatures.isKeyOf(register, baseline.device, leaf.account, slot)) return false;
        bytes32 digest = TypedData.readingDigest(
            separator, slot - 1, meter, leaf.importBefore, leaf.exportBefore, baseline.quality
        );
        return _isSigned(register, digest, baseline);
    }

    function _isSigned(IRegister register, bytes32 digest, DeviceSignature memory own) private view returns (bool) {
        return DeviceSignatures.isSigned(register, digest, own.v, own.device, own.r, own.s);
    }

    /// @dev Metered is the rise of the register over the settled one before; settled registers never fall.
    function _isEnergyRight(ReadingLeaf memory leaf) private pure returns (bool) {
        if (leaf.quality == ReadingLeaves.ABSENT) return true;
        bool isRight = leaf.importRegister == leaf.importBefore + leaf.imported
            && leaf.exportRegister == leaf.exportBefore + leaf.exported;
        if (leaf.quality > ReadingLeaves.ESTIMATED) return isRight;
        return isRight && leaf.imported == _rise(leaf.importBefore, leaf.signedImport)
            && leaf.exported == _rise(leaf.exportBefore, leaf.signedExport);
    }

    function _rise(uint256 before, uint256 later) private pure returns (uint256) {
        return later > before ? later - before : 0;
    }

    function _adds(ReadingLeaf memory leaf, uint256 imported, uint256 exported) private pure returns (bool) {
        return leaf.totalImported == imported + leaf.imported && leaf.totalExported == exported + leaf.exported;
    }

    function _addsToAccount(ReadingLeaf memory leaf, uint256 imported, uint256 exported) private pure returns (bool) {
        return leaf.accountImported == imported + leaf.imported && leaf.accountExported == exported + leaf.exported;
    }
}
