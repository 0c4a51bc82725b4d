// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../../../src/interfaces/Evidence.sol";
import {MeteringHead} from "../../../src/libraries/headers/MeteringHead.sol";
import {KeyLeaf} from "../../../src/libraries/leaves/KeyLeaf.sol";
import {LineColumns, LineLeaf} from "../../../src/libraries/leaves/LineLeaf.sol";
import {ReadingLeaf} from "../../../src/libraries/leaves/ReadingLeaf.sol";
import {Cut, Ration} from "../../../src/libraries/Ration.sol";
import {NaiveRation} from "./NaiveRation.sol";

/// @notice A metered slot as its server would publish it; line a is account a's, key a account a's.
struct Metered {
    MeteringHead head;
    ReadingLeaf[] readings;
    LineLeaf[] lines;
    KeyLeaf[] keys;
}

/// @title Settles a slot as it is told: contracts and meters are read, everything else is written
library NaiveSettlement {
    uint256 private constant SYSTEM_ACCOUNTS = 4;

    /// @notice Settles by the terms' product; with keys, by keys. Sums are `sumUp`'s.
    function settle(Metered memory slot, Terms memory terms) internal pure {
        MeteringHead memory head = slot.head;
        (head.deliveredBuyCut, head.deliveredSellCut) = (_none(), _none());
        (head.sharedBuyCut, head.sharedSellCut) = (_none(), _none());
        _weigh(slot, terms);
        if (terms.product == 1) _deliverAll(slot);
        else _deliver(slot);
        bool isSharing = terms.product != 1 && head.clearingHash != 0 && _least(terms) <= _most(terms);
        if (slot.keys.length > 0) _shareByKeys(slot, terms, isSharing);
        else if (isSharing) _share(slot);
        if (head.shared > 0) head.sharingPrice = (_least(terms) + _most(terms)) / 2;
        for (uint256 i = SYSTEM_ACCOUNTS; i < slot.lines.length; ++i) {
            _pay(slot, terms, slot.lines[i].own);
        }
    }

    /// @notice Writes all sums anew from the lines that are there.
    function sumUp(Metered memory slot) internal pure {
        LineColumns memory sums;
        for (uint256 i = 0; i < slot.lines.length; ++i) {
            LineColumns memory own = slot.lines[i].own;
            LineColumns memory next;
            next.contractedBuy = sums.contractedBuy + own.contractedBuy;
            next.contractedSell = sums.contractedSell + own.contractedSell;
            next.imported = sums.imported + own.imported;
            next.exported = sums.exported + own.exported;
            next.weightBuy = sums.weightBuy + own.weightBuy;
            next.weightSell = sums.weightSell + own.weightSell;
            next.deliveredBuy = sums.deliveredBuy + own.deliveredBuy;
            next.deliveredSell = sums.deliveredSell + own.deliveredSell;
            next.sharedBuy = sums.sharedBuy + own.sharedBuy;
            next.sharedSell = sums.sharedSell + own.sharedSell;
            next.offered = sums.offered + own.offered;
            next.trade = sums.trade + own.trade;
            next.sharing = sums.sharing + own.sharing;
            next.supplier = sums.supplier + own.supplier;
            next.fee = sums.fee + own.fee;
            sums = next;
            slot.lines[i].sums = next;
        }
    }

    function _weigh(Metered memory slot, Terms memory terms) private pure {
        bool isFirm = terms.product == 1;
        for (uint256 i = 0; i < slot.lines.length; ++i) {
            LineColumns memory own = slot.lines[i].own;
            own.weightBuy = isFirm ? own.contractedBuy : _min(own.contractedBuy, own.imported);
            own.weightSell = isFirm ? own.contractedSell : _min(own.contractedSell, own.exported);
            slot.head.weightBuy += own.weightBuy;
            slot.head.weightSell += own.weightSell;
        }
    }

    function _deliverAll(Metered memory slot) private pure {
        slot.head.delivered = slot.head.contracted;
        for (uint256 i = 0; i < slot.lines.length; ++i) {
            LineColumns memory own = slot.lines[i].own;
            (own.deliveredBuy, own.deliveredSell) = (own.contractedBuy, own.contractedSell);
        }
    }

    function _deliver(Metered memory slot) private pure {
        uint256 count = slot.lines.length;
        slot.head.delivered = _min(slot.head.weightBuy, slot.head.weightSell);
        uint256[] memory weights = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            weights[i] = slot.lines[i].own.weightBuy;
        }
        uint256[] memory shares;
        (shares, slot.head.deliveredBuyCut) =
            NaiveRation.share(slot.head.delivered, weights, NaiveRation.counted(count));
        for (uint256 i = 0; i < count; ++i) {
            slot.lines[i].own.deliveredBuy = shares[i];
            weights[i] = slot.lines[i].own.weightSell;
        }
        (shares, slot.head.deliveredSellCut) =
            NaiveRation.share(slot.head.delivered, weights, NaiveRation.counted(count));
        for (uint256 i = 0; i < count; ++i) {
            slot.lines[i].own.deliveredSell = shares[i];
        }
    }

    function _share(Metered memory slot) private pure {
        uint256 count = slot.lines.length;
        (uint256 lacking, uint256 left) =
            (slot.head.imported - slot.head.delivered, slot.head.exported - slot.head.delivered);
        slot.head.shared = _min(lacking, left);
        uint256[] memory weights = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            weights[i] = slot.lines[i].own.imported - slot.lines[i].own.deliveredBuy;
        }
        uint256[] memory shares;
        (shares, slot.head.sharedBuyCut) = NaiveRation.share(slot.head.shared, weights, NaiveRation.counted(count));
        for (uint256 i = 0; i < count; ++i) {
            slot.lines[i].own.sharedBuy = shares[i];
        }
        _shareFrom(slot);
    }

    function _shareFrom(Metered memory slot) private pure {
        uint256 count = slot.lines.length;
        uint256[] memory weights = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            weights[i] = slot.lines[i].own.exported - slot.lines[i].own.deliveredSell;
        }
        uint256[] memory shares;
        (shares, slot.head.sharedSellCut) = NaiveRation.share(slot.head.shared, weights, NaiveRation.counted(count));
        for (uint256 i = 0; i < count; ++i) {
            slot.lines[i].own.sharedSell = shares[i];
        }
    }

    function _shareByKeys(Metered memory slot, Terms memory terms, bool isSharing) private pure {
        uint256 count = slot.keys.length;
        uint256[] memory weights = new uint256[](count + 1);
        for (uint256 i = 0; i < count; ++i) {
            weights[i] = slot.keys[i].keyPpm;
        }
        weights[count] = 1_000_000 - terms.keysTotalPpm;
        uint256[] memory shares;
        (shares, slot.head.deliveredBuyCut) =
            NaiveRation.share(slot.head.exported, weights, NaiveRation.counted(count + 1));
        for (uint256 i = 0; i < count; ++i) {
            LineColumns memory own = slot.lines[i].own;
            own.offered = shares[i];
            slot.head.offered += shares[i];
            if (!isSharing) continue;
            own.sharedBuy = _min(shares[i], own.imported);
            slot.head.shared += own.sharedBuy;
        }
        _shareFrom(slot);
    }

    function _pay(Metered memory slot, Terms memory terms, LineColumns memory own) private pure {
        int256 exchanged = int256(own.deliveredSell) - int256(own.deliveredBuy);
        if (terms.product != 1) own.trade = exchanged * slot.head.price;
        own.sharing = (int256(own.sharedSell) - int256(own.sharedBuy)) * slot.head.sharingPrice;
        int256 lacking = int256(own.imported) - int256(own.deliveredBuy + own.sharedBuy);
        int256 left = int256(own.exported) - int256(own.deliveredSell + own.sharedSell);
        if (lacking < 0 || left < 0) {
            int256 net = lacking - left;
            (lacking, left) = net > 0 ? (net, int256(0)) : (int256(0), -net);
        }
        own.supplier = left * terms.feedInPrice - lacking * terms.retailPrice;
        own.fee = -int256(own.deliveredBuy + own.sharedBuy) * terms.buyerFee
            - int256(own.deliveredSell + own.sharedSell) * terms.sellerFee;
        slot.lines[0].own.supplier -= own.supplier;
        slot.lines[1].own.fee -= own.fee;
    }

    function _least(Terms memory terms) private pure returns (int256) {
        return int256(terms.feedInPrice) + terms.sellerFee;
    }

    function _most(Terms memory terms) private pure returns (int256) {
        return int256(terms.retailPrice) - terms.buyerFee;
    }

    function _min(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }

    function _none() private pure returns (Cut memory) {
        return Cut(Ration.NO_REMAINDER, Ration.NO_INDEX);
    }
}
