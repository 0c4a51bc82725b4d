// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Community} from "../src/Community.sol";
import {ICommunity} from "../src/interfaces/ICommunity.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";

contract CommunityDevicesTest is CommunityFixture {
    address private constant KEY = address(0xdec1ce);
    uint256 private constant P256_KEY = 0xbeef;
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint256 private constant K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    bytes32 private constant DIGEST = keccak256("what was signed");

    function setUp() public {
        deployCommunity();
    }

    function p256Point() private pure returns (bytes32 x, bytes32 y) {
        (uint256 px, uint256 py) = vm.publicKeyP256(P256_KEY);
        return (bytes32(px), bytes32(py));
    }

    function p256Signature(bytes32 message) private pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(P256_KEY, message);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
    }

    function registerP256() private returns (address key) {
        (bytes32 x, bytes32 y) = p256Point();
        key = address(uint160(uint256(keccak256(abi.encode(x, y)))));
        community.registerP256Device(x, y, 6, FIRST_SLOT);
    }

    function test_devicesAreValidInTheirSlots() public {
        (bool valid, uint32 account) = community.deviceAt(KEY, FIRST_SLOT + 5);
        assertTrue(!valid && account == 0, "unknown");
        community.registerDevice(KEY, 6, FIRST_SLOT + 2);
        community.revokeDevice(KEY, FIRST_SLOT + 5);
        uint32[4] memory slots = [FIRST_SLOT + 1, FIRST_SLOT + 2, FIRST_SLOT + 4, FIRST_SLOT + 5];
        bool[4] memory expected = [false, true, true, false];
        for (uint256 i = 0; i < 4; ++i) {
            (valid, account) = community.deviceAt(KEY, slots[i]);
            assertTrue(valid == expected[i] && account == 6, "validity");
        }
    }

    function test_devicesAreRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.ZeroAddress.selector));
        community.registerDevice(address(0), 4, FIRST_SLOT);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownAccount.selector, 8, 8));
        community.registerDevice(KEY, 8, FIRST_SLOT);
        community.registerDevice(KEY, 0, FIRST_SLOT);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.DeviceAlreadyRegistered.selector, KEY, 0));
        community.registerDevice(KEY, 4, FIRST_SLOT);
    }

    function test_closedSlotsGetNoNewKeys() public {
        bookSlot(FIRST_SLOT);
        bytes memory closed =
            abi.encodeWithSelector(ICommunity.SlotAlreadyClosed.selector, FIRST_SLOT, FIRST_SLOT + 1);
        vm.expectRevert(closed);
        community.registerDevice(KEY, 4, FIRST_SLOT);
        (bytes32 x, bytes32 y) = p256Point();
        vm.expectRevert(closed);
        community.registerP256Device(x, y, 4, FIRST_SLOT);
        community.registerDevice(KEY, 4, FIRST_SLOT + 1);
    }

    function test_revocationsOnlyShortenOpenSlots() public {
        vm.expectRevert(abi.encodeWithSelector(ICommunity.UnknownDevice.selector, KEY));
        community.revokeDevice(KEY, 1);
        community.registerDevice(KEY, 4, FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunity.DeviceValidityNotShortened.selector, KEY, type(uint32).max, type(uint32).max
            )
        );
        community.revokeDevice(KEY, type(uint32).max);
        bookSlot(FIRST_SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunity.SlotAlreadyClosed.selector, FIRST_SLOT, FIRST_SLOT + 1)
        );
        community.revokeDevice(KEY, FIRST_SLOT);
        community.revokeDevice(KEY, FIRST_SLOT + 1);
        (bool valid,) = community.deviceAt(KEY, FIRST_SLOT);
        assertTrue(valid, "the closed slot's signature stays valid");
    }

    function test_devicesNeedNoMarket() public {
        Community fresh = new Community(address(this), 1 days, address(this), address(this), NOTICE_SECONDS);
        fresh.registerDevice(KEY, 0, 0);
        fresh.revokeDevice(KEY, 0);
    }

    function test_p256KeysAreNamedByTheirPoint() public {
        (bytes32 x, bytes32 y) = p256Point();
        address key = address(uint160(uint256(keccak256(abi.encode(x, y)))));
        vm.expectEmit(address(community));
        emit ICommunity.DeviceRegistered(key, 6, FIRST_SLOT);
        vm.expectEmit(address(community));
        emit ICommunity.P256KeyRegistered(key, x, y);
        community.registerP256Device(x, y, 6, FIRST_SLOT);
        (bool valid, uint32 account) = community.deviceAt(key, FIRST_SLOT);
        assertTrue(valid && account == 6, "valid");
        (bytes32 knownX, bytes32 knownY) = community.p256KeyOf(key);
        assertTrue(knownX == x && knownY == y, "point");
        (knownX, knownY) = community.p256KeyOf(KEY);
        assertTrue(knownX == 0 && knownY == 0, "no point");
        vm.expectRevert(abi.encodeWithSelector(ICommunity.P256PointInvalid.selector, x, x));
        community.registerP256Device(x, x, 6, FIRST_SLOT);
        vm.expectRevert(abi.encodeWithSelector(ICommunity.P256PointInvalid.selector, bytes32(0), bytes32(0)));
        community.registerP256Device(0, 0, 6, FIRST_SLOT);
    }

    function test_p256SignaturesAreOverTheDigestsSha256() public {
        address key = registerP256();
        (bytes32 r, bytes32 s) = p256Signature(sha256(abi.encode(DIGEST)));
        assertTrue(community.isSignedBy(key, DIGEST, abi.encodePacked(r, s)), "signed");
        assertTrue(!community.isSignedBy(KEY, DIGEST, abi.encodePacked(r, s)), "another key");
        assertTrue(!community.isSignedBy(key, keccak256("other"), abi.encodePacked(r, s)), "another digest");
        bytes32 high = bytes32(P256_ORDER - uint256(s));
        assertTrue(!community.isSignedBy(key, DIGEST, abi.encodePacked(r, high)), "the higher s");
        (r, s) = p256Signature(DIGEST);
        assertTrue(!community.isSignedBy(key, DIGEST, abi.encodePacked(r, s)), "not over the digest itself");
    }

    function test_secp256k1Signatures() public view {
        address key = vm.addr(77);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(77, DIGEST);
        assertTrue(community.isSignedBy(key, DIGEST, abi.encodePacked(r, s, v)), "signed");
        assertTrue(!community.isSignedBy(KEY, DIGEST, abi.encodePacked(r, s, v)), "another key");
        assertTrue(!community.isSignedBy(key, keccak256("other"), abi.encodePacked(r, s, v)), "another digest");
        bytes32 high = bytes32(K1_ORDER - uint256(s));
        assertTrue(!community.isSignedBy(key, DIGEST, abi.encodePacked(r, high, v == 27 ? 28 : 27)), "the higher s");
        assertTrue(!community.isSignedBy(key, DIGEST, ""), "no signature");
        assertTrue(!community.isSignedBy(address(0), DIGEST, abi.encodePacked(r, s, uint8(3))), "the zero address");
    }
}
