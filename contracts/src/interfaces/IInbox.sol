// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "./Evidence.sol";

/// @notice An order as a device signs it: limit all-in in 10^-6 currency/kWh, energy in 10^-6 kWh; side buy 0, sell 1.
struct SignedOrder {
    uint32 slot;
    uint32 account;
    uint8 side;
    int64 limitPrice;
    uint64 energyUkwh;
    uint64 nonce;
}

/// @notice Both registers of a meter at a slot's end, as a device signs them, in 10^-6 kWh; quality measured 0,
/// estimated 1.
struct SignedReading {
    uint64 importRegisterUkwh;
    uint64 exportRegisterUkwh;
    uint8 quality;
    address device;
    bytes signature;
}

/// @notice What is kept of an order, to tell whether a book keeps it.
struct InboxOrder {
    address device;
    uint32 account;
    uint32 rulesVersion;
    uint8 side;
    int64 limitPrice;
    uint64 nonce;
}

/// @title Where an order or a reading cannot be ignored
/// @notice An order placed here before gate closure must be in the slot's book: otherwise a demand for it voids the book.
/// A reading posted here must be in the slot's metering, and opens that demand itself.
interface IInbox {
    /// @notice An order that the slot's book must keep.
    event OrderPlaced(
        uint32 indexed slot,
        uint32 indexed account,
        uint32 index,
        SignedOrder order,
        address device,
        bytes signature,
        bytes32 digest
    );
    /// @notice A reading that the slot's metering must keep, with the one of the slot before where the meter begins.
    event ReadingPosted(
        uint32 indexed slot,
        uint32 indexed meter,
        uint256 demandId,
        SignedReading reading,
        SignedReading[] baseline
    );

    /// @notice The contract of demands was told of another inbox; deploy at the address it expects.
    error NotTheDemandsInbox(address expected);
    /// @notice The slot's gate is closed; place the order for a later slot.
    error GateClosed(uint32 slot, uint256 blockTime, uint256 gateClosure);
    /// @notice The system's accounts do not trade.
    error SystemAccount(uint32 account);
    /// @notice The device may not sign for this account in this slot.
    error DeviceNotValid(address device, uint32 slot, uint32 account);
    /// @notice The device did not sign this.
    error SignatureInvalid(address device);
    /// @notice A side is 0 (buy) or 1 (sell).
    error SideInvalid(uint8 side);
    /// @notice No rules are in force in the slot yet.
    error NoRulesInForce(uint32 slot);
    /// @notice The price is outside the bounds of the rules in force.
    error PriceOutsideCap(int64 limitPrice, int64 priceFloor, int64 priceCap);
    /// @notice The energy is zero or more than `most`.
    error EnergyOutOfRange(uint64 energyUkwh, uint64 most);
    /// @notice The nonce is more than `most`, which is what servers count exactly.
    error NonceOutOfRange(uint64 nonce, uint64 most);
    /// @notice What the account's orders of the slot may cost at worst (10^-12 currency) is more than its headroom.
    error CreditExceeded(uint32 account, uint256 worstCost, uint256 headroom);
    /// @notice The account has as many orders in the slot as the inbox takes.
    error TooManyOrders(uint32 slot, uint32 account);
    /// @notice Devices measure (0) or estimate (1).
    error QualityInvalid(uint8 quality);
    /// @notice A register is beyond `most`.
    error RegisterOutOfRange(uint64 register, uint64 most);
    /// @notice There is one baseline at most, and none before the first slot.
    error BaselineInvalid(uint256 baselines);
    /// @notice There is no such order.
    error UnknownOrder(uint32 slot, uint256 index, uint256 count);

    /// @notice Places an order until gate closure; anyone may who has it signed.
    /// @return index Its number in the slot's inbox.
    function placeOrder(
        SignedOrder calldata order,
        address device,
        bytes calldata signature,
        Terms calldata terms
    ) external returns (uint32 index);
    /// @notice Posts a reading of a metered slot that is not final; anyone may who has it signed and leaves the deposit.
    /// @param baseline The reading of the slot before, where the meter was absent then; else none.
    /// @return id The demand's number.
    function postReading(
        uint32 slot,
        uint32 meter,
        SignedReading calldata reading,
        SignedReading[] calldata baseline
    ) external returns (uint256 id);

    /// @notice How many orders were placed for a slot.
    function orderCount(uint32 slot) external view returns (uint256);
    /// @notice What is kept of an order.
    function orderAt(uint32 slot, uint32 index) external view returns (InboxOrder memory);
}
