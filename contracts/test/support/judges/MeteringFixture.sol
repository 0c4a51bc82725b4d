// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, OrderPosition, Terms} from "../../../src/interfaces/Evidence.sol";
import {Fault} from "../../../src/interfaces/Fault.sol";
import {IRule} from "../../../src/interfaces/IRule.sol";
import {KeyLeaf} from "../../../src/libraries/leaves/KeyLeaf.sol";
import {LineColumns, LineLeaf} from "../../../src/libraries/leaves/LineLeaf.sol";
import {ReadingLeaf} from "../../../src/libraries/leaves/ReadingLeaf.sol";
import {TypedData} from "../../../src/libraries/TypedData.sol";
import {ClearingFixture, Sealed} from "./ClearingFixture.sol";
import {DeviceKeys} from "./DeviceKeys.sol";
import {Cleared} from "./NaiveAuction.sol";
import {Metered, NaiveSettlement} from "./NaiveSettlement.sol";
import {Trees} from "./Trees.sol";
import {WordWriter} from "./WordWriter.sol";

/// @notice A metered slot in words, ready to be shown.
struct SealedMetering {
    uint256[] header;
    uint256[] clearing;
    uint256[][] readings;
    uint256[][] lines;
    uint256[][] keys;
}

/// @title Slots that are metered and settled rightly, to be forged by tests
abstract contract MeteringFixture is ClearingFixture, DeviceKeys {
    uint256 internal constant ACCOUNTS = 9;

    /// @dev What meters show: 0 is account 4's, 1 and 4 account 5's, 2 6's, 3 7's, 5 8's; 6, also 8's, is absent.
    function usualMeters() internal pure returns (Metered memory slot) {
        slot.readings = new ReadingLeaf[](7);
        slot.readings[0] = meter(4, 900, 0);
        slot.readings[1] = meter(5, 0, 700);
        slot.readings[2] = meter(6, 500, 0);
        slot.readings[3] = meter(7, 20, 650);
        slot.readings[4] = meter(5, 5, 150);
        slot.readings[5] = meter(8, 100, 40);
        slot.readings[6] = meter(8, 0, 0);
        slot.readings[1].quality = 1;
        slot.readings[2].begins = true;
        (slot.readings[3].quality, slot.readings[3].rule) = (2, 1);
        slot.readings[6].quality = 3;
        slot.lines = new LineLeaf[](ACCOUNTS);
    }

    function meter(uint256 account, uint256 imported, uint256 exported)
        internal
        pure
        returns (ReadingLeaf memory leaf)
    {
        (leaf.account, leaf.imported, leaf.exported) = (account, imported, exported);
    }

    /// @dev Signs and sums up readings; what a meter counted before follows from its place.
    function read(Metered memory slot) internal view {
        (uint256 imported, uint256 exported) = (0, 0);
        for (uint256 i = 0; i < slot.readings.length; ++i) {
            ReadingLeaf memory leaf = slot.readings[i];
            if (leaf.quality != 3) {
                (leaf.importBefore, leaf.exportBefore) = (10_000 * (i + 1), 500 * i);
                leaf.importRegister = leaf.importBefore + leaf.imported;
                leaf.exportRegister = leaf.exportBefore + leaf.exported;
            }
            (imported, exported) = (imported + leaf.imported, exported + leaf.exported);
            (leaf.totalImported, leaf.totalExported) = (imported, exported);
            ReadingLeaf memory before;
            for (uint256 j = 0; j < i; ++j) {
                if (slot.readings[j].account == leaf.account) (leaf.previous, before) = (j + 1, slot.readings[j]);
            }
            leaf.accountImported = before.accountImported + leaf.imported;
            leaf.accountExported = before.accountExported + leaf.exported;
            sign(leaf, i);
        }
        (slot.head.imported, slot.head.exported) = (imported, exported);
        slot.head.meters = slot.readings.length;
    }

    function sign(ReadingLeaf memory leaf, uint256 index) internal view {
        bytes32 separator = TypedData.separatorOf(MARKET);
        if (leaf.quality < 2) {
            (leaf.signedImport, leaf.signedExport) = (leaf.importRegister, leaf.exportRegister);
            leaf.signature = signed(
                leaf.account,
                TypedData.readingDigest(
                    separator, SLOT, index, leaf.signedImport, leaf.signedExport, leaf.quality
                )
            );
        }
        if (!leaf.begins) return;
        leaf.baseline = signed(
            leaf.account,
            TypedData.readingDigest(separator, SLOT - 1, index, leaf.importBefore, leaf.exportBefore, 0)
        );
    }

    /// @dev Puts what was cleared and metered into the lines, and settles them.
    function settled(Metered memory slot, Cleared memory book, Terms memory terms)
        internal
        pure
        returns (Metered memory)
    {
        for (uint256 i = 0; i < book.books.length; ++i) {
            LineLeaf memory line = slot.lines[book.books[i].account];
            line.lastOrder = i + 1;
            (line.own.contractedBuy, line.own.contractedSell) =
                (book.fills[i].accountBought, book.fills[i].accountSold);
            line.own.trade = book.fills[i].accountMoney;
        }
        (slot.head.price, slot.head.contracted) = (book.head.price, book.head.energyUkwh);
        slot.head.clearingHash = keccak256(abi.encodePacked(sealed_(book).header));
        return settledAtGrid(slot, terms);
    }

    /// @dev Settles what was metered, at the grid tariff where nothing was cleared.
    function settledAtGrid(Metered memory slot, Terms memory terms) internal pure returns (Metered memory) {
        (slot.head.slot, slot.head.rulesVersion, slot.head.accounts) = (SLOT, VERSION, slot.lines.length);
        for (uint256 i = 0; i < slot.readings.length; ++i) {
            LineLeaf memory line = slot.lines[slot.readings[i].account];
            line.lastReading = i + 1;
            (line.own.imported, line.own.exported) =
                (slot.readings[i].accountImported, slot.readings[i].accountExported);
        }
        NaiveSettlement.settle(slot, terms);
        NaiveSettlement.sumUp(slot);
        return slot;
    }

    function sealedMetering(Metered memory slot) internal pure returns (SealedMetering memory shown) {
        shown.readings = new uint256[][](slot.readings.length);
        shown.lines = new uint256[][](slot.lines.length);
        shown.keys = keyWords(slot.keys);
        for (uint256 i = 0; i < slot.readings.length; ++i) {
            shown.readings[i] = WordWriter.reading(SLOT, i, slot.readings[i]);
        }
        for (uint256 i = 0; i < slot.lines.length; ++i) {
            shown.lines[i] = WordWriter.line(SLOT, i, slot.lines[i]);
        }
        return resealedMetering(slot, shown);
    }

    function resealedMetering(Metered memory slot, SealedMetering memory shown)
        internal
        pure
        returns (SealedMetering memory)
    {
        slot.head.readingRoot = Trees.rootOf(shown.readings);
        slot.head.lineRoot = Trees.rootOf(shown.lines);
        shown.header = WordWriter.meteringHead(slot.head);
        return shown;
    }

    function keyWords(KeyLeaf[] memory keys) internal pure returns (uint256[][] memory words) {
        words = new uint256[][](keys.length);
        for (uint256 i = 0; i < keys.length; ++i) {
            words[i] = WordWriter.key(i, keys[i]);
        }
    }

    function totalsFault(IRule rule, Terms memory terms, Metered memory slot, Cleared memory book)
        internal
        view
        returns (Fault)
    {
        return rule.judgeMetering(sealedMetering(slot).header, sealed_(book).header, terms);
    }

    function lineFault(IRule rule, Terms memory terms, Metered memory slot, uint256 account)
        internal
        view
        returns (Fault)
    {
        SealedMetering memory shown = sealedMetering(slot);
        return rule.judgeLines(shown.header, terms, one(Trees.leafAt(shown.lines, account)), keyOf(shown, account));
    }

    /// @dev Two adjacent lines, of `account` and the next.
    function stepFault(IRule rule, Terms memory terms, Metered memory slot, uint256 account)
        internal
        view
        returns (Fault)
    {
        SealedMetering memory shown = sealedMetering(slot);
        Leaf[] memory lines = two(Trees.leafAt(shown.lines, account), Trees.leafAt(shown.lines, account + 1));
        return rule.judgeLines(shown.header, terms, lines, noLeaves());
    }

    function lineAndOrderFault(
        IRule rule,
        Terms memory terms,
        SealedMetering memory shown,
        Sealed memory book,
        uint256 account,
        uint256 index
    ) internal view returns (Fault) {
        Leaf memory line = Trees.leafAt(shown.lines, account);
        return rule.judgeLineAndOrder(shown.header, book.header, terms, line, positionAt(book, index));
    }

    /// @dev The first fault that any judgement of header, lines, and lines beside orders finds.
    function anyLineFault(IRule rule, Terms memory terms, SealedMetering memory shown, Sealed memory book)
        internal
        view
        returns (Fault fault)
    {
        fault = rule.judgeMetering(shown.header, shown.clearing, terms);
        uint256 count = shown.lines.length;
        for (uint256 i = 0; i < count && fault == Fault.None; ++i) {
            Leaf memory line = Trees.leafAt(shown.lines, i);
            fault = rule.judgeLines(shown.header, terms, one(line), keyOf(shown, i));
            if (fault != Fault.None) return fault;
            if (i + 1 < count) {
                Leaf[] memory lines = two(line, Trees.leafAt(shown.lines, i + 1));
                fault = rule.judgeLines(shown.header, terms, lines, noLeaves());
            }
            if (shown.clearing.length == 0) continue;
            for (uint256 j = 0; j < book.books.length && fault == Fault.None; ++j) {
                fault = lineAndOrderFault(rule, terms, shown, book, i, j);
            }
            bool isBeyond = uint32(shown.lines[i][0] >> 96) > book.books.length;
            if (fault == Fault.None && isBeyond) {
                OrderPosition memory none;
                fault = rule.judgeLineAndOrder(shown.header, book.header, terms, line, none);
            }
        }
    }

    function keyOf(SealedMetering memory shown, uint256 account) internal pure returns (Leaf[] memory) {
        return account < shown.keys.length ? one(Trees.leafAt(shown.keys, account)) : noLeaves();
    }

    /// @dev What an account has in all, so that a test can move it.
    function own(Metered memory slot, uint256 account) internal pure returns (LineColumns memory) {
        return slot.lines[account].own;
    }
}
