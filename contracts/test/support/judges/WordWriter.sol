// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BookHead, BookHeads} from "../../../src/libraries/headers/BookHead.sol";
import {ClearingHead, ClearingHeads, Margin} from "../../../src/libraries/headers/ClearingHead.sol";
import {MeteringHead, MeteringHeads} from "../../../src/libraries/headers/MeteringHead.sol";
import {BookLeaf, BookLeaves} from "../../../src/libraries/leaves/BookLeaf.sol";
import {FillLeaf, FillLeaves} from "../../../src/libraries/leaves/FillLeaf.sol";
import {KeyLeaf, KeyLeaves} from "../../../src/libraries/leaves/KeyLeaf.sol";
import {LineColumns, LineLeaf, LineLeaves} from "../../../src/libraries/leaves/LineLeaf.sol";
import {PeriodLeaf, PeriodLeaves} from "../../../src/libraries/leaves/PeriodLeaf.sol";
import {PeriodSlotLeaf, PeriodSlotLeaves} from "../../../src/libraries/leaves/PeriodSlotLeaf.sol";
import {DeviceSignature, ReadingLeaf, ReadingLeaves} from "../../../src/libraries/leaves/ReadingLeaf.sol";

/// @title Words of leaves and headers, written field by field as docs/COMMITMENTS.md lists them
library WordWriter {
    function bookHead(BookHead memory head) internal pure returns (uint256[] memory words) {
        words = new uint256[](2);
        words[0] = _start(BookHeads.TAG, head.slot, head.orders);
        words[1] = uint256(head.bookRoot);
    }

    function clearingHead(ClearingHead memory head) internal pure returns (uint256[] memory words) {
        words = new uint256[](8);
        words[0] = _start(ClearingHeads.TAG, head.slot, head.orders) | head.rulesVersion << 96;
        (Margin memory bid, Margin memory ask) = (head.bid, head.ask);
        words[1] = _four(_u64(head.price), head.energyUkwh, bid.index << 32 | ask.index, bid.cut.index << 32 | ask.cut.index);
        words[2] = _four(_u64(bid.price), _u64(ask.price), bid.fill, ask.fill);
        words[3] = _four(bid.filled, bid.offered, ask.filled, ask.offered);
        words[4] = _four(bid.cut.remainder, ask.cut.remainder, 0, 0);
        words[5] = uint256(head.bookRoot);
        words[6] = uint256(head.fillRoot);
        words[7] = uint256(keccak256("data"));
    }

    function meteringHead(MeteringHead memory head) internal pure returns (uint256[] memory words) {
        words = new uint256[](9);
        words[0] = _start(MeteringHeads.TAG, head.slot, 1) | head.meters << 96 | head.accounts << 64 | head.rulesVersion << 32;
        words[1] = _four(_u64(head.price), _u64(head.sharingPrice), head.delivered, head.shared);
        words[2] = _four(head.weightBuy, head.weightSell, head.imported, head.exported);
        words[3] = _four(
            head.deliveredBuyCut.remainder,
            head.deliveredSellCut.remainder,
            head.sharedBuyCut.remainder,
            head.sharedSellCut.remainder
        );
        words[4] = _four(
            head.deliveredBuyCut.index << 32 | head.deliveredSellCut.index,
            head.sharedBuyCut.index << 32 | head.sharedSellCut.index,
            head.offered,
            head.contracted
        );
        words[5] = uint256(head.clearingHash);
        words[6] = uint256(head.readingRoot);
        words[7] = uint256(head.lineRoot);
        words[8] = uint256(keccak256("data"));
    }

    function book(uint256 slot, uint256 index, BookLeaf memory leaf) internal pure returns (uint256[] memory words) {
        words = new uint256[](6);
        words[0] = _start(BookLeaves.TAG, slot, index) | leaf.account << 96 | leaf.side << 88 | leaf.v << 80;
        words[1] = _salt("book", index);
        words[2] = _four(_u64(leaf.limitPrice), leaf.energyUkwh, leaf.nonce, 0);
        words[3] = uint160(leaf.device);
        words[4] = uint256(leaf.r);
        words[5] = uint256(leaf.s);
    }

    function fill(uint256 slot, uint256 index, FillLeaf memory leaf) internal pure returns (uint256[] memory words) {
        words = new uint256[](7);
        words[0] = _start(FillLeaves.TAG, slot, index) | leaf.previous << 96;
        words[1] = _salt("fill", index);
        words[2] = _four(leaf.fill, leaf.sums.bought, leaf.sums.sold, leaf.accountBought);
        words[3] = _four(leaf.accountSold, leaf.sums.bidOffered, leaf.sums.bidFilled, leaf.sums.askOffered);
        words[4] = _four(leaf.sums.askFilled, leaf.start, 0, 0);
        words[5] = _two(leaf.moneyStart, leaf.moneyEnd);
        words[6] = _two(leaf.accountMoney, 0);
    }

    function reading(uint256 slot, uint256 index, ReadingLeaf memory leaf)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = new uint256[](leaf.begins ? 11 : 8);
        words[0] = _start(ReadingLeaves.TAG, slot, index) | leaf.account << 96 | leaf.previous << 64;
        words[0] |= leaf.quality << 56 | leaf.rule << 48 | leaf.signature.v << 40 | (leaf.begins ? 1 << 32 : 0);
        words[1] = _salt("reading", index);
        words[2] = _four(leaf.imported, leaf.exported, leaf.importRegister, leaf.exportRegister);
        words[3] = _four(leaf.signedImport, leaf.signedExport, leaf.accountImported, leaf.accountExported);
        words[4] = _four(leaf.totalImported, leaf.totalExported, leaf.importBefore, leaf.exportBefore);
        words[5] = uint160(leaf.signature.device);
        words[6] = uint256(leaf.signature.r);
        words[7] = uint256(leaf.signature.s);
        if (!leaf.begins) return words;
        DeviceSignature memory baseline = leaf.baseline;
        words[8] = baseline.quality << 248 | baseline.v << 240 | uint160(baseline.device);
        words[9] = uint256(baseline.r);
        words[10] = uint256(baseline.s);
    }

    function line(uint256 slot, uint256 index, LineLeaf memory leaf) internal pure returns (uint256[] memory words) {
        words = new uint256[](11);
        (LineColumns memory own, LineColumns memory sums) = (leaf.own, leaf.sums);
        words[0] = _start(LineLeaves.TAG, slot, index) | leaf.lastOrder << 96 | leaf.lastReading << 64;
        words[1] = _salt("line", index);
        words[2] = _four(own.contractedBuy, own.contractedSell, own.imported, own.exported);
        words[3] = _four(own.deliveredBuy, own.deliveredSell, own.sharedBuy, own.sharedSell);
        words[4] = _four(sums.contractedBuy, sums.contractedSell, sums.imported, sums.exported);
        words[5] = _four(sums.weightBuy, sums.weightSell, sums.deliveredBuy, sums.deliveredSell);
        words[6] = _four(sums.sharedBuy, sums.sharedSell, own.offered, sums.offered);
        words[7] = _two(own.trade, own.sharing);
        words[8] = _two(own.supplier, own.fee);
        words[9] = _two(sums.trade, sums.sharing);
        words[10] = _two(sums.supplier, sums.fee);
    }

    function key(uint256 index, KeyLeaf memory leaf) internal pure returns (uint256[] memory words) {
        words = new uint256[](4);
        words[0] = KeyLeaves.TAG << 192 | index << 160 | leaf.keyPpm << 128 | leaf.sumKeyPpm << 96;
        words[1] = _salt("key", index);
    }

    function period(uint256 number, uint256 index, PeriodLeaf memory leaf)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = new uint256[](6);
        words[0] = _start(PeriodLeaves.TAG, number, index) | leaf.slots << 96;
        words[1] = _salt("period", index);
        words[2] = _two(leaf.carryIn, leaf.delta);
        words[3] = _two(leaf.ledgerDelta, leaf.carryOut);
        words[4] = _two(leaf.sumLedgerDelta, 0);
        words[5] = uint256(leaf.slotsRoot);
    }

    function periodSlot(uint256 slot, uint256 account, PeriodSlotLeaf memory leaf)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = new uint256[](4);
        words[0] = _start(PeriodSlotLeaves.TAG, slot, account);
        words[1] = _salt("slot", slot);
        words[2] = _two(leaf.total, leaf.sumTotal);
    }

    function _start(uint256 tag, uint256 first, uint256 second) private pure returns (uint256) {
        return tag << 192 | first << 160 | second << 128;
    }

    function _four(uint256 a, uint256 b, uint256 c, uint256 d) private pure returns (uint256) {
        return a << 192 | b << 128 | c << 64 | d;
    }

    function _two(int256 high, int256 low) private pure returns (uint256) {
        return uint256(high) << 128 | uint128(uint256(low));
    }

    function _u64(int256 value) private pure returns (uint256) {
        return uint64(uint256(value));
    }

    function _salt(string memory name, uint256 index) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(name, index)));
    }
}
