// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "./interfaces/ICommunity.sol";
import {PeriodHeader} from "./interfaces/Evidence.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {LaneBook} from "./libraries/LaneBook.sol";
import {Lanes} from "./libraries/Lanes.sol";

/// @title The ledger's part that settles periods, batch by batch
/// @notice What it promises is written at {ILedger}.
abstract contract PeriodSettlement is ILedger {
    using LaneBook for LaneBook.Book;

    /// @dev One storage word, which every batch writes. `sum` is of the deltas applied so far in the period under way;
    /// it fits, since every lane stays within 63 bits and there are at most 2^32 lanes.
    struct Progress {
        uint32 nextPeriod;
        uint32 settledUntil;
        uint32 fromSlot;
        uint16 nextBatch;
        uint16 batchCount;
        uint32 nextWord;
        int96 sum;
    }

    /// @dev One storage word, which batches only read. Before `firstBatch` are those of earlier commitments.
    struct Commitment {
        PeriodStage stage;
        uint16 firstBatch;
        uint8 demands;
        uint40 committedAt;
    }

    /// @dev As many as the market allows a slot.
    uint256 private constant MOST_DEMANDS = 63;

    /// @inheritdoc ILedger
    address public immutable community;
    /// @inheritdoc ILedger
    address public immutable market;

    uint32 internal immutable _systemAccounts;
    uint32 private immutable _windowSeconds;
    address private immutable _court;
    address private immutable _demands;

    Progress private _progress;
    Commitment private _commitment;

    LaneBook.Book internal _book;
    /// @inheritdoc ILedger
    mapping(uint32 period => bytes32) public periodHashOf;
    /// @dev Keyed by batch only: the words are used again by the next period, at a quarter of the price.
    mapping(uint32 batch => bytes32) public batchHashOf;

    modifier onlyOperator() {
        ICommunity(community).requireOperating(msg.sender);
        _;
    }

    modifier onlyDemands() {
        if (msg.sender != _demands) revert NotDemands(msg.sender);
        _;
    }

    /// @dev Also half-way in a voided period, whose first batches were applied.
    modifier whenSettled() {
        if (isSettling()) revert SettlementInProgress(_progress.nextPeriod - 1);
        _;
    }

    modifier whenRunning() {
        ICommunity(community).requireRunning();
        _;
    }

    /// @param community_ The register, which must be deployed already.
    /// @param market_ The market, which must be deployed already and name this contract as its ledger.
    constructor(address community_, address market_) {
        address expected = IMarket(market_).ledger();
        if (expected != address(this)) revert NotTheMarketsLedger(expected);
        community = community_;
        market = market_;
        _court = IMarket(market_).court();
        _demands = IMarket(market_).demands();
        _systemAccounts = ICommunity(community_).SYSTEM_ACCOUNTS();
        _windowSeconds = IMarket(market_).challengeWindowSeconds();
        _progress.settledUntil = IMarket(market_).firstSlot();
    }

    /// @inheritdoc ILedger
    function commitPeriod(PeriodHeader calldata header, bytes32[] calldata batchHashes) external onlyOperator {
        Progress memory progress = _progress;
        if (_commitment.stage != PeriodStage.None) revert PeriodUnderWay(progress.nextPeriod - 1);
        if (header.period != progress.nextPeriod) revert WrongPeriod(header.period, progress.nextPeriod);
        _requireSlots(header, progress.settledUntil);
        uint32 finalUntil = IMarket(market).finalUntil();
        if (header.untilSlot > finalUntil) revert PeriodNotFinal(header.untilSlot, finalUntil);
        _progress = Progress({
            nextPeriod: header.period + 1,
            settledUntil: header.untilSlot,
            fromSlot: header.fromSlot,
            nextBatch: 0,
            batchCount: 0,
            nextWord: 0,
            sum: 0
        });
        _commit(header, batchHashes, 0);
    }

    /// @inheritdoc ILedger
    function recommitPeriod(PeriodHeader calldata header, bytes32[] calldata batchHashes) external onlyOperator {
        _requireUnderWay(header.period);
        if (_commitment.stage != PeriodStage.Voided) revert PeriodNotVoided(header.period);
        Progress memory progress = _progress;
        _requireSlots(header, progress.fromSlot);
        if (header.untilSlot != progress.settledUntil) {
            revert WrongPeriodSlots(header.fromSlot, header.untilSlot, progress.fromSlot);
        }
        _commit(header, batchHashes, progress.nextBatch);
    }

    /// @inheritdoc ILedger
    function retractPeriod(uint32 period) external onlyOperator {
        _requireCommitted(period);
        _void(period);
    }

    /// @inheritdoc ILedger
    function voidPeriod(uint32 period, address challenger) external {
        if (msg.sender != _court && msg.sender != _demands) revert NotJudge(msg.sender);
        _requireChallengeable(period);
        _void(period);
        IMarket(market).slash(_progress.fromSlot, challenger);
    }

    /// @inheritdoc ILedger
    function openDemand(uint32 period) external onlyDemands returns (uint256 open) {
        _requireChallengeable(period);
        open = uint256(_commitment.demands) + 1;
        if (open > MOST_DEMANDS) revert TooManyDemands(period);
        _commitment.demands = uint8(open);
    }

    /// @inheritdoc ILedger
    function closeDemand(uint32 period) external onlyDemands returns (uint256 open) {
        _requireUnderWay(period);
        if (_commitment.demands == 0) revert NoDemandOpen(period);
        open = _commitment.demands - 1;
        _commitment.demands = uint8(open);
    }

    /// @inheritdoc ILedger
    function settle(uint32 period, uint32 batch, uint32 firstWord, uint256[] calldata deltas) external {
        Progress memory progress = _progress;
        _requireSettleable(period);
        if (batch != progress.nextBatch) revert WrongBatch(batch, progress.nextBatch);
        if (firstWord != progress.nextWord) revert WrongFirstWord(batch, firstWord, progress.nextWord);
        bytes32 batchHash = keccak256(abi.encode(period, batch, firstWord, deltas));
        if (batchHash != batchHashOf[batch]) revert BatchHashMismatch(batch, batchHash, batchHashOf[batch]);
        _requireKnownLanes(firstWord, deltas);
        int256 sum = progress.sum + _book.apply_(period, _systemAccounts, firstWord, deltas);
        progress.nextBatch = uint16(batch + 1);
        progress.nextWord = uint32(firstWord + deltas.length);
        emit BatchSettled(period, batch);
        if (progress.nextBatch < progress.batchCount) {
            progress.sum = int96(sum);
            _progress = progress;
            return;
        }
        if (sum != 0) revert PeriodNotBalanced(period, sum);
        progress.sum = 0;
        _progress = progress;
        _commitment.stage = PeriodStage.None;
        emit PeriodSettled(period, progress.fromSlot, progress.settledUntil, periodHashOf[period]);
        IMarket(market).releaseSlots(progress.settledUntil);
    }

    /// @inheritdoc ILedger
    function nextPeriod() external view returns (uint32) {
        return _progress.nextPeriod;
    }

    /// @inheritdoc ILedger
    function settledUntil() external view returns (uint32) {
        return _progress.settledUntil;
    }

    /// @inheritdoc ILedger
    function batchProgress() external view returns (uint32 nextBatch, uint32 batchCount) {
        return (_progress.nextBatch, _progress.batchCount);
    }

    /// @inheritdoc ILedger
    function periodUnderWay()
        external
        view
        returns (PeriodStage stage, uint32 period, uint32 fromSlot, uint32 untilSlot, uint256 committedAt, uint256 demands)
    {
        stage = _commitment.stage;
        if (stage == PeriodStage.None) return (stage, 0, 0, 0, 0, 0);
        Progress memory progress = _progress;
        return (
            stage,
            progress.nextPeriod - 1,
            progress.fromSlot,
            progress.settledUntil,
            _commitment.committedAt,
            _commitment.demands
        );
    }

    /// @inheritdoc ILedger
    function isSettling() public view returns (bool) {
        return _progress.nextBatch != 0 && _commitment.stage != PeriodStage.None;
    }

    function _commit(PeriodHeader calldata header, bytes32[] calldata batchHashes, uint32 firstBatch) private {
        uint256 count = firstBatch + batchHashes.length;
        if (batchHashes.length == 0 || count > type(uint16).max) revert BatchCountInvalid(batchHashes.length);
        for (uint32 i = 0; i < batchHashes.length; ++i) {
            batchHashOf[firstBatch + i] = batchHashes[i];
        }
        _progress.batchCount = uint16(count);
        _commitment = Commitment({
            stage: PeriodStage.Committed,
            firstBatch: uint16(firstBatch),
            demands: _commitment.demands,
            committedAt: uint40(block.timestamp)
        });
        bytes32 headerHash = keccak256(abi.encode(header));
        periodHashOf[header.period] = headerHash;
        emit PeriodCommitted(header.period, header, headerHash, firstBatch, batchHashes);
    }

    function _void(uint32 period) private {
        uint16 nextBatch = _progress.nextBatch;
        _commitment.stage = PeriodStage.Voided;
        _progress.batchCount = nextBatch;
        emit PeriodVoided(period, nextBatch);
    }

    function _requireUnderWay(uint32 period) private view {
        if (_commitment.stage == PeriodStage.None) revert NotSettling();
        uint32 current = _progress.nextPeriod - 1;
        if (period != current) revert WrongPeriod(period, current);
    }

    function _requireCommitted(uint32 period) private view {
        _requireUnderWay(period);
        if (_commitment.stage == PeriodStage.Voided) revert PeriodIsVoided(period);
    }

    /// @dev What was applied cannot be undone, so a commitment is final with its first batch.
    function _requireChallengeable(uint32 period) private view {
        _requireCommitted(period);
        if (_progress.nextBatch != _commitment.firstBatch) revert PeriodFinal(period);
    }

    function _requireSettleable(uint32 period) private view {
        _requireCommitted(period);
        uint256 unpausedAt = ICommunity(community).requireRunning();
        uint256 committedAt = _commitment.committedAt;
        uint256 windowEnd = (committedAt > unpausedAt ? committedAt : unpausedAt) + _windowSeconds;
        if (block.timestamp < windowEnd) revert PeriodWindowOpen(period, block.timestamp, windowEnd);
        uint256 demands = _commitment.demands;
        if (demands != 0) revert DemandsOpen(period, demands);
    }

    function _requireSlots(PeriodHeader calldata header, uint32 expectedFromSlot) private pure {
        if (header.fromSlot != expectedFromSlot || header.untilSlot <= header.fromSlot) {
            revert WrongPeriodSlots(header.fromSlot, header.untilSlot, expectedFromSlot);
        }
    }

    /// @dev Only the batch's last word can reach beyond the last account, since words are contiguous.
    function _requireKnownLanes(uint32 firstWord, uint256[] calldata deltas) private view {
        if (deltas.length == 0) return;
        uint256 count = ICommunity(community).accountCount();
        uint256 lastLane = (uint256(firstWord) + deltas.length - 1) * Lanes.LANES_PER_WORD;
        if (lastLane >= count) revert UnknownAccount(lastLane, count);
        uint256 known = count - lastLane;
        if (known < Lanes.LANES_PER_WORD && deltas[deltas.length - 1] >> (64 * known) != 0) {
            revert UnknownAccount(count, count);
        }
    }
}
