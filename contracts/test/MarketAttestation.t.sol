// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarket} from "../src/interfaces/IMarket.sol";
import {Attestation} from "../src/libraries/Attestation.sol";
import {SlotState, SlotWord} from "../src/libraries/SlotWord.sol";
import {CommunityFixture} from "./support/CommunityFixture.sol";
import {SlotSamples} from "./support/SlotSamples.sol";

contract MarketAttestationTest is CommunityFixture {
    uint32 private constant SLOT = FIRST_SLOT;
    uint256 private constant P256_KEY = 99;
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    address private p256Gateway;

    function setUp() public {
        deployCommunity();
        judge.setRefutable(false);
        community.setRules(termsOf(2), FIRST_SLOT);
        for (uint32 account = 4; account < 8; ++account) {
            registerKey(account);
        }
        (uint256 x, uint256 y) = vm.publicKeyP256(P256_KEY);
        p256Gateway = address(uint160(uint256(keccak256(abi.encode(x, y)))));
        community.registerP256Device(bytes32(x), bytes32(y), 7, FIRST_SLOT);
        meterSlot(1);
    }

    /// @dev The second version of the rules is in force.
    function clearing() private pure returns (uint256[8] memory header) {
        header = SlotSamples.clearing(SLOT);
        header[0] ^= 3 << 96;
    }

    function metering(uint8 version) private pure returns (uint256[9] memory header) {
        header = SlotSamples.metering(SLOT, version);
        header[0] ^= 3 << 32;
        header[5] = uint256(keccak256(abi.encode(clearing())));
    }

    function meterSlot(uint8 version) private {
        bookSlot(SLOT);
        vm.warp(startOf(SLOT));
        clear(clearing());
        vm.warp(startOf(SLOT + 1));
        meter(metering(version));
    }

    function sign(uint256 privateKey, uint256[9] memory header, uint8 version) private view returns (bytes memory) {
        bytes32 headerHash = keccak256(abi.encode(header));
        bytes32 digest = Attestation.digest(address(market), SLOT, version, headerHash);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    function attest(uint32 a, uint32 b) private {
        attest(a, b, metering(1), 1);
    }

    function attest(uint32 a, uint32 b, uint256[9] memory header, uint8 version) private {
        address[] memory devices = new address[](2);
        bytes[] memory signatures = new bytes[](2);
        (devices[0], devices[1]) = (vm.addr(a), vm.addr(b));
        (signatures[0], signatures[1]) = (sign(a, header, version), sign(b, header, version));
        market.attest(header, devices, signatures);
    }

    function requireAttested(bool expected) private view {
        SlotWord word = SlotWord.wrap(market.slotWord(SLOT));
        assertTrue(word.needsAttestation() && word.attested() == expected, "attested");
    }

    function test_aQuorumMakesItFinal() public {
        assertEq(market.quorum(), 2, "quorum");
        vm.warp(block.timestamp + WINDOW_SECONDS);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotAttested.selector, SLOT));
        market.finalize(SLOT + 1);
        vm.expectEmit(address(market));
        emit IMarket.Attested(SLOT, 1, 2);
        vm.prank(STRANGER);
        attest(5, 7);
        requireAttested(true);
        market.finalize(SLOT + 1);
        assertEq(market.finalUntil(), SLOT + 1, "final");
    }

    function test_theQuorumIsRoundedUp() public {
        registerMembers(1);
        assertEq(market.quorum(), 3, "half of five");
    }

    function test_newVersionsNeedNewSignatures() public {
        attest(4, 5);
        remeter(metering(2), metering(1));
        requireAttested(false);
        bytes32 recorded = keccak256(abi.encode(metering(1)));
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.HeaderMismatch.selector, SLOT, recorded, hash200Of(SLOT))
        );
        this.attestFirst();
        attest(4, 5, metering(2), 2);
        requireAttested(true);
        vm.prank(address(court));
        market.voidMetering(SLOT, keccak256(abi.encode(clearing())));
        requireAttested(false);
    }

    function attestFirst() external {
        attest(4, 5);
    }

    function test_p256GatewaysAttest() public {
        bytes32 hash = keccak256(abi.encode(metering(1)));
        bytes32 digest = Attestation.digest(address(market), SLOT, 1, hash);
        (bytes32 r, bytes32 s) = vm.signP256(P256_KEY, sha256(abi.encode(digest)));
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        address[] memory devices = new address[](2);
        bytes[] memory signatures = new bytes[](2);
        (devices[0], devices[1]) = (vm.addr(4), p256Gateway);
        (signatures[0], signatures[1]) = (sign(4, metering(1), 1), abi.encodePacked(r, s));
        market.attest(metering(1), devices, signatures);
        requireAttested(true);
    }

    function test_attestationsAreRefused() public {
        uint256[9] memory header = metering(1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.LengthMismatch.selector, 2, 1));
        market.attest(header, new address[](2), new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(IMarket.QuorumMissed.selector, 1, 2));
        market.attest(header, new address[](1), new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(IMarket.AttestationOutOfOrder.selector, vm.addr(4), 4));
        this.attestPair(5, 4);
        vm.expectRevert(abi.encodeWithSelector(IMarket.AttestationOutOfOrder.selector, vm.addr(5), 5));
        this.attestPair(5, 5);
        // An unknown key's account reads as zero, and the system's accounts are no members.
        vm.expectRevert(abi.encodeWithSelector(IMarket.AttestationOutOfOrder.selector, vm.addr(99), 0));
        this.attestPair(99, 5);
        address[] memory devices = new address[](2);
        bytes[] memory signatures = new bytes[](2);
        (devices[0], devices[1]) = (vm.addr(4), vm.addr(5));
        (signatures[0], signatures[1]) = (sign(4, header, 1), sign(5, header, 2));
        vm.expectRevert(abi.encodeWithSelector(IMarket.AttestationInvalid.selector, vm.addr(5)));
        market.attest(header, devices, signatures);
        vm.prank(address(court));
        market.voidBook(SLOT);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.Grid, SlotState.Metered)
        );
        market.attest(header, devices, signatures);
    }

    function attestPair(uint32 a, uint32 b) external {
        attest(a, b);
    }

    function test_lateAttestationsFallBackToTheGridTariff() public {
        uint256 lateAfter = block.timestamp + STAGE_SECONDS;
        vm.warp(lateAfter);
        vm.expectRevert(abi.encodeWithSelector(IMarket.StageNotLate.selector, SLOT, lateAfter, lateAfter));
        market.fallBack(SLOT);
        vm.warp(lateAfter + 1);
        market.fallBack(SLOT);
        SlotWord word = SlotWord.wrap(market.slotWord(SLOT));
        assertTrue(word.state() == SlotState.Grid && !word.needsAttestation(), "the grid tariff needs none");
        uint256[9] memory header = SlotSamples.gridMetering(SLOT, 2);
        header[0] ^= 3 << 32;
        meter(header);
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
    }

    function test_attestedSlotsDoNotFallBack() public {
        attest(4, 5);
        vm.warp(block.timestamp + STAGE_SECONDS + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.WrongSlotState.selector, SLOT, SlotState.Metered, SlotState.Booked)
        );
        market.fallBack(SLOT);
    }
}
