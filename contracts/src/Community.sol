// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControlDefaultAdminRules} from
    "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";
import {IMarket} from "./interfaces/IMarket.sol";

/// @title A community's register
/// @notice What it promises is written at {ICommunity}.
contract Community is ICommunity, AccessControlDefaultAdminRules {
    /// @dev One storage word; `known` tells a key of account 0 from an unknown key.
    struct Device {
        uint32 account;
        uint32 fromSlot;
        uint32 untilSlot;
        bool known;
    }

    struct Rules {
        bytes32 rulesHash;
        uint32 fromSlot;
    }

    /// @inheritdoc ICommunity
    bytes32 public constant OPERATOR_ROLE = keccak256("OPERATOR_ROLE");
    /// @inheritdoc ICommunity
    bytes32 public constant TREASURER_ROLE = keccak256("TREASURER_ROLE");
    /// @inheritdoc ICommunity
    bytes32 public constant AUDITOR_ROLE = keccak256("AUDITOR_ROLE");
    /// @inheritdoc ICommunity
    uint32 public constant SYSTEM_ACCOUNTS = 4;

    /// @inheritdoc ICommunity
    address public market;
    /// @inheritdoc ICommunity
    address public receiptSigner;
    /// @inheritdoc ICommunity
    uint32 public rulesVersion;

    bytes32[] private _pseudonyms;
    uint32[] private _accountOfMeter;
    /// @dev Account index plus one, so that zero means "free".
    mapping(bytes32 pseudonym => uint256) private _accountOfPseudonym;
    mapping(address key => Device) private _devices;
    mapping(uint32 version => Rules) private _rules;

    /// @param admin Grants the roles; hands itself over in two steps.
    /// @param adminTransferDelay Seconds between the two steps.
    /// @param operator The first operator.
    /// @param treasurer The first treasurer.
    constructor(address admin, uint48 adminTransferDelay, address operator, address treasurer)
        AccessControlDefaultAdminRules(adminTransferDelay, admin)
    {
        _grantRole(OPERATOR_ROLE, operator);
        _grantRole(TREASURER_ROLE, treasurer);
        _registerAccount("supplier", 0);
        _registerAccount("grid-operator", 1);
        _registerAccount("guarantee", 2);
        _registerAccount("rounding", 3);
    }

    /// @inheritdoc ICommunity
    function setMarket(address newMarket) external onlyRole(DEFAULT_ADMIN_ROLE) {
        if (newMarket == address(0)) revert ZeroAddress();
        if (market != address(0)) revert MarketAlreadySet(market);
        market = newMarket;
        emit MarketSet(newMarket);
    }

    /// @inheritdoc ICommunity
    function registerAccounts(bytes32[] calldata pseudonyms) external onlyRole(OPERATOR_ROLE) {
        for (uint256 i = 0; i < pseudonyms.length; ++i) {
            _registerAccount(pseudonyms[i], i);
        }
    }

    /// @inheritdoc ICommunity
    function registerMeters(uint32[] calldata accounts) external onlyRole(OPERATOR_ROLE) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _requireAccount(accounts[i]);
            uint32 meter = meterCount();
            _accountOfMeter.push(accounts[i]);
            emit MeterRegistered(meter, accounts[i]);
        }
    }

    /// @inheritdoc ICommunity
    function registerDevice(address key, uint32 account, uint32 fromSlot) external onlyRole(OPERATOR_ROLE) {
        if (key == address(0)) revert ZeroAddress();
        _requireAccount(account);
        Device storage device = _devices[key];
        if (device.known) revert DeviceAlreadyRegistered(key, device.account);
        _devices[key] = Device({account: account, fromSlot: fromSlot, untilSlot: type(uint32).max, known: true});
        emit DeviceRegistered(key, account, fromSlot);
    }

    /// @inheritdoc ICommunity
    function revokeDevice(address key, uint32 untilSlot) external onlyRole(OPERATOR_ROLE) {
        Device storage device = _devices[key];
        if (!device.known) revert UnknownDevice(key);
        if (untilSlot >= device.untilSlot) revert DeviceValidityNotShortened(key, untilSlot, device.untilSlot);
        uint32 firstOpenSlot = market == address(0) ? 0 : IMarket(market).nextSlotToClose();
        if (untilSlot < firstOpenSlot) revert SlotAlreadyClosed(untilSlot, firstOpenSlot);
        device.untilSlot = untilSlot;
        emit DeviceRevoked(key, device.account, untilSlot);
    }

    /// @inheritdoc ICommunity
    function setRules(bytes32 rulesHash, uint32 fromSlot) external onlyRole(OPERATOR_ROLE) {
        if (rulesHash == bytes32(0)) revert ZeroRulesHash();
        uint32 earliest = _earliestRulesSlot();
        if (fromSlot < earliest) revert RulesTooEarly(fromSlot, earliest);
        uint32 version = ++rulesVersion;
        _rules[version] = Rules({rulesHash: rulesHash, fromSlot: fromSlot});
        emit RulesSet(version, fromSlot, rulesHash);
    }

    /// @inheritdoc ICommunity
    function setReceiptSigner(address signer) external onlyRole(OPERATOR_ROLE) {
        if (signer == address(0)) revert ZeroAddress();
        receiptSigner = signer;
        emit ReceiptSignerSet(signer);
    }

    /// @inheritdoc ICommunity
    function pseudonymOf(uint32 account) external view returns (bytes32) {
        _requireAccount(account);
        return _pseudonyms[account];
    }

    /// @inheritdoc ICommunity
    function accountOfMeter(uint32 meter) external view returns (uint32) {
        if (meter >= _accountOfMeter.length) revert UnknownMeter(meter, _accountOfMeter.length);
        return _accountOfMeter[meter];
    }

    /// @inheritdoc ICommunity
    function deviceAt(address key, uint32 slot) external view returns (bool valid, uint32 account) {
        Device storage device = _devices[key];
        valid = device.known && slot >= device.fromSlot && slot < device.untilSlot;
        account = device.account;
    }

    /// @inheritdoc ICommunity
    function rulesAt(uint32 version) external view returns (bytes32 rulesHash, uint32 fromSlot) {
        if (version == 0 || version > rulesVersion) revert UnknownRules(version, rulesVersion);
        return (_rules[version].rulesHash, _rules[version].fromSlot);
    }

    /// @inheritdoc ICommunity
    function accountCount() public view returns (uint32) {
        return uint32(_pseudonyms.length);
    }

    /// @inheritdoc ICommunity
    function meterCount() public view returns (uint32) {
        return uint32(_accountOfMeter.length);
    }

    function _registerAccount(bytes32 pseudonym, uint256 position) private {
        if (pseudonym == bytes32(0)) revert ZeroPseudonym(position);
        uint256 taken = _accountOfPseudonym[pseudonym];
        if (taken != 0) revert PseudonymTaken(pseudonym, uint32(taken - 1));
        uint32 account = accountCount();
        _pseudonyms.push(pseudonym);
        _accountOfPseudonym[pseudonym] = uint256(account) + 1;
        emit AccountRegistered(account, pseudonym);
    }

    function _requireAccount(uint32 account) private view {
        if (account >= _pseudonyms.length) revert UnknownAccount(account, _pseudonyms.length);
    }

    /// @dev The newest booked slot may still get new rules, since they are named only when it is cleared.
    function _earliestRulesSlot() private view returns (uint32 earliest) {
        earliest = _rules[rulesVersion].fromSlot;
        if (market == address(0)) return earliest;
        uint32 next = IMarket(market).nextSlotToClose();
        if (next > IMarket(market).firstSlot() && next - 1 > earliest) earliest = next - 1;
    }
}
