// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {SlotState, SlotWord, SlotWords} from "./libraries/SlotWord.sol";
import {SlotRing} from "./SlotRing.sol";

/// @title How the market's slots go back, fall back and cost their bond
/// @notice What it promises is written at {IMarket}.
abstract contract SlotStages is SlotRing {
    using SafeERC20 for IERC20;

    /// @dev Nobody has the key of this address; some coins refuse transfers to the zero address.
    address private constant BURNT = 0x000000000000000000000000000000000000dEaD;

    /// @inheritdoc IMarket
    mapping(uint32 slot => bool) public atGridTariff;

    modifier onlyJudge() {
        if (msg.sender != court && msg.sender != demands) revert NotJudge(msg.sender);
        _;
    }

    modifier onlyDemands() {
        if (msg.sender != demands) revert NotDemands(msg.sender);
        _;
    }

    modifier onlyLedger() {
        if (msg.sender != ledger) revert NotLedger(msg.sender);
        _;
    }

    /// @inheritdoc IMarket
    function depositBond(uint128 amount) external {
        uint256 before = IERC20(bondCoin).balanceOf(address(this));
        IERC20(bondCoin).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(bondCoin).balanceOf(address(this)) - before;
        if (received != amount) revert CoinKeptPart(amount, received);
        _progress.bond += amount;
        emit BondDeposited(msg.sender, amount);
    }

    /// @inheritdoc IMarket
    function withdrawBond(address to, uint128 amount) external onlyOperator {
        (uint256 whole, uint256 locked) = bond();
        uint256 free = whole > locked ? whole - locked : 0;
        if (amount > free) revert BondLocked(amount, free);
        _progress.bond -= amount;
        emit BondWithdrawn(to, amount);
        IERC20(bondCoin).safeTransfer(to, amount);
    }

    /// @inheritdoc IMarket
    function releaseSlots(uint32 untilSlot) external onlyLedger {
        _progress.releasedUntil = untilSlot;
        emit SlotsReleased(untilSlot);
    }

    /// @inheritdoc IMarket
    function slash(uint32 slot, address challenger) external {
        if (msg.sender != ledger && msg.sender != court && msg.sender != demands) revert NotJudge(msg.sender);
        _takeBond(slot, challenger);
    }

    /// @inheritdoc IMarket
    function voidBook(uint32 slot) external onlyJudge {
        SlotWord word = _requireOpen(slot);
        _toGrid(slot, word);
        emit StageVoided(slot, SlotState.Grid);
    }

    /// @inheritdoc IMarket
    function voidClearing(uint32 slot, bytes32 bookHash) external onlyJudge {
        SlotWord word = _requireOpen(slot);
        _write(slot, word.record(SlotState.Booked, block.timestamp, bookHash).needing(false));
        emit StageVoided(slot, SlotState.Booked);
    }

    /// @inheritdoc IMarket
    function voidMetering(uint32 slot, bytes32 clearingHash) external onlyJudge {
        SlotWord word = _requireOpen(slot);
        SlotState state = clearingHash == 0 ? SlotState.Grid : SlotState.Cleared;
        _write(slot, word.record(state, block.timestamp, clearingHash));
        emit StageVoided(slot, state);
    }

    /// @inheritdoc IMarket
    function openDemand(uint32 slot) external onlyDemands returns (uint256 open) {
        SlotWord word = _requireOpen(slot);
        open = word.demands() + 1;
        if (open > SlotWords.MOST_DEMANDS) revert TooManyDemands(slot);
        _write(slot, word.withDemands(open));
    }

    /// @inheritdoc IMarket
    function closeDemand(uint32 slot) external onlyDemands returns (uint256 open) {
        SlotWord word = _requireOpen(slot);
        if (word.demands() == 0) revert NoDemandOpen(slot);
        open = word.demands() - 1;
        _write(slot, word.withDemands(open));
    }

    /// @inheritdoc IMarket
    function fallBack(uint32 slot) external {
        uint256 unpausedAt = ICommunity(community).requireRunning();
        SlotWord word = _read(slot);
        _requireLate(slot, _fallBackBase(slot, word), unpausedAt);
        if (word.state() == SlotState.None) {
            _requireRoom(slot, _progress.releasedUntil);
            _progress.nextSlotToClose = slot + 1;
        }
        _toGrid(slot, word);
        emit FellBack(slot);
        _takeBond(slot, address(0));
    }

    /// @inheritdoc IMarket
    function skip(uint32 slot) external {
        uint256 unpausedAt = ICommunity(community).requireRunning();
        SlotWord word = _require(slot, SlotState.Grid);
        _requireLate(slot, _later(word.time(), _startOf(uint256(slot) + 1)), unpausedAt);
        _write(slot, word.record(SlotState.Skipped, block.timestamp, 0));
        emit SlotSkipped(slot);
    }

    /// @inheritdoc IMarket
    function bond() public view returns (uint256 amount, uint256 locked) {
        return (_progress.bond, _locked(_progress.nextSlotToClose, _progress.releasedUntil));
    }

    function _locked(uint256 next, uint256 released) internal view returns (uint256) {
        return bondPerSlot * (next - released);
    }

    /// @dev The time from which the stage that should follow is awaited.
    function _fallBackBase(uint32 slot, SlotWord word) private view returns (uint256) {
        SlotState state = word.state();
        if (state == SlotState.Booked) return word.time();
        if (state == SlotState.Cleared) return _later(word.time(), _startOf(uint256(slot) + 1));
        if (state == SlotState.Metered && word.lacksAttestation()) return word.time();
        if (state != SlotState.None) revert WrongSlotState(slot, state, SlotState.Booked);
        uint32 next = _progress.nextSlotToClose;
        if (slot != next) revert SlotOutOfOrder(slot, next);
        return _startOf(slot);
    }

    /// @dev What is settled at the grid tariff can be refuted under all rules, so it needs no attestation.
    function _toGrid(uint32 slot, SlotWord word) private {
        _write(slot, word.record(SlotState.Grid, block.timestamp, 0).needing(false));
        atGridTariff[slot] = true;
    }

    /// @dev A coin that refuses a transfer must not keep a wrong result in force; it then stays here for good.
    function _takeBond(uint32 slot, address challenger) private {
        uint128 whole = _progress.bond;
        uint128 lost = whole < bondPerSlot ? whole : bondPerSlot;
        uint128 paid = challenger == address(0) ? 0 : lost / 2;
        _progress.bond = whole - lost;
        emit BondLost(slot, challenger, paid, lost - paid);
        if (paid != 0) IERC20(bondCoin).trySafeTransfer(challenger, paid);
        if (lost != 0) IERC20(bondCoin).trySafeTransfer(BURNT, lost - paid);
    }

    function _requireOpen(uint32 slot) private view returns (SlotWord) {
        uint32 final_ = _progress.finalUntil;
        if (slot < final_) revert SlotFinal(slot, final_);
        return _read(slot);
    }

    function _requireLate(uint32 slot, uint256 base, uint256 unpausedAt) private view {
        uint256 lateAfter = _later(base, unpausedAt) + stageSeconds;
        if (block.timestamp <= lateAfter) revert StageNotLate(slot, block.timestamp, lateAfter);
    }
}
