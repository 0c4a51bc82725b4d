// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {CommunityPart} from "./CommunityPart.sol";
import {ICommunity} from "./interfaces/ICommunity.sol";

/// @title The register's accounts, meters and keys
/// @notice What it promises is written at {ICommunity}.
abstract contract DeviceRegister is CommunityPart {
    /// @dev One storage word; `known` tells a key of account 0 from an unknown key.
    struct Device {
        uint32 account;
        uint32 fromSlot;
        uint32 untilSlot;
        bool known;
    }

    struct P256Point {
        bytes32 x;
        bytes32 y;
    }

    bytes32[] private _pseudonyms;
    uint32[] private _accountOfMeter;
    /// @dev Account index plus one, so that zero means "free".
    mapping(bytes32 pseudonym => uint256) private _accountOfPseudonym;
    mapping(address key => Device) private _devices;
    mapping(address key => P256Point) private _p256Keys;

    /// @inheritdoc ICommunity
    function registerAccounts(bytes32[] calldata pseudonyms) external onlyOperator {
        for (uint256 i = 0; i < pseudonyms.length; ++i) {
            _registerAccount(pseudonyms[i], i);
        }
    }

    /// @inheritdoc ICommunity
    function registerMeters(uint32[] calldata accounts) external onlyOperator {
        for (uint256 i = 0; i < accounts.length; ++i) {
            _requireAccount(accounts[i]);
            uint32 meter = meterCount();
            _accountOfMeter.push(accounts[i]);
            emit MeterRegistered(meter, accounts[i]);
        }
    }

    /// @inheritdoc ICommunity
    function registerDevice(address key, uint32 account, uint32 fromSlot) external onlyOperator {
        if (key == address(0)) revert ZeroAddress();
        _registerDevice(key, account, fromSlot);
    }

    /// @inheritdoc ICommunity
    function registerP256Device(bytes32 x, bytes32 y, uint32 account, uint32 fromSlot) external onlyOperator {
        if (!P256.isValidPublicKey(x, y)) revert P256PointInvalid(x, y);
        address key = address(uint160(uint256(keccak256(abi.encode(x, y)))));
        _registerDevice(key, account, fromSlot);
        _p256Keys[key] = P256Point({x: x, y: y});
        emit P256KeyRegistered(key, x, y);
    }

    /// @inheritdoc ICommunity
    function revokeDevice(address key, uint32 untilSlot) external onlyOperator {
        Device storage device = _devices[key];
        if (!device.known) revert UnknownDevice(key);
        if (untilSlot >= device.untilSlot) revert DeviceValidityNotShortened(key, untilSlot, device.untilSlot);
        _requireOpen(untilSlot);
        device.untilSlot = untilSlot;
        emit DeviceRevoked(key, device.account, untilSlot);
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
    function p256KeyOf(address key) external view returns (bytes32 x, bytes32 y) {
        return (_p256Keys[key].x, _p256Keys[key].y);
    }

    /// @inheritdoc ICommunity
    function isSignedBy(address key, bytes32 digest, bytes calldata signature) external view returns (bool) {
        if (signature.length == 64) {
            P256Point storage point = _p256Keys[key];
            bytes32 message = sha256(abi.encode(digest));
            return P256.verify(message, bytes32(signature[:32]), bytes32(signature[32:]), point.x, point.y);
        }
        (address signer, ECDSA.RecoverError error_,) = ECDSA.tryRecover(digest, signature);
        return error_ == ECDSA.RecoverError.NoError && signer == key;
    }

    /// @inheritdoc ICommunity
    function accountCount() public view returns (uint32) {
        return uint32(_pseudonyms.length);
    }

    /// @inheritdoc ICommunity
    function meterCount() public view returns (uint32) {
        return uint32(_accountOfMeter.length);
    }

    function _registerAccount(bytes32 pseudonym, uint256 position) internal {
        if (pseudonym == bytes32(0)) revert ZeroPseudonym(position);
        uint256 taken = _accountOfPseudonym[pseudonym];
        if (taken != 0) revert PseudonymTaken(pseudonym, uint32(taken - 1));
        uint32 account = accountCount();
        _pseudonyms.push(pseudonym);
        _accountOfPseudonym[pseudonym] = uint256(account) + 1;
        emit AccountRegistered(account, pseudonym);
    }

    function _registerDevice(address key, uint32 account, uint32 fromSlot) private {
        _requireAccount(account);
        _requireOpen(fromSlot);
        Device storage device = _devices[key];
        if (device.known) revert DeviceAlreadyRegistered(key, device.account);
        _devices[key] = Device({account: account, fromSlot: fromSlot, untilSlot: type(uint32).max, known: true});
        emit DeviceRegistered(key, account, fromSlot);
    }

    function _requireAccount(uint32 account) private view {
        if (account >= _pseudonyms.length) revert UnknownAccount(account, _pseudonyms.length);
    }
}
