// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {LaneBook} from "./libraries/LaneBook.sol";
import {Lanes} from "./libraries/Lanes.sol";

/// @title The ledger's part that settles periods, batch by batch
/// @notice What it promises is written at {ILedger}.
abstract contract PeriodSettlement is ILedger {
    using LaneBook for LaneBook.Book;

    /// @notice The register of accounts and roles.
    address public immutable community;
    /// @notice The market whose final slots may be settled.
    address public immutable market;

    uint32 internal immutable _systemAccounts;
    bytes32 private immutable _operatorRole;

    /// @inheritdoc ILedger
    uint32 public nextPeriod;
    /// @inheritdoc ILedger
    uint32 public settledUntil;
    uint32 private _periodFrom;
    uint32 private _nextBatch;
    uint32 private _batchCount;
    /// @dev The sum of the deltas applied so far in the period under way. It fits: every lane stays within 63 bits and
    /// there are at most 2^32 lanes.
    int96 private _periodSum;

    LaneBook.Book internal _book;
    /// @inheritdoc ILedger
    mapping(uint32 period => bytes32) public periodRootOf;
    /// @dev Keyed by batch only: the words are used again by the next period, at a quarter of the price.
    mapping(uint32 batch => bytes32) private _batchHash;

    modifier onlyOperator() {
        if (!IAccessControl(community).hasRole(_operatorRole, msg.sender)) revert NotOperator(msg.sender);
        _;
    }

    modifier whenSettled() {
        if (isSettling()) revert SettlementInProgress(nextPeriod - 1);
        _;
    }

    /// @param community_ The register, which must be deployed already.
    /// @param market_ The market, which must be deployed already.
    constructor(address community_, address market_) {
        community = community_;
        market = market_;
        _operatorRole = ICommunity(community_).OPERATOR_ROLE();
        _systemAccounts = ICommunity(community_).SYSTEM_ACCOUNTS();
        settledUntil = IMarket(market_).firstSlot();
    }

    /// @inheritdoc ILedger
    function commitPeriod(
        uint32 period,
        uint32 fromSlot,
        uint32 untilSlot,
        bytes32 periodRoot,
        bytes32[] calldata batchHashes
    ) external onlyOperator whenSettled {
        if (period != nextPeriod) revert WrongPeriod(period, nextPeriod);
        if (fromSlot != settledUntil || untilSlot <= fromSlot) {
            revert WrongPeriodSlots(fromSlot, untilSlot, settledUntil);
        }
        uint32 finalUntil = IMarket(market).finalUntil();
        if (untilSlot > finalUntil) revert PeriodNotFinal(untilSlot, finalUntil);
        nextPeriod = period + 1;
        _periodFrom = fromSlot;
        settledUntil = untilSlot;
        _nextBatch = 0;
        _commitBatches(period, periodRoot, batchHashes);
        emit PeriodCommitted(period, fromSlot, untilSlot, periodRoot, batchHashes);
    }

    /// @inheritdoc ILedger
    function recommitPeriod(uint32 period, bytes32 periodRoot, bytes32[] calldata batchHashes) external onlyOperator {
        _requirePeriodUnderWay(period);
        _commitBatches(period, periodRoot, batchHashes);
        emit PeriodRecommitted(period, _nextBatch, periodRoot, batchHashes);
    }

    /// @inheritdoc ILedger
    function settle(uint32 period, uint32 batch, uint32 firstWord, uint256[] calldata deltas) external {
        _requirePeriodUnderWay(period);
        if (batch != _nextBatch) revert WrongBatch(batch, _nextBatch);
        bytes32 batchHash = keccak256(abi.encode(period, batch, firstWord, deltas));
        if (batchHash != _batchHash[batch]) revert BatchHashMismatch(batch, batchHash, _batchHash[batch]);
        _requireKnownLanes(firstWord, deltas);
        int256 sum = _periodSum + _book.apply_(period, _systemAccounts, firstWord, deltas);
        _nextBatch = batch + 1;
        emit BatchSettled(period, batch);
        if (batch + 1 < _batchCount) {
            _periodSum = int96(sum);
            return;
        }
        if (sum != 0) revert PeriodNotBalanced(period, sum);
        _periodSum = 0;
        emit PeriodSettled(period, _periodFrom, settledUntil, periodRootOf[period]);
    }

    /// @inheritdoc ILedger
    function batchProgress() external view returns (uint32 nextBatch, uint32 batchCount) {
        return (_nextBatch, _batchCount);
    }

    /// @inheritdoc ILedger
    function isSettling() public view returns (bool) {
        return _nextBatch < _batchCount;
    }

    function _commitBatches(uint32 period, bytes32 periodRoot, bytes32[] calldata batchHashes) private {
        if (batchHashes.length == 0) revert NoBatches();
        uint32 first = _nextBatch;
        for (uint32 i = 0; i < batchHashes.length; ++i) {
            _batchHash[first + i] = batchHashes[i];
        }
        _batchCount = first + uint32(batchHashes.length);
        periodRootOf[period] = periodRoot;
    }

    function _requirePeriodUnderWay(uint32 period) private view {
        if (!isSettling()) revert NotSettling();
        if (period != nextPeriod - 1) revert WrongPeriod(period, nextPeriod - 1);
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
