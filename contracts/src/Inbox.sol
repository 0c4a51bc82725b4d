// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "./interfaces/Evidence.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IDemands} from "./interfaces/IDemands.sol";
import {IInbox, InboxOrder, SignedOrder, SignedReading} from "./interfaces/IInbox.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {BookLeaf} from "./libraries/leaves/BookLeaf.sol";
import {Recorded} from "./libraries/Recorded.sol";
import {TypedData} from "./libraries/TypedData.sol";

/// @title Orders and readings that cannot be ignored
/// @notice What it promises is written at {IInbox}.
contract Inbox is IInbox {
    using Recorded for ICommunity;

    struct Usage {
        uint8 orders;
        uint128 worstCost;
    }

    /// @dev Sums over all orders, and over all meters, must stay within what the leaves' fields hold.
    uint64 private constant MOST_ENERGY = 2 ** 36 - 1;
    /// @dev A nonce beyond this could be placed and not be kept in a book by a server that counts in IEEE 754 doubles.
    uint64 private constant MOST_NONCE = 2 ** 53 - 1;
    uint64 private constant MOST_REGISTER = 2 ** 50 - 1;
    uint8 private constant MOST_ORDERS = 4;
    uint8 private constant BUY = 0;
    uint8 private constant SELL = 1;
    uint8 private constant ESTIMATED = 1;
    uint256 private constant AMOUNT_PER_LEDGER_UNIT = 1e6;

    /// @notice The market whose books must keep the orders.
    IMarket public immutable market;
    /// @notice The contract that voids what keeps neither order nor reading.
    IDemands public immutable demands;

    ICommunity private immutable _community;
    ILedger private immutable _ledger;
    uint32 private immutable _systemAccounts;

    mapping(uint32 slot => InboxOrder[]) private _orders;
    mapping(uint32 slot => mapping(uint32 account => Usage)) private _usage;

    /// @param market_ The market, which must be deployed already.
    /// @param demands_ The market's contract of demands, which must be deployed already and name this one as its inbox.
    constructor(IMarket market_, IDemands demands_) {
        address expected = demands_.inbox();
        if (expected != address(this)) revert NotTheDemandsInbox(expected);
        market = market_;
        demands = demands_;
        _community = ICommunity(market_.community());
        _ledger = ILedger(market_.ledger());
        _systemAccounts = _community.SYSTEM_ACCOUNTS();
    }

    /// @inheritdoc IInbox
    function placeOrder(
        SignedOrder calldata order,
        address device,
        bytes calldata signature,
        Terms calldata terms
    ) external returns (uint32 index) {
        _requireGateOpen(order.slot);
        uint32 rulesVersion = _community.rulesVersionAt(order.slot);
        if (rulesVersion == 0) revert NoRulesInForce(order.slot);
        _community.requireTerms(terms, rulesVersion);
        _requireTradable(order, terms);
        bytes32 digest = _digestOf(order);
        _requireSigned(device, order.slot, order.account, digest, signature);
        _use(order, terms);
        index = uint32(_orders[order.slot].length);
        _orders[order.slot].push(
            InboxOrder({
                device: device,
                account: order.account,
                rulesVersion: rulesVersion,
                side: order.side,
                limitPrice: order.limitPrice,
                nonce: order.nonce
            })
        );
        emit OrderPlaced(order.slot, order.account, index, order, device, signature, digest);
    }

    /// @inheritdoc IInbox
    function postReading(
        uint32 slot,
        uint32 meter,
        SignedReading calldata reading,
        SignedReading[] calldata baseline
    ) external returns (uint256 id) {
        if (baseline.length > 1 || (baseline.length == 1 && slot == 0)) revert BaselineInvalid(baseline.length);
        uint32 account = _community.accountOfMeter(meter);
        _requireReading(slot, slot, meter, account, reading);
        if (baseline.length == 1) _requireReading(slot, slot - 1, meter, account, baseline[0]);
        id = demands.demandPosted(slot, meter, baseline.length == 1, msg.sender);
        emit ReadingPosted(slot, meter, id, reading, baseline);
    }

    /// @inheritdoc IInbox
    function orderCount(uint32 slot) external view returns (uint256) {
        return _orders[slot].length;
    }

    /// @inheritdoc IInbox
    function orderAt(uint32 slot, uint32 index) external view returns (InboxOrder memory) {
        uint256 count = _orders[slot].length;
        if (index >= count) revert UnknownOrder(slot, index, count);
        return _orders[slot][index];
    }

    /// @dev Counts an order with what it may cost at worst, like the server's own admission: all its energy at its
    /// limit clipped to the tariff. A sale costs only where its limit is negative.
    function _use(SignedOrder calldata order, Terms calldata terms) private {
        Usage storage usage = _usage[order.slot][order.account];
        if (usage.orders == MOST_ORDERS) revert TooManyOrders(order.slot, order.account);
        int256 limit = order.limitPrice;
        if (order.side == BUY) limit = limit < terms.retailPrice ? limit : int256(terms.retailPrice);
        else limit = -(limit > terms.feedInPrice ? limit : int256(terms.feedInPrice));
        uint256 cost = limit > 0 ? uint256(limit) * order.energyUkwh : 0;
        uint256 worstCost = usage.worstCost + cost;
        // Nobody's headroom is negative between two settlements' batches.
        uint256 headroom = uint256(uint64(_ledger.headroomOf(order.account))) * AMOUNT_PER_LEDGER_UNIT;
        if (cost > 0 && worstCost > headroom) revert CreditExceeded(order.account, worstCost, headroom);
        ++usage.orders;
        usage.worstCost = uint128(worstCost);
    }

    function _digestOf(SignedOrder calldata order) private view returns (bytes32) {
        BookLeaf memory signed;
        signed.account = order.account;
        signed.side = order.side;
        signed.limitPrice = order.limitPrice;
        signed.energyUkwh = order.energyUkwh;
        signed.nonce = order.nonce;
        return TypedData.orderDigest(TypedData.separatorOf(address(market)), order.slot, signed);
    }

    function _requireGateOpen(uint32 slot) private view {
        uint256 slotStart = uint256(slot) * market.slotSeconds();
        uint256 gate = market.gateClosureSeconds();
        if (slot < market.nextSlotToClose() || block.timestamp + gate >= slotStart) {
            revert GateClosed(slot, block.timestamp, slotStart > gate ? slotStart - gate : 0);
        }
    }

    function _requireTradable(SignedOrder calldata order, Terms calldata terms) private view {
        if (order.account < _systemAccounts) revert SystemAccount(order.account);
        if (order.side > SELL) revert SideInvalid(order.side);
        if (order.limitPrice < terms.priceFloor || order.limitPrice > terms.priceCap) {
            revert PriceOutsideCap(order.limitPrice, terms.priceFloor, terms.priceCap);
        }
        if (order.energyUkwh == 0 || order.energyUkwh > MOST_ENERGY) {
            revert EnergyOutOfRange(order.energyUkwh, MOST_ENERGY);
        }
        if (order.nonce > MOST_NONCE) revert NonceOutOfRange(order.nonce, MOST_NONCE);
    }

    /// @dev The key must be valid in `slot`, whichever slot's end was read.
    function _requireReading(
        uint32 slot,
        uint32 readSlot,
        uint32 meter,
        uint32 account,
        SignedReading calldata reading
    ) private view {
        if (reading.quality > ESTIMATED) revert QualityInvalid(reading.quality);
        uint64 importRegister = reading.importRegisterUkwh;
        uint64 exportRegister = reading.exportRegisterUkwh;
        if (importRegister > MOST_REGISTER) revert RegisterOutOfRange(importRegister, MOST_REGISTER);
        if (exportRegister > MOST_REGISTER) revert RegisterOutOfRange(exportRegister, MOST_REGISTER);
        bytes32 separator = TypedData.separatorOf(address(market));
        bytes32 digest = TypedData.readingDigest(
            separator, readSlot, meter, importRegister, exportRegister, reading.quality
        );
        _requireSigned(reading.device, slot, account, digest, reading.signature);
    }

    function _requireSigned(address device, uint32 slot, uint32 account, bytes32 digest, bytes calldata signature)
        private
        view
    {
        (bool valid, uint32 owner) = _community.deviceAt(device, slot);
        if (!valid || owner != account) revert DeviceNotValid(device, slot, account);
        if (!_community.isSignedBy(device, digest, signature)) revert SignatureInvalid(device);
    }
}
