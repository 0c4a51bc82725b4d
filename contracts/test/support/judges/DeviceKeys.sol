// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeviceSignature} from "../../../src/libraries/leaves/ReadingLeaf.sol";
import {BookLeaf} from "../../../src/libraries/leaves/BookLeaf.sol";
import {TypedData} from "../../../src/libraries/TypedData.sol";
import {JudgeTest} from "./JudgeTest.sol";
import {MockRegister} from "./MockRegister.sol";

/// @title Devices that sign, and a register that knows them
/// @dev Odd accounts sign with secp256k1, even ones with P-256.
abstract contract DeviceKeys is JudgeTest {
    address internal constant MARKET = address(0x3a2ce7);
    uint256 internal constant RECEIPT_KEY = 0x4ece197;
    uint32 internal constant FIRST_VALID = uint32(SLOT) - 10;
    uint32 internal constant LAST_VALID = uint32(SLOT) + 10;

    MockRegister internal register;

    function registerDevices(uint32 accounts) internal {
        register = new MockRegister();
        register.setSigner(vm.addr(RECEIPT_KEY));
        for (uint32 account = 4; account < accounts; ++account) {
            (bytes32 x, bytes32 y) = isP256(account) ? pointOf(account) : (bytes32(0), bytes32(0));
            register.setDevice(deviceOf(account), account, FIRST_VALID, LAST_VALID + 1, x, y);
        }
    }

    function isP256(uint256 account) internal pure returns (bool) {
        return account % 2 == 0;
    }

    function keyOf(uint256 account) internal pure returns (uint256) {
        return 0xdef1ce000 + account;
    }

    function pointOf(uint256 account) internal pure returns (bytes32, bytes32) {
        (uint256 x, uint256 y) = vm.publicKeyP256(keyOf(account));
        return (bytes32(x), bytes32(y));
    }

    /// @dev A P-256 key is named by the last 20 bytes of its point's hash, like any other.
    function deviceOf(uint256 account) internal pure returns (address) {
        if (!isP256(account)) return vm.addr(keyOf(account));
        (bytes32 x, bytes32 y) = pointOf(account);
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }

    function signed(uint256 account, bytes32 digest) internal pure returns (DeviceSignature memory own) {
        own.device = deviceOf(account);
        if (isP256(account)) (own.r, own.s) = signP256(account, digest);
        else (own.v, own.r, own.s) = vm.sign(keyOf(account), digest);
    }

    /// @dev Devices hash the digest once more, with SHA-256, and say the lower of both s.
    function signP256(uint256 account, bytes32 digest) internal pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(keyOf(account), sha256(abi.encodePacked(digest)));
        uint256 order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
        if (uint256(s) > order / 2) s = bytes32(order - uint256(s));
    }

    function signOrder(BookLeaf memory order, uint256 slot) internal view {
        bytes32 digest = TypedData.orderDigest(TypedData.separatorOf(MARKET), slot, order);
        DeviceSignature memory own = signed(order.account, digest);
        (order.device, order.v, order.r, order.s) = (own.device, own.v, own.r, own.s);
    }
}
