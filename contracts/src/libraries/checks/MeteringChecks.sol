// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../interfaces/Evidence.sol";
import {Fault} from "../../interfaces/Fault.sol";
import {IRule} from "../../interfaces/IRule.sol";
import {ClearingHead, ClearingHeads} from "../headers/ClearingHead.sol";
import {MeteringHead, MeteringHeads} from "../headers/MeteringHead.sol";
import {Prices} from "../Prices.sol";
import {Ration} from "../Ration.sol";

/// @title What the headers of a metering and its clearing show
library MeteringChecks {
    using MeteringHeads for MeteringHead;

    uint256 internal constant SYSTEM_ACCOUNTS = 4;
    /// @dev The ledger keeps the top 200 bits of a header's hash.
    uint256 private constant UNKEPT_BITS = 56;

    /// @notice The metering names its clearing to the last bit and repeats its price and energy. Refuses words that are not
    /// those of the clearing recorded before it; a malformed one is refuted itself.
    function judgeClearing(MeteringHead memory head, uint256[] calldata clearing) internal pure returns (Fault) {
        bytes32 hash = clearing.length == 0 ? bytes32(0) : keccak256(abi.encodePacked(clearing));
        if (uint256(hash ^ head.clearingHash) >> UNKEPT_BITS != 0) revert IRule.EvidenceMalformed();
        if (clearing.length == 0) return hash == head.clearingHash ? Fault.None : Fault.ClearingMismatch;
        (bool isWell, ClearingHead memory cleared) = ClearingHeads.read(clearing);
        if (!isWell) revert IRule.EvidenceMalformed();
        bool isRight = hash == head.clearingHash && head.slot == cleared.slot
            && head.rulesVersion == cleared.rulesVersion && head.price == cleared.price
            && head.contracted == cleared.energyUkwh;
        return isRight ? Fault.None : Fault.ClearingMismatch;
    }

    /// @notice The clearing that a metering names; refuses any other words.
    function requireNamed(MeteringHead memory head, uint256[] calldata clearing)
        internal
        pure
        returns (ClearingHead memory cleared)
    {
        bool isWell;
        (isWell, cleared) = ClearingHeads.read(clearing);
        if (!isWell || head.clearingHash != keccak256(abi.encodePacked(clearing))) revert IRule.EvidenceMalformed();
    }

    /// @notice Whether the community's own accounts have their lines and, at the grid tariff, nothing trades.
    function isPlausible(MeteringHead memory head) internal pure returns (bool) {
        if (head.accounts < SYSTEM_ACCOUNTS) return false;
        return !head.isAtGridTariff() || _isIdle(head);
    }

    /// @notice Forward, capped at metered: the lesser side is delivered, and of the rest the lesser side is shared.
    function isForwardRight(MeteringHead memory head, Terms calldata terms) internal pure returns (bool) {
        (uint256 lacking, uint256 left) = (restOf(head.imported, head.delivered), restOf(head.exported, head.delivered));
        return head.offered == 0 && head.shared == _mostShared(head, terms) && _isExchangeRight(head, terms)
            && Ration.isPossible(head.deliveredBuyCut, head.delivered, head.weightBuy, head.accounts)
            && Ration.isPossible(head.deliveredSellCut, head.delivered, head.weightSell, head.accounts)
            && Ration.isPossible(head.sharedBuyCut, head.shared, lacking, head.accounts)
            && Ration.isPossible(head.sharedSellCut, head.shared, left, head.accounts);
    }

    /// @notice Firm: what was contracted is delivered, nothing is shared or rationed.
    function isFirmRight(MeteringHead memory head) internal pure returns (bool) {
        uint256 contracted = head.contracted;
        return head.delivered == contracted && head.weightBuy == contracted && head.weightSell == contracted
            && head.shared == 0 && head.sharingPrice == 0 && head.offered == 0 && Ration.isNone(head.deliveredBuyCut)
            && Ration.isNone(head.deliveredSellCut) && Ration.isNone(head.sharedBuyCut)
            && Ration.isNone(head.sharedSellCut);
    }

    /// @notice Static sharing: by keys each account is offered its part of what is fed in, nobody's part included.
    function isStaticRight(MeteringHead memory head, Terms calldata terms) internal pure returns (bool) {
        if (head.accounts < terms.keys || head.shared > _mostShared(head, terms)) return false;
        uint256 nobodys = restOf(uint256(Prices.WHOLE_PPM), terms.keysTotalPpm);
        (uint256 unoffered,) = offerOf(head, terms.keys, nobodys);
        uint256 left = restOf(head.exported, head.delivered);
        return head.offered + unoffered == head.exported && _isExchangeRight(head, terms)
            && (Ration.isNone(head.deliveredBuyCut) || head.deliveredBuyCut.index <= terms.keys)
            && Ration.isNone(head.deliveredSellCut) && Ration.isNone(head.sharedBuyCut)
            && Ration.isPossible(head.sharedSellCut, head.shared, left, head.accounts);
    }

    /// @notice What a key offers its holder of the energy fed in, and what rounding left over.
    function offerOf(MeteringHead memory head, uint256 holder, uint256 keyPpm)
        internal
        pure
        returns (uint256 share, uint256 remainder)
    {
        return Ration.shareOf(keyPpm, holder, head.exported, uint256(Prices.WHOLE_PPM), head.deliveredBuyCut);
    }

    /// @notice Whether neighbours share at all: there is a price that suits both sides, and the slot is not at the grid
    /// tariff.
    function isSharing(MeteringHead memory head, Terms calldata terms) internal pure returns (bool) {
        (bool isPossible,) = Prices.sharing(terms);
        return isPossible && !head.isAtGridTariff();
    }

    /// @notice What is left of an energy; nothing where a wrong result takes away more than there is.
    function restOf(uint256 all, uint256 part) internal pure returns (uint256) {
        return part < all ? all - part : 0;
    }

    /// @dev The lesser side of weights is delivered; what is shared has the mid-market price, else there is none.
    function _isExchangeRight(MeteringHead memory head, Terms calldata terms) private pure returns (bool) {
        (, int256 price) = Prices.sharing(terms);
        return head.delivered == _least(head.weightBuy, head.weightSell)
            && head.sharingPrice == (head.shared == 0 ? int256(0) : price);
    }

    function _mostShared(MeteringHead memory head, Terms calldata terms) private pure returns (uint256) {
        if (!isSharing(head, terms)) return 0;
        return _least(restOf(head.imported, head.delivered), restOf(head.exported, head.delivered));
    }

    function _isIdle(MeteringHead memory head) private pure returns (bool) {
        return head.price == 0 && head.contracted == 0 && head.weightBuy == 0 && head.weightSell == 0
            && head.delivered == 0 && head.shared == 0 && head.sharingPrice == 0;
    }

    function _least(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }
}
