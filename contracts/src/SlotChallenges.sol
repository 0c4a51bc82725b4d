// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommitReveal} from "./CommitReveal.sol";
import {Leaf, OrderPosition, Terms} from "./interfaces/Evidence.sol";
import {Fault} from "./interfaces/Fault.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {ICourt, Receipt} from "./interfaces/ICourt.sol";
import {IFactJudge} from "./interfaces/IFactJudge.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IRule} from "./interfaces/IRule.sol";
import {HeaderWords} from "./libraries/HeaderWords.sol";
import {Recorded} from "./libraries/Recorded.sol";
import {SlotState, SlotWord} from "./libraries/SlotWord.sol";

/// @title The court's part that judges slots
/// @notice What it promises is written at {ICourt}.
abstract contract SlotChallenges is CommitReveal {
    using HeaderWords for uint256;
    using Recorded for IMarket;
    using Recorded for ICommunity;

    /// @notice The market whose slots are judged.
    IMarket public immutable market;
    /// @notice The judge of what holds for every rule.
    IFactJudge public immutable factJudge;

    ICommunity private immutable _community;

    constructor(IMarket market_, IFactJudge factJudge_) {
        address expected = market_.court();
        if (expected != address(this)) revert NotTheMarkets(expected);
        market = market_;
        factJudge = factJudge_;
        _community = ICommunity(market_.community());
    }

    /// @inheritdoc ICourt
    function challengeBook(
        uint256[][] calldata headers,
        Terms calldata terms,
        Leaf[] calldata orders,
        bytes32
    ) external revealed {
        (uint32 slot,) = market.requireHeaders(headers, Recorded.Layer.Book);
        _requireTerms(slot, terms);
        _condemnBook(slot, factJudge.judgeBook(headers[0], terms, orders));
    }

    /// @inheritdoc ICourt
    function challengeReceipt(
        uint256[][] calldata headers,
        Receipt calldata receipt,
        Leaf calldata order,
        bytes32
    ) external revealed {
        (uint32 slot,) = market.requireHeaders(headers, Recorded.Layer.Book);
        Fault fault = factJudge.judgeReceipt(
            headers[0], receipt.sequence, receipt.orderDigest, receipt.logHead, receipt.signature, order
        );
        _condemnBook(slot, fault);
    }

    /// @inheritdoc ICourt
    function challengeClearing(
        uint256[][] calldata headers,
        Terms calldata terms,
        OrderPosition[] calldata positions,
        bytes32
    ) external revealed {
        (uint32 slot,) = market.requireHeaders(headers, Recorded.Layer.Clearing);
        uint256[] calldata header = headers[0];
        _requireTerms(slot, terms);
        _prove(slot, IRule(terms.rule).judgeClearing(header, terms, positions));
        market.voidClearing(slot, HeaderWords.bookHash(header[0], header[HeaderWords.CLEARING_BOOK_ROOT]));
        market.slash(slot, msg.sender);
    }

    /// @inheritdoc ICourt
    function challengeReadings(uint256[] calldata header, Leaf[] calldata readings, bytes32) external revealed {
        market.requireMetering(header);
        _condemnMetering(header, factJudge.judgeReadings(header, readings));
    }

    /// @inheritdoc ICourt
    function challengeContinuity(
        uint256[] calldata header,
        Leaf calldata reading,
        uint256[] calldata headerBefore,
        Leaf calldata before,
        bytes32
    ) external revealed {
        (uint32 slot, SlotWord word) = market.requireMetering(header);
        _requireSlotBefore(slot, word, headerBefore);
        Fault fault = factJudge.judgeContinuity(header, reading, headerBefore, before);
        _condemnMetering(header, fault);
    }

    /// @inheritdoc ICourt
    function challengeMetering(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata terms,
        bytes32
    ) external revealed {
        market.requireMetering(header);
        Recorded.requireClearingOf(header, clearing);
        _requireTerms(header[0].slot(), terms);
        _condemnMetering(header, IRule(terms.rule).judgeMetering(header, clearing, terms));
    }

    /// @inheritdoc ICourt
    function challengeLines(
        uint256[] calldata header,
        Terms calldata terms,
        Leaf[] calldata lines,
        Leaf[] calldata keys,
        bytes32
    ) external revealed {
        market.requireMetering(header);
        _requireTerms(header[0].slot(), terms);
        _condemnMetering(header, IRule(terms.rule).judgeLines(header, terms, lines, keys));
    }

    /// @inheritdoc ICourt
    function challengeLineAndOrder(
        uint256[] calldata header,
        uint256[] calldata clearing,
        Terms calldata terms,
        Leaf calldata line,
        OrderPosition calldata position,
        bytes32
    ) external revealed {
        market.requireMetering(header);
        Recorded.requireClearingOf(header, clearing);
        _requireTerms(header[0].slot(), terms);
        Fault fault = IRule(terms.rule).judgeLineAndOrder(header, clearing, terms, line, position);
        _condemnMetering(header, fault);
    }

    /// @inheritdoc ICourt
    function challengeLineAndReading(
        uint256[] calldata header,
        Leaf calldata line,
        Leaf calldata reading,
        bytes32
    ) external revealed {
        market.requireMetering(header);
        _condemnMetering(header, factJudge.judgeLineAndReading(header, line, reading));
    }

    /// @dev The rules in force in a slot are settled when its book is closed. A header that names others falls by its
    /// clearing, or was never recorded.
    function _requireTerms(uint32 slot, Terms calldata terms) private view {
        _community.requireTerms(terms, _community.rulesVersionAt(slot));
    }

    function _condemnBook(uint32 slot, Fault fault) private {
        _prove(slot, fault);
        market.voidBook(slot);
        market.slash(slot, msg.sender);
    }

    function _condemnMetering(uint256[] calldata header, Fault fault) private {
        uint32 slot = header[0].slot();
        _prove(slot, fault);
        market.voidMetering(slot, bytes32(header[HeaderWords.METERING_CLEARING_HASH]));
        market.slash(slot, msg.sender);
    }

    function _prove(uint32 slot, Fault fault) private {
        if (fault == Fault.None) revert NothingProven();
        uint8 version = SlotWord.wrap(market.slotWord(slot)).version();
        emit ChallengeProven(slot, version, fault, msg.sender);
    }

    /// @dev When the slot before gets a new version, the operator needs time to meter this one anew; half of the window
    /// is left to challenge it if it does not.
    function _requireSlotBefore(uint32 slot, SlotWord word, uint256[] calldata headerBefore) private view {
        SlotWord wordBefore;
        if (headerBefore.length != 0) {
            uint32 before;
            (before, wordBefore) = market.requireMetering(headerBefore);
            if (uint256(before) + 1 != slot) revert NotTheSlotBefore(slot, before);
        } else {
            if (slot == market.firstSlot()) return;
            wordBefore = SlotWord.wrap(market.slotWord(slot - 1));
            if (wordBefore.state() != SlotState.Skipped) revert SlotBeforeRecorded(slot);
        }
        if (word.time() >= wordBefore.time()) return;
        uint256 base = _community.requireRunning();
        if (base < wordBefore.time()) base = wordBefore.time();
        uint256 graceEnd = base + market.challengeWindowSeconds() / 2;
        if (block.timestamp < graceEnd) revert SlotBeforeTooFresh(slot, block.timestamp, graceEnd);
    }
}
