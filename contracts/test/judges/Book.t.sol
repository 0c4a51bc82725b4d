// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {BookHead} from "../../src/libraries/headers/BookHead.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {TypedData} from "../../src/libraries/TypedData.sol";
import {DeviceKeys} from "../support/judges/DeviceKeys.sol";
import {Trees} from "../support/judges/Trees.sol";
import {WordWriter} from "../support/judges/WordWriter.sol";

/// @dev Orders 0 and 2 are account 4's (P-256), 1 account 5's (secp256k1).
contract BookTest is DeviceKeys {
    FactJudge private judge;
    Terms private terms;
    BookLeaf[] private orders;

    function setUp() external {
        registerDevices(8);
        judge = new FactJudge(address(register), MARKET);
        terms = usualTerms();
        push(4, 0, 250_000, 1000, 1);
        push(5, 1, 100_000, 600, 1);
        push(4, 0, 180_000, 400, 2);
    }

    function test_trueOrdersHaveNoFault() external view {
        for (uint256 a = 0; a < 3; ++a) {
            for (uint256 b = a; b < 3; ++b) {
                assertFault(faultOf(a, b), Fault.None, "true");
            }
        }
    }

    function test_LeafMalformed() external view {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        leaves[1][3] |= 1 << 200;
        header[1] = uint256(Trees.rootOf(leaves));
        Fault fault = judge.judgeBook(header, terms, one(Trees.leafAt(leaves, 1)));
        assertFault(fault, Fault.LeafMalformed, "padding");
        fault = judge.judgeBook(header, terms, two(Trees.leafAt(leaves, 0), Trees.leafAt(leaves, 1)));
        assertFault(fault, Fault.LeafMalformed, "as the second");
        header[0] |= 1;
        fault = judge.judgeBook(header, terms, one(Trees.leafAt(leaves, 0)));
        assertFault(fault, Fault.LeafMalformed, "header");
    }

    function test_OrderSideInvalid() external {
        orders[1].side = 2;
        assertFault(signedFaultOf(1), Fault.OrderSideInvalid, "neither buys nor sells");
    }

    function test_OrderEnergyZero() external {
        orders[1].energyUkwh = 0;
        assertFault(signedFaultOf(1), Fault.OrderEnergyZero, "nothing");
    }

    function test_OrderPriceOutsideCap() external {
        orders[1].limitPrice = 1_000_000;
        assertFault(signedFaultOf(1), Fault.None, "at the cap");
        orders[1].limitPrice = 1_000_001;
        assertFault(signedFaultOf(1), Fault.OrderPriceOutsideCap, "above");
        orders[1].limitPrice = -1_000_000;
        assertFault(signedFaultOf(1), Fault.None, "at the floor");
        orders[1].limitPrice = -1_000_001;
        assertFault(signedFaultOf(1), Fault.OrderPriceOutsideCap, "below");
    }

    function test_OrderKeyInvalid() external {
        register.setDevice(deviceOf(5), 5, FIRST_VALID, uint32(SLOT), 0, 0);
        assertFault(faultOf(1, 1), Fault.OrderKeyInvalid, "revoked from this slot on");
        register.setDevice(deviceOf(5), 5, uint32(SLOT) + 1, LAST_VALID, 0, 0);
        assertFault(faultOf(1, 1), Fault.OrderKeyInvalid, "not yet");
        register.setDevice(deviceOf(5), 6, FIRST_VALID, LAST_VALID, 0, 0);
        assertFault(faultOf(1, 1), Fault.OrderKeyInvalid, "another account's");
    }

    function test_OrderSignatureInvalid() external {
        orders[1].energyUkwh += 1;
        assertFault(faultOf(1, 1), Fault.OrderSignatureInvalid, "secp256k1");
        orders[0].nonce += 1;
        assertFault(faultOf(0, 0), Fault.OrderSignatureInvalid, "P-256");
        orders[2].v = 26;
        assertFault(faultOf(2, 2), Fault.OrderSignatureInvalid, "no curve");
    }

    function test_OrderNonceTwice() external {
        orders[2].nonce = 1;
        assertFault(faultOf(0, 2), Fault.OrderNonceTwice, "one account");
        assertFault(faultOf(0, 1), Fault.None, "two accounts");
    }

    function test_OrderCrossesOwn() external {
        (orders[2].side, orders[2].limitPrice) = (1, 250_000);
        assertFault(faultOf(0, 2), Fault.OrderCrossesOwn, "bid before ask");
        orders[2].limitPrice = 250_001;
        assertFault(faultOf(0, 2), Fault.None, "they do not meet");
        (orders[0].side, orders[2].side) = (1, 0);
        assertFault(faultOf(0, 2), Fault.OrderCrossesOwn, "ask before bid");
        assertFault(faultOf(0, 1), Fault.None, "another account's");
    }

    function test_ReceiptBroken() external view {
        bytes32 digest = digestOf(1);
        assertFault(receiptFault(1, digest), Fault.None, "kept");
        assertFault(receiptFault(1, digestOf(0)), Fault.ReceiptBroken, "another order stands there");
        assertFault(receiptFault(3, digest), Fault.ReceiptBroken, "beyond the book");
    }

    function test_receiptsThatProveNothing() external {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        bytes memory receipt = receiptOf(1, digestOf(0), RECEIPT_KEY + 1);
        expectMalformed();
        judge.judgeReceipt(header, 1, digestOf(0), "head", receipt, Trees.leafAt(leaves, 1));
        receipt = receiptOf(1, digestOf(0), RECEIPT_KEY);
        expectMalformed();
        judge.judgeReceipt(header, 2, digestOf(0), "head", receipt, Trees.leafAt(leaves, 2));
        expectMalformed();
        judge.judgeReceipt(header, 1, digestOf(0), "head", receipt, Trees.leafAt(leaves, 2));
        expectUnproven(1);
        judge.judgeReceipt(header, 1, digestOf(0), "head", receipt, Trees.none(1));
        expectMalformed();
        judge.judgeReceipt(header, 1, digestOf(0), "head", "short", Trees.leafAt(leaves, 1));
        register.setSigner(address(0));
        expectMalformed();
        judge.judgeReceipt(header, 1, digestOf(0), "head", receipt, Trees.leafAt(leaves, 1));
    }

    function test_receiptOfAMalformedLeaf() external view {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        leaves[1][2] |= 1;
        header[1] = uint256(Trees.rootOf(leaves));
        bytes memory receipt = receiptOf(1, digestOf(1), RECEIPT_KEY);
        Fault fault = judge.judgeReceipt(header, 1, digestOf(1), "head", receipt, Trees.leafAt(leaves, 1));
        assertFault(fault, Fault.LeafMalformed, "leaf");
        header[0] |= 1;
        fault = judge.judgeReceipt(header, 1, digestOf(1), "head", receipt, Trees.leafAt(leaves, 1));
        assertFault(fault, Fault.LeafMalformed, "header");
    }

    function test_orderDigestIsWhatTheDeviceSigned() external {
        (, uint256[][] memory leaves) = sealed_();
        assertTrue(judge.orderDigest(leaves[1]) == digestOf(1), "digest");
        leaves[1][2] |= 1;
        expectMalformed();
        judge.orderDigest(leaves[1]);
        expectMalformed();
        judge.orderDigest(noWords());
    }

    function test_evidenceThatProvesNothing() external {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        expectMalformed();
        judge.judgeBook(header, terms, noLeaves());
        expectMalformed();
        judge.judgeBook(header, terms, new Leaf[](3));
        expectMalformed();
        judge.judgeBook(header, terms, two(Trees.leafAt(leaves, 1), Trees.leafAt(leaves, 1)));
        Leaf memory leaf = Trees.leafAt(leaves, 1);
        leaf.words[2] ^= 1 << 70;
        expectUnproven(1);
        judge.judgeBook(header, terms, one(leaf));
    }

    function push(uint256 account, uint256 side, int256 limit, uint256 energy, uint256 nonce) private {
        BookLeaf memory order;
        (order.account, order.side, order.limitPrice) = (account, side, limit);
        (order.energyUkwh, order.nonce) = (energy, nonce);
        signOrder(order, SLOT);
        orders.push(order);
    }

    function signedFaultOf(uint256 index) private returns (Fault) {
        BookLeaf memory order = orders[index];
        signOrder(order, SLOT);
        orders[index] = order;
        return faultOf(index, index);
    }

    function faultOf(uint256 a, uint256 b) private view returns (Fault) {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        Leaf memory leaf = Trees.leafAt(leaves, a);
        return judge.judgeBook(header, terms, a == b ? one(leaf) : two(leaf, Trees.leafAt(leaves, b)));
    }

    function receiptFault(uint32 sequence, bytes32 digest) private view returns (Fault) {
        (uint256[] memory header, uint256[][] memory leaves) = sealed_();
        bytes memory receipt = receiptOf(sequence, digest, RECEIPT_KEY);
        Leaf memory leaf = sequence < 3 ? Trees.leafAt(leaves, sequence) : Trees.none(sequence);
        return judge.judgeReceipt(header, sequence, digest, "head", receipt, leaf);
    }

    function receiptOf(uint256 sequence, bytes32 digest, uint256 key) private view returns (bytes memory) {
        bytes32 separator = TypedData.separatorOf(MARKET);
        bytes32 receipt = TypedData.receiptDigest(separator, SLOT, sequence, digest, "head");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, receipt);
        return abi.encodePacked(r, s, v);
    }

    function digestOf(uint256 index) private view returns (bytes32) {
        return TypedData.orderDigest(TypedData.separatorOf(MARKET), SLOT, orders[index]);
    }

    function sealed_() private view returns (uint256[] memory header, uint256[][] memory leaves) {
        leaves = new uint256[][](orders.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = WordWriter.book(SLOT, i, orders[i]);
        }
        header = WordWriter.bookHead(BookHead(SLOT, leaves.length, Trees.rootOf(leaves)));
    }
}
