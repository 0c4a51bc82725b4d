// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Leaf, Terms} from "./interfaces/Evidence.sol";
import {Fault} from "./interfaces/Fault.sol";
import {IFactJudge} from "./interfaces/IFactJudge.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {IRule} from "./interfaces/IRule.sol";
import {BookChecks} from "./libraries/checks/BookChecks.sol";
import {LineChecks} from "./libraries/checks/LineChecks.sol";
import {ReadingChecks} from "./libraries/checks/ReadingChecks.sol";
import {BookHead, BookHeads} from "./libraries/headers/BookHead.sol";
import {MeteringHead, MeteringHeads} from "./libraries/headers/MeteringHead.sol";
import {BookLeaf, BookLeaves} from "./libraries/leaves/BookLeaf.sol";
import {LineLeaf, LineLeaves} from "./libraries/leaves/LineLeaf.sol";
import {ReadingLeaf, ReadingLeaves} from "./libraries/leaves/ReadingLeaf.sol";
import {PositionProof} from "./libraries/PositionProof.sol";
import {TypedData} from "./libraries/TypedData.sol";
import {WordReader} from "./libraries/WordReader.sol";

/// @title The judge of books and readings
/// @notice What it promises is written at {IFactJudge} and in docs/COMMITMENTS.md.
contract FactJudge is IFactJudge {
    using WordReader for uint256;

    /// @notice The register of keys and meters.
    IRegister public immutable register;
    /// @notice The market whose typed data devices sign.
    address public immutable market;

    /// @param register_ The community's register.
    /// @param market_ The market that the typed data's domain names.
    constructor(address register_, address market_) {
        register = IRegister(register_);
        market = market_;
    }

    /// @inheritdoc IFactJudge
    function judgeBook(uint256[] calldata header, Terms calldata terms, Leaf[] calldata orders)
        external
        view
        returns (Fault)
    {
        _requireOneOrTwo(orders);
        (bool isWell, BookHead memory head) = BookHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        for (uint256 i = 0; i < orders.length; ++i) {
            PositionProof.requireProven(orders[i], head.bookRoot, head.orders);
        }
        BookLeaf memory a;
        (isWell, a) = BookLeaves.read(orders[0].words, head.slot, orders[0].index);
        if (!isWell) return Fault.LeafMalformed;
        if (orders.length == 1) {
            return BookChecks.judgeOne(register, TypedData.separatorOf(market), terms, head.slot, a);
        }
        BookLeaf memory b;
        (isWell, b) = BookLeaves.read(orders[1].words, head.slot, orders[1].index);
        return isWell ? BookChecks.judgeTwo(a, b) : Fault.LeafMalformed;
    }

    /// @inheritdoc IFactJudge
    function judgeReceipt(
        uint256[] calldata header,
        uint32 sequence,
        bytes32 orderDigest_,
        bytes32 logHead,
        bytes calldata signature,
        Leaf calldata order
    ) external view returns (Fault) {
        (bool isWell, BookHead memory head) = BookHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        _requireReceipt(head.slot, sequence, orderDigest_, logHead, signature);
        if (sequence >= head.orders) return Fault.ReceiptBroken;
        if (order.index != sequence) revert IRule.EvidenceMalformed();
        PositionProof.requireProven(order, head.bookRoot, head.orders);
        (bool isLeafWell, BookLeaf memory leaf) = BookLeaves.read(order.words, head.slot, sequence);
        if (!isLeafWell) return Fault.LeafMalformed;
        bool isKept = TypedData.orderDigest(TypedData.separatorOf(market), head.slot, leaf) == orderDigest_;
        return isKept ? Fault.None : Fault.ReceiptBroken;
    }

    /// @inheritdoc IFactJudge
    function judgeReadings(uint256[] calldata header, Leaf[] calldata readings) external view returns (Fault fault) {
        _requireOneOrTwo(readings);
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        for (uint256 i = 0; i < readings.length; ++i) {
            PositionProof.requireProven(readings[i], head.readingRoot, head.meters);
        }
        uint256 first = readings[0].index;
        ReadingLeaf memory a;
        (isWell, a) = ReadingLeaves.read(readings[0].words, head.slot, first);
        if (!isWell) return Fault.ReadingMalformed;
        if (readings.length == 1) return _judgeReading(head, first, a);
        ReadingLeaf memory b;
        (isWell, b) = ReadingLeaves.read(readings[1].words, head.slot, readings[1].index);
        if (!isWell) return Fault.ReadingMalformed;
        if (first + 1 == readings[1].index) {
            fault = ReadingChecks.judgeStep(a, b);
            if (fault != Fault.None) return fault;
        }
        return ReadingChecks.judgeAccountStep(first, a, b);
    }

    /// @inheritdoc IFactJudge
    /// @dev What is malformed in the slot before counts as absent there: it may be too late to void that slot.
    function judgeContinuity(
        uint256[] calldata header,
        Leaf calldata reading,
        uint256[] calldata headerBefore,
        Leaf calldata before
    ) external pure returns (Fault) {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        ReadingLeaf memory leaf;
        // A meter that is left out by a smaller count is absent.
        leaf.quality = ReadingLeaves.ABSENT;
        if (reading.words.length == 0) {
            if (reading.index < head.meters) revert IRule.EvidenceMalformed();
        } else {
            PositionProof.requireProven(reading, head.readingRoot, head.meters);
        }
        (bool isThere, ReadingLeaf memory leafBefore) =
            _readBefore(head.slot, reading.index, headerBefore, before);
        if (reading.words.length > 0) {
            (isWell, leaf) = ReadingLeaves.read(reading.words, head.slot, reading.index);
            if (!isWell) return Fault.ReadingMalformed;
        }
        return ReadingChecks.judgeContinuity(leaf, !isThere, leafBefore);
    }

    /// @inheritdoc IFactJudge
    function judgeLineAndReading(uint256[] calldata header, Leaf calldata line, Leaf calldata reading)
        external
        pure
        returns (Fault)
    {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(header);
        if (!isWell) return Fault.LeafMalformed;
        PositionProof.requireProven(line, head.lineRoot, head.accounts);
        PositionProof.requireProven(reading, head.readingRoot, head.meters);
        LineLeaf memory lineLeaf;
        (isWell, lineLeaf) = LineLeaves.read(line.words, head.slot, line.index);
        if (!isWell) return Fault.LineMalformed;
        ReadingLeaf memory leaf;
        (isWell, leaf) = ReadingLeaves.read(reading.words, head.slot, reading.index);
        if (!isWell) return Fault.ReadingMalformed;
        return LineChecks.judgeReading(line.index, lineLeaf, reading.index, leaf);
    }

    /// @inheritdoc IFactJudge
    function orderDigest(uint256[] calldata bookLeaf) external view returns (bytes32) {
        if (bookLeaf.length == 0) revert IRule.EvidenceMalformed();
        uint256 slot = bookLeaf[0].u32(64);
        (bool isWell, BookLeaf memory leaf) = BookLeaves.read(bookLeaf, slot, bookLeaf[0].u32(96));
        if (!isWell) revert IRule.EvidenceMalformed();
        return TypedData.orderDigest(TypedData.separatorOf(market), slot, leaf);
    }

    function _judgeReading(MeteringHead memory head, uint256 meter, ReadingLeaf memory leaf)
        private
        view
        returns (Fault fault)
    {
        fault = ReadingChecks.judgeOne(register, TypedData.separatorOf(market), head.slot, meter, leaf);
        if (fault != Fault.None) return fault;
        fault = ReadingChecks.judgeEnds(head, meter, leaf);
        return fault == Fault.None ? ReadingChecks.judgeAccount(meter, leaf) : fault;
    }

    /// @dev Refuses a receipt that the server did not sign: it proves nothing.
    function _requireReceipt(
        uint256 slot,
        uint256 sequence,
        bytes32 orderDigest_,
        bytes32 logHead,
        bytes calldata signature
    ) private view {
        bytes32 separator = TypedData.separatorOf(market);
        bytes32 digest = TypedData.receiptDigest(separator, slot, sequence, orderDigest_, logHead);
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        bool isSigned = problem == ECDSA.RecoverError.NoError && signer == register.receiptSignerAt(uint32(slot));
        if (!isSigned) revert IRule.EvidenceMalformed();
    }

    /// @dev The meter's reading in the slot before, if it took part there.
    function _readBefore(uint256 slot, uint256 meter, uint256[] calldata headerBefore, Leaf calldata before)
        private
        pure
        returns (bool isThere, ReadingLeaf memory leaf)
    {
        (bool isWell, MeteringHead memory head) = MeteringHeads.read(headerBefore);
        if (!isWell) return (false, leaf);
        if (head.slot + 1 != slot) revert IRule.EvidenceMalformed();
        if (before.words.length == 0) {
            if (meter < head.meters) revert IRule.EvidenceMalformed();
            return (false, leaf);
        }
        if (before.index != meter) revert IRule.EvidenceMalformed();
        PositionProof.requireProven(before, head.readingRoot, head.meters);
        (isWell, leaf) = ReadingLeaves.read(before.words, head.slot, meter);
        isThere = isWell && leaf.quality != ReadingLeaves.ABSENT;
    }

    function _requireOneOrTwo(Leaf[] calldata leaves) private pure {
        bool isRight = leaves.length == 1 || (leaves.length == 2 && leaves[0].index < leaves[1].index);
        if (!isRight) revert IRule.EvidenceMalformed();
    }
}
