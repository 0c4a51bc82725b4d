// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemandDocket} from "./DemandDocket.sol";
import {BatchData, Leaf, PeriodHeader} from "./interfaces/Evidence.sol";
import {Fault} from "./interfaces/Fault.sol";
import {DemandKind, IDemands} from "./interfaces/IDemands.sol";
import {IInbox, InboxOrder} from "./interfaces/IInbox.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {HeaderWords} from "./libraries/HeaderWords.sol";
import {BookLeaf, BookLeaves} from "./libraries/leaves/BookLeaf.sol";
import {ReadingLeaf, ReadingLeaves} from "./libraries/leaves/ReadingLeaf.sol";
import {PositionProof} from "./libraries/PositionProof.sol";
import {Recorded} from "./libraries/Recorded.sol";
import {SlotState, SlotWord} from "./libraries/SlotWord.sol";

/// @title How demands end
/// @notice What it promises is written at {IDemands}.
contract Demands is DemandDocket {
    using HeaderWords for uint256;
    using Recorded for IMarket;

    /// @dev Where a period's leaf has the root of its slots.
    uint256 private constant SLOTS_ROOT = 5;

    /// @param market_ The market, which must be deployed already and name this contract for its demands.
    /// @param inbox_ The inbox, which may be named before it is deployed.
    /// @param depositAmount_ What a demand costs until it is closed, in the market's bond coin.
    /// @param responseSeconds_ How long there is for an answer.
    constructor(IMarket market_, address inbox_, uint256 depositAmount_, uint32 responseSeconds_)
        DemandDocket(market_, inbox_, depositAmount_, responseSeconds_)
    {}

    /// @inheritdoc IDemands
    function answer(uint256 id, uint256[][] calldata headers, Leaf[] calldata leaves) external {
        Demand memory asked = _get(id);
        if (_isOfPeriod(asked.kind)) revert WrongAnswer(asked.kind);
        (uint32 slot,) = market.requireHeaders(headers, _layerOf(asked.kind));
        if (slot != asked.slot) revert WrongSlot(slot, asked.slot);
        uint256[] calldata header = headers[0];
        if (asked.kind == DemandKind.InboxOrder) _requireOrder(asked, header, leaves);
        else if (asked.kind == DemandKind.PostedReading) _requireReading(asked, header, leaves);
        else _requireShown(asked, header, leaves);
        emit DemandAnswered(id, msg.sender);
        _close(id, msg.sender);
    }

    /// @inheritdoc IDemands
    function answerPeriod(uint256 id, PeriodHeader calldata header, Leaf[] calldata leaves) external {
        Demand memory asked = _get(id);
        bool isSlot = asked.kind == DemandKind.PeriodSlot;
        if (asked.kind != DemandKind.Period && !isSlot) revert WrongAnswer(asked.kind);
        _requirePeriod(header);
        if (asked.index < header.accounts) {
            uint256 needed = isSlot ? 2 : 1;
            if (leaves.length != needed || leaves[0].index != asked.index) revert LeafMissing(asked.index);
            PositionProof.requireProven(leaves[0], header.root, header.accounts);
            if (isSlot) _requirePeriodSlot(asked.slot, header, leaves[0], leaves[1]);
        }
        emit DemandAnswered(id, msg.sender);
        _close(id, msg.sender);
    }

    /// @inheritdoc IDemands
    function answerBatch(uint256 id, BatchData calldata batch) external {
        Demand memory asked = _get(id);
        if (asked.kind != DemandKind.Batch) revert WrongAnswer(asked.kind);
        _requireCommitted();
        (, uint32 batchCount) = ledger.batchProgress();
        if (asked.index < batchCount) {
            bytes32 hash = keccak256(abi.encode(asked.slot, batch.batch, batch.firstWord, batch.deltas));
            if (batch.batch != asked.index || hash != ledger.batchHashOf(asked.index)) revert LeafMissing(asked.index);
        }
        emit DemandAnswered(id, msg.sender);
        _close(id, msg.sender);
    }

    /// @inheritdoc IDemands
    function expire(uint256 id, uint256[][] calldata headers) external {
        Demand memory asked = _get(id);
        uint256 since = _community.requireRunning();
        if (since < asked.time) since = asked.time;
        emit DemandExpired(id);
        if (_isOfPeriod(asked.kind)) _expirePeriod(id, asked, since);
        else _expireSlot(id, asked, since, headers);
        _close(id, asked.by);
    }

    /// @inheritdoc IDemands
    function dismiss(uint256 id) external {
        Demand memory asked = _get(id);
        bool isMoot = !_isOfPeriod(asked.kind)
            && (
                SlotWord.wrap(market.slotWord(asked.slot)).state() == SlotState.Skipped
                    || (_isOfMarket(asked.kind) && market.atGridTariff(asked.slot))
            );
        if (!isMoot) revert DemandInForce(id);
        emit DemandDismissed(id);
        _close(id, asked.by);
    }

    function _expireSlot(uint256 id, Demand memory asked, uint256 since, uint256[][] calldata headers) private {
        SlotWord word = _requireThere(asked.slot, asked.kind);
        _requireLate(id, since, word.time());
        Recorded.Layer layer = _layerOf(asked.kind);
        emit ChallengeProven(asked.slot, word.version(), _faultOf(asked.kind), asked.by);
        if (layer == Recorded.Layer.Book) {
            market.voidBook(asked.slot);
        } else {
            (uint32 slot,) = market.requireHeaders(headers, layer);
            if (slot != asked.slot) revert WrongSlot(slot, asked.slot);
            uint256[] calldata header = headers[0];
            if (layer == Recorded.Layer.Clearing) {
                market.voidClearing(slot, HeaderWords.bookHash(header[0], header[HeaderWords.CLEARING_BOOK_ROOT]));
            } else {
                market.voidMetering(slot, bytes32(header[HeaderWords.METERING_CLEARING_HASH]));
            }
        }
        market.slash(asked.slot, asked.by);
    }

    function _expirePeriod(uint256 id, Demand memory asked, uint256 since) private {
        (uint32 period, uint256 committedAt) = _requireCommitted();
        _requireLate(id, since, committedAt);
        emit PeriodChallengeProven(period, Fault.DataWithheld, asked.by);
        ledger.voidPeriod(period, asked.by);
    }

    function _requireLate(uint256 id, uint256 since, uint256 recordedAt) private view {
        uint256 lateAfter = (since > recordedAt ? since : recordedAt) + responseSeconds;
        if (block.timestamp <= lateAfter) revert DemandNotLate(id, block.timestamp, lateAfter);
    }

    /// @dev A voided period has nothing to show until it is committed again.
    function _requireCommitted() private view returns (uint32 period, uint256 committedAt) {
        ILedger.PeriodStage stage;
        (stage, period,,, committedAt,) = ledger.periodUnderWay();
        if (stage != ILedger.PeriodStage.Committed) revert NotThePeriodUnderWay(period);
    }

    function _requirePeriod(PeriodHeader calldata header) private view {
        (uint32 period,) = _requireCommitted();
        bytes32 headerHash = keccak256(abi.encode(header));
        if (headerHash != ledger.periodHashOf(period)) revert PeriodHeaderNotRecorded(period, headerHash);
    }

    /// @dev The market takes no order of the inbox twice, nor two orders of an account that cross.
    function _requireOrder(Demand memory asked, uint256[] calldata header, Leaf[] calldata leaves) private view {
        if (leaves.length != 1) revert LeafMissing(asked.index);
        PositionProof.requireProven(leaves[0], bytes32(header[1]), header[0].orders());
        InboxOrder memory order = IInbox(inbox).orderAt(asked.slot, asked.index);
        (bool isWell, BookLeaf memory kept) = BookLeaves.read(leaves[0].words, asked.slot, leaves[0].index);
        (int256 buyLimit, int256 sellLimit) = kept.side == 0
            ? (kept.limitPrice, int256(order.limitPrice))
            : (int256(order.limitPrice), kept.limitPrice);
        bool isCrossing = kept.side + order.side == 1 && buyLimit >= sellLimit;
        if (!isWell || kept.account != order.account || (kept.nonce != order.nonce && !isCrossing)) {
            revert DemandNotMet(asked.index);
        }
    }

    /// @dev A meter that begins needs a signed reading to begin from; without one it may stay absent.
    function _requireReading(Demand memory asked, uint256[] calldata header, Leaf[] calldata leaves) private pure {
        if (asked.index >= header[0].meters()) {
            if (asked.hasBaseline) revert DemandNotMet(asked.index);
            return;
        }
        _requireShown(asked, header, leaves);
        (bool isWell, ReadingLeaf memory leaf) = ReadingLeaves.read(leaves[0].words, asked.slot, asked.index);
        bool isSigned = leaf.quality <= ReadingLeaves.ESTIMATED;
        bool mayBeAbsent = leaf.quality == ReadingLeaves.ABSENT && !asked.hasBaseline;
        if (!isWell || (!isSigned && !mayBeAbsent)) revert DemandNotMet(asked.index);
    }

    function _requireShown(Demand memory asked, uint256[] calldata header, Leaf[] calldata leaves) private pure {
        (bytes32 root, uint256 count) = _treeOf(asked.kind, header);
        if (asked.index >= count) return;
        if (leaves.length != 1 || leaves[0].index != asked.index) revert LeafMissing(asked.index);
        PositionProof.requireProven(leaves[0], root, count);
    }

    function _requirePeriodSlot(uint32 slot, PeriodHeader calldata header, Leaf calldata leaf, Leaf calldata slotLeaf)
        private
        pure
    {
        if (leaf.words.length <= SLOTS_ROOT || slotLeaf.index != slot - header.fromSlot) revert LeafMissing(slot);
        PositionProof.requireProven(slotLeaf, bytes32(leaf.words[SLOTS_ROOT]), header.untilSlot - header.fromSlot);
    }

    function _treeOf(DemandKind kind, uint256[] calldata header) private pure returns (bytes32 root, uint256 count) {
        uint256 first = header[0];
        if (kind == DemandKind.Book) return (bytes32(header[1]), first.orders());
        if (kind == DemandKind.Fill) return (bytes32(header[HeaderWords.CLEARING_FILL_ROOT]), first.orders());
        if (kind == DemandKind.Line) return (bytes32(header[HeaderWords.METERING_LINE_ROOT]), first.accounts());
        return (bytes32(header[HeaderWords.METERING_READING_ROOT]), first.meters());
    }

    function _layerOf(DemandKind kind) private pure returns (Recorded.Layer) {
        if (kind == DemandKind.Fill) return Recorded.Layer.Clearing;
        return _isOfMarket(kind) ? Recorded.Layer.Book : Recorded.Layer.Metering;
    }

    function _faultOf(DemandKind kind) private pure returns (Fault) {
        if (kind == DemandKind.InboxOrder) return Fault.InboxOrderAbsent;
        return kind == DemandKind.PostedReading ? Fault.PostedReadingAbsent : Fault.DataWithheld;
    }
}
