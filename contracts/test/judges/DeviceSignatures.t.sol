// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeviceSignatures} from "../../src/libraries/DeviceSignatures.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {TypedData} from "../../src/libraries/TypedData.sol";
import {DeviceKeys} from "../support/judges/DeviceKeys.sol";

contract DeviceSignaturesTest is DeviceKeys {
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint256 private constant SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    address private constant NODE_DEVICE = address(0x90de);

    struct Vector {
        bytes32 digest;
        bytes32 r;
        bytes32 s;
    }

    function setUp() external {
        registerDevices(8);
        register.setDevice(
            NODE_DEVICE,
            9,
            0,
            type(uint32).max,
            0x73aa191e7100e4da42de1c38e71d890756700eed990b05adc4ece03c27b21a45,
            0x1722e2d2fc88dc3a5e067f7177bd08e26edd46339a77b0633a2d553395b50a14
        );
    }

    /// @dev `sign("sha256", digest, { key, dsaEncoding: "ieee-p1363" })` of node:crypto, s taken from n where it was high.
    function test_signaturesOfNodeCryptoHold() external view {
        Vector[3] memory vectors = [
            Vector(
                0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1,
                0xf09b9d3b7c297d0db43d6e71871551a5efcadf73860fe2622111dfab6bbf50dc,
                0x3d61de91923cc7d4ab582955e0e36995c9542961915b79d7caa1ab3773869e78
            ),
            Vector(
                0x0000000000000000000000000000000000000000000000000000000000000000,
                0x05dd4d734f3f1f769586b2604abb31c37f7400f32c9102039a3c2efbae1d68db,
                0x42807c5862bdf884bbd2523c452ad4c6f45ce555c5e9d548c0b26b912775ac06
            ),
            Vector(
                0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,
                0xd24dce367254db71a76fb7a56d0c06d8919f5dd893c798428a7a9fe820ce7ac8,
                0x3adaaf2c02363b755217e0fea4d50bbc49867c9bbe04468cccad4b8a387c10bc
            )
        ];
        for (uint256 i = 0; i < 3; ++i) {
            Vector memory v = vectors[i];
            assertTrue(isSigned(v.digest, 0, NODE_DEVICE, v.r, v.s), "as node signed it");
            bytes32 high = bytes32(P256_ORDER - uint256(v.s));
            assertTrue(!isSigned(v.digest, 0, NODE_DEVICE, v.r, high), "not with a high s");
            assertTrue(!isSigned(~v.digest, 0, NODE_DEVICE, v.r, v.s), "not another digest");
            assertTrue(!isSigned(v.digest, 0, deviceOf(4), v.r, v.s), "not by another key");
            assertTrue(!isSigned(v.digest, 27, NODE_DEVICE, v.r, v.s), "not on the other curve");
        }
    }

    function testFuzz_eachCurveKnowsItsOwn(bytes32 digest, bytes32 other) external view {
        if (digest == other) return;
        for (uint256 account = 4; account < 6; ++account) {
            address device = deviceOf(account);
            (bytes32 r, bytes32 s) = signP256(account, digest);
            uint8 v = 0;
            if (!isP256(account)) (v, r, s) = vm.sign(keyOf(account), digest);
            assertTrue(isSigned(digest, v, device, r, s), "its own");
            assertTrue(!isSigned(other, v, device, r, s), "another digest");
            assertTrue(!isSigned(digest, v, deviceOf(account + 2), r, s), "another device");
            assertTrue(!isSigned(digest, v == 0 ? 28 : 0, device, r, s), "the other curve");
        }
    }

    function test_aHighSIsNoSignature() external view {
        bytes32 digest = keccak256("digest");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(5), digest);
        assertTrue(isSigned(digest, v, deviceOf(5), r, s), "low");
        bytes32 high = bytes32(SECP256K1_ORDER - uint256(s));
        assertTrue(!isSigned(digest, 55 - v, deviceOf(5), r, high), "high");
    }

    function testFuzz_noSignatureReverts(bytes32 digest, uint8 v, bytes32 r, bytes32 s, bytes32 x, bytes32 y) external {
        register.setDevice(address(0xabc), 4, 0, type(uint32).max, x, y);
        assertTrue(!isSigned(digest, v, address(0xabc), r, s), "chance signs nothing");
        assertTrue(!isSigned(digest, 0, address(0xabc), r, s), "nor on P-256");
        assertTrue(!isSigned(digest, v, address(0), r, s), "nor for nobody");
    }

    /// @dev viem's hashTypedData says the same on chain 31337.
    function test_digestsAreThoseOfEIP712() external view {
        bytes32 separator = TypedData.separatorOf(MARKET);
        BookLeaf memory order;
        (order.account, order.side, order.limitPrice, order.energyUkwh, order.nonce) = (4, 1, -120_000, 1000, 77);
        bytes32 digest = TypedData.orderDigest(separator, 1000, order);
        assertTrue(digest == 0x08b21099dc5bd22eacc908ff1a84c5f943f9a4d979c630017273698347c2960d, "order");
        digest = TypedData.readingDigest(separator, 1000, 3, 5000, 700, 1);
        assertTrue(digest == 0x7270e413aaa12efce6ebfba10736a43dd0907221a9a485258f87c7f44e0e31cc, "reading");
        bytes32 a1 = 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1;
        bytes32 b2 = 0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2;
        digest = TypedData.receiptDigest(separator, 1000, 2, a1, b2);
        assertTrue(digest == 0x43bee8da40f85e6fadca2e99864db31bb9c585afe6fe4be245ce1e97cbbe0843, "receipt");
    }

    function isSigned(bytes32 digest, uint256 v, address device, bytes32 r, bytes32 s) private view returns (bool) {
        return DeviceSignatures.isSigned(register, digest, v, device, r, s);
    }
}
