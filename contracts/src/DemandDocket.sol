// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {DemandKind, IDemands} from "./interfaces/IDemands.sol";
import {IInbox, InboxOrder} from "./interfaces/IInbox.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {SlotState, SlotWord, SlotWords} from "./libraries/SlotWord.sol";

/// @title The list of open demands: who may open one, what it costs, how many there are
/// @notice What it promises is written at {IDemands}.
abstract contract DemandDocket is IDemands {
    using SafeERC20 for IERC20;

    struct Demand {
        address by;
        uint32 slot;
        uint32 index;
        DemandKind kind;
        bool hasBaseline;
        uint40 time;
    }

    /// @inheritdoc IDemands
    address public immutable inbox;
    /// @inheritdoc IDemands
    uint256 public immutable depositAmount;
    /// @inheritdoc IDemands
    uint32 public immutable responseSeconds;

    /// @notice The market whose slots are demanded.
    IMarket public immutable market;
    /// @notice The ledger whose periods are demanded.
    ILedger public immutable ledger;

    ICommunity internal immutable _community;
    bytes32 private immutable _auditorRole;
    IERC20 private immutable _coin;
    uint32 private immutable _windowSeconds;

    uint256 private _count;
    mapping(uint256 id => Demand) private _demands;
    /// @dev When a slot or period was last full, zero if it never was since its last release.
    mapping(bool isPeriod => mapping(uint32 number => uint256 time)) private _fullAt;

    constructor(IMarket market_, address inbox_, uint256 depositAmount_, uint32 responseSeconds_) {
        address expected = market_.demands();
        if (expected != address(this)) revert NotTheMarkets(expected);
        market = market_;
        ledger = ILedger(market_.ledger());
        inbox = inbox_;
        depositAmount = depositAmount_;
        responseSeconds = responseSeconds_;
        _community = ICommunity(market_.community());
        _auditorRole = _community.AUDITOR_ROLE();
        _coin = IERC20(market_.bondCoin());
        _windowSeconds = market_.challengeWindowSeconds();
    }

    /// @inheritdoc IDemands
    function demand(DemandKind kind, uint32 slot, uint32 index) external returns (uint256 id) {
        if (kind == DemandKind.PostedReading) revert NotInbox(msg.sender);
        if (_isOfPeriod(kind)) _requirePeriodMember(kind, slot);
        else _requireMember(slot);
        if (kind == DemandKind.InboxOrder) _requireOrderInForce(slot, index);
        return _open(kind, slot, index, false, msg.sender);
    }

    /// @inheritdoc IDemands
    function demandPosted(uint32 slot, uint32 meter, bool hasBaseline, address by) external returns (uint256 id) {
        if (msg.sender != inbox) revert NotInbox(msg.sender);
        return _open(DemandKind.PostedReading, slot, meter, hasBaseline, by);
    }

    /// @inheritdoc IDemands
    function releaseSlot(uint32 slot) external {
        _release(false, slot, SlotWord.wrap(market.slotWord(slot)).demands());
    }

    /// @inheritdoc IDemands
    function releasePeriod() external {
        (, uint32 period,,,, uint256 demands) = ledger.periodUnderWay();
        _release(true, period, demands);
    }

    /// @inheritdoc IDemands
    function demandOf(uint256 id)
        external
        view
        returns (address by, DemandKind kind, uint32 slot, uint32 index, uint256 time)
    {
        Demand memory found = _demands[id];
        return (found.by, found.kind, found.slot, found.index, found.time);
    }

    /// @dev Closes a demand and pays its deposit to `to`. A coin that refuses the transfer must not keep a slot from
    /// becoming final; the deposit then stays here for good.
    function _close(uint256 id, address to) internal {
        Demand memory closed = _demands[id];
        delete _demands[id];
        (bool isPeriod, uint32 number) = _placeOf(closed);
        uint256 left = isPeriod ? ledger.closeDemand(number) : market.closeDemand(number);
        if (left + 1 == SlotWords.MOST_DEMANDS) _fullAt[isPeriod][number] = block.timestamp;
        if (depositAmount != 0) _coin.trySafeTransfer(to, depositAmount);
    }

    function _get(uint256 id) internal view returns (Demand memory found) {
        found = _demands[id];
        if (found.by == address(0)) revert UnknownDemand(id);
    }

    function _isOfPeriod(DemandKind kind) internal pure returns (bool) {
        return kind >= DemandKind.Period;
    }

    /// @dev Whether the slot has, now, what a demand of this kind asks for.
    function _requireThere(uint32 slot, DemandKind kind) internal view returns (SlotWord word) {
        word = SlotWord.wrap(market.slotWord(slot));
        SlotState state = word.state();
        bool isThere = state == SlotState.Metered;
        if (_isOfMarket(kind)) {
            isThere = isThere || state == SlotState.Cleared || (state == SlotState.Booked && kind != DemandKind.Fill);
            isThere = isThere && !market.atGridTariff(slot);
        }
        if (!isThere) revert NothingToShow(slot, kind);
    }

    /// @dev Books and fills have no meaning at the grid tariff.
    function _isOfMarket(DemandKind kind) internal pure returns (bool) {
        return kind == DemandKind.Book || kind == DemandKind.Fill || kind == DemandKind.InboxOrder;
    }

    function _open(DemandKind kind, uint32 slot, uint32 index, bool hasBaseline, address by)
        private
        returns (uint256 id)
    {
        if (!_isOfPeriod(kind)) _requireThere(slot, kind);
        id = ++_count;
        Demand memory opened = Demand({
            by: by,
            slot: slot,
            index: index,
            kind: kind,
            hasBaseline: hasBaseline,
            time: uint40(block.timestamp)
        });
        _demands[id] = opened;
        (bool isPeriod, uint32 number) = _placeOf(opened);
        // The last place is the hold that keeps a full list open.
        uint256 open = _enter(isPeriod, number);
        if (open + 1 == SlotWords.MOST_DEMANDS && _fullAt[isPeriod][number] == 0) {
            _enter(isPeriod, number);
            _fullAt[isPeriod][number] = block.timestamp;
        }
        emit DemandOpened(id, slot, kind, index, by);
        _take(by);
    }

    function _enter(bool isPeriod, uint32 number) private returns (uint256 open) {
        return isPeriod ? ledger.openDemand(number) : market.openDemand(number);
    }

    function _release(bool isPeriod, uint32 number, uint256 open) private {
        uint256 fullAt = _fullAt[isPeriod][number];
        uint256 heldUntil = fullAt + _windowSeconds;
        if (fullAt == 0 || open == SlotWords.MOST_DEMANDS || block.timestamp < heldUntil) {
            revert HoldNotOver(block.timestamp, heldUntil);
        }
        delete _fullAt[isPeriod][number];
        if (isPeriod) ledger.closeDemand(number);
        else market.closeDemand(number);
    }

    function _take(address from) private {
        if (depositAmount == 0) return;
        uint256 before = _coin.balanceOf(address(this));
        _coin.safeTransferFrom(from, address(this), depositAmount);
        uint256 received = _coin.balanceOf(address(this)) - before;
        if (received != depositAmount) revert CoinKeptPart(depositAmount, received);
    }

    /// @dev Slots and periods are counted apart; there is one period under way at a time.
    function _placeOf(Demand memory of_) private view returns (bool isPeriod, uint32 number) {
        if (!_isOfPeriod(of_.kind)) return (false, of_.slot);
        (, number,,,,) = ledger.periodUnderWay();
        return (true, number);
    }

    function _requireMember(uint32 slot) private view {
        if (!_isMember(slot)) revert MayNotDemand(msg.sender, slot);
    }

    /// @dev Whoever was a member at the period's beginning or end may ask for all of it.
    function _requirePeriodMember(DemandKind kind, uint32 slot) private view {
        (, uint32 period, uint32 fromSlot, uint32 untilSlot,,) = ledger.periodUnderWay();
        bool isUnderWay = kind == DemandKind.PeriodSlot ? slot >= fromSlot && slot < untilSlot : slot == period;
        if (untilSlot == 0 || !isUnderWay) revert NotThePeriodUnderWay(slot);
        if (!_isMember(fromSlot) && !_isMember(untilSlot - 1)) revert MayNotDemand(msg.sender, fromSlot);
    }

    function _isMember(uint32 slot) private view returns (bool valid) {
        (valid,) = _community.deviceAt(msg.sender, slot);
        return valid || IAccessControl(address(_community)).hasRole(_auditorRole, msg.sender);
    }

    /// @dev Keys and rules of a slot are settled when its book is closed, so what holds now holds for good.
    function _requireOrderInForce(uint32 slot, uint32 index) private view {
        InboxOrder memory order = IInbox(inbox).orderAt(slot, index);
        (bool valid,) = _community.deviceAt(order.device, slot);
        if (!valid || _community.rulesVersionAt(slot) != order.rulesVersion) revert InboxOrderVoid(slot, index);
    }
}
