// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket, MarketSettings} from "./interfaces/IMarket.sol";
import {SlotState, SlotWord} from "./libraries/SlotWord.sol";

/// @title The market's settings, and its slots' words in a ring
/// @notice What it promises is written at {IMarket}.
abstract contract SlotRing is IMarket {
    /// @dev One storage word.
    struct Progress {
        uint32 finalUntil;
        uint32 nextSlotToClose;
        uint32 releasedUntil;
        uint128 bond;
    }

    /// @inheritdoc IMarket
    address public immutable community;
    /// @inheritdoc IMarket
    address public immutable ledger;
    /// @inheritdoc IMarket
    address public immutable court;
    /// @inheritdoc IMarket
    address public immutable demands;
    /// @inheritdoc IMarket
    address public immutable bondCoin;
    /// @inheritdoc IMarket
    uint32 public immutable slotSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable gateClosureSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable challengeWindowSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable stageSeconds;
    /// @inheritdoc IMarket
    uint32 public immutable firstSlot;
    /// @inheritdoc IMarket
    uint32 public immutable ringSize;
    /// @inheritdoc IMarket
    uint128 public immutable bondPerSlot;
    /// @inheritdoc IMarket
    uint32 public immutable attestationPpm;

    Progress internal _progress;
    /// @dev A word does not name its slot: which slot it belongs to follows from `nextSlotToClose`.
    mapping(uint256 position => SlotWord) private _ring;

    modifier onlyOperator() {
        ICommunity(community).requireOperating(msg.sender);
        _;
    }

    constructor(MarketSettings memory settings) {
        if (settings.slotSeconds == 0) revert SettingOutOfRange("slotSeconds", 0);
        if (settings.stageSeconds == 0) revert SettingOutOfRange("stageSeconds", 0);
        if (settings.ringSize < 2) revert SettingOutOfRange("ringSize", settings.ringSize);
        if (settings.attestationPpm > 1e6) revert SettingOutOfRange("attestationPpm", settings.attestationPpm);
        if (settings.bondCoin == settings.coin) revert BondCoinIsCommunityCoin(settings.coin);
        community = settings.community;
        ledger = settings.ledger;
        court = settings.court;
        demands = settings.demands;
        bondCoin = settings.bondCoin;
        slotSeconds = settings.slotSeconds;
        gateClosureSeconds = settings.gateClosureSeconds;
        challengeWindowSeconds = settings.challengeWindowSeconds;
        stageSeconds = settings.stageSeconds;
        firstSlot = settings.firstSlot;
        ringSize = settings.ringSize;
        bondPerSlot = settings.bondPerSlot;
        attestationPpm = settings.attestationPpm;
        _progress = Progress({
            finalUntil: settings.firstSlot,
            nextSlotToClose: settings.firstSlot,
            releasedUntil: settings.firstSlot,
            bond: 0
        });
    }

    /// @inheritdoc IMarket
    function finalUntil() external view returns (uint32) {
        return _progress.finalUntil;
    }

    /// @inheritdoc IMarket
    function nextSlotToClose() external view returns (uint32) {
        return _progress.nextSlotToClose;
    }

    /// @inheritdoc IMarket
    function releasedUntil() external view returns (uint32) {
        return _progress.releasedUntil;
    }

    /// @inheritdoc IMarket
    function slotWord(uint32 slot) external view returns (uint256) {
        return SlotWord.unwrap(_read(slot));
    }

    /// @inheritdoc IMarket
    function slotWords(uint32 from, uint32 count) external view returns (uint256[] memory words) {
        words = new uint256[](count);
        for (uint32 i = 0; i < count; ++i) {
            words[i] = SlotWord.unwrap(_read(from + i));
        }
    }

    function _write(uint32 slot, SlotWord word) internal {
        _ring[slot % ringSize] = word;
    }

    /// @dev The word at a slot's place, which may be another slot's.
    function _wordAt(uint32 slot) internal view returns (SlotWord) {
        return _ring[slot % ringSize];
    }

    /// @dev Slots that are not booked yet, or were overwritten, must not read another slot's word.
    function _read(uint32 slot) internal view returns (SlotWord) {
        uint256 next = _progress.nextSlotToClose;
        if (slot < firstSlot || slot >= next || uint256(slot) + ringSize < next) return SlotWord.wrap(0);
        return _wordAt(slot);
    }

    function _require(uint32 slot, SlotState expected) internal view returns (SlotWord word) {
        word = _read(slot);
        if (word.state() != expected) revert WrongSlotState(slot, word.state(), expected);
    }

    function _requireHash(SlotWord word, uint32 slot, bytes32 hash) internal pure {
        if (!word.hasHash(hash)) revert HeaderMismatch(slot, hash, word.hash200());
    }

    /// @dev One word stays beside those that are not paid: the slot before the first of them, whose readings are what
    /// that slot's begin from.
    function _requireRoom(uint32 slot, uint32 released) internal view {
        if (uint256(slot) + 1 >= uint256(released) + ringSize) revert RingFull(slot, released, ringSize);
    }

    function _startOf(uint256 slot) internal view returns (uint256) {
        return slot * slotSeconds;
    }

    function _later(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
