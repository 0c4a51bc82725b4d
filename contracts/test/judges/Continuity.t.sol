// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {MeteringHead} from "../../src/libraries/headers/MeteringHead.sol";
import {ReadingLeaf} from "../../src/libraries/leaves/ReadingLeaf.sol";
import {JudgeTest} from "../support/judges/JudgeTest.sol";
import {Trees} from "../support/judges/Trees.sol";
import {WordWriter} from "../support/judges/WordWriter.sol";

/// @dev Meters 0 and 1 took part in the slot before, 2 was absent there and begins, 3 is new and absent.
contract ContinuityTest is JudgeTest {
    FactJudge private judge;
    ReadingLeaf[] private before;
    ReadingLeaf[] private now_;

    struct Shown {
        uint256[] header;
        uint256[] headerBefore;
        uint256[][] readings;
        uint256[][] readingsBefore;
    }

    function setUp() external {
        judge = new FactJudge(address(0), address(0));
        for (uint256 i = 0; i < 3; ++i) {
            ReadingLeaf memory leaf;
            (leaf.importRegister, leaf.exportRegister, leaf.quality) = (100 * i + 50, 7 * i, i == 2 ? 3 : 0);
            before.push(leaf);
        }
        for (uint256 i = 0; i < 4; ++i) {
            ReadingLeaf memory leaf;
            (leaf.importBefore, leaf.exportBefore) = (100 * i + 50, 7 * i);
            (leaf.begins, leaf.quality) = (i == 2, i == 3 ? 3 : 0);
            now_.push(leaf);
        }
    }

    function test_trueReadingsHaveNoFault() external view {
        for (uint256 i = 0; i < 4; ++i) {
            assertFault(faultOf(i), Fault.None, "true");
        }
    }

    function test_ReadingNotContinued_whereTheMeterTookPart() external {
        now_[1].importBefore += 1;
        assertFault(faultOf(1), Fault.ReadingNotContinued, "another register");
        now_[1].importBefore -= 1;
        now_[1].exportBefore -= 1;
        assertFault(faultOf(1), Fault.ReadingNotContinued, "another register");
        now_[1].exportBefore += 1;
        now_[1].begins = true;
        assertFault(faultOf(1), Fault.ReadingNotContinued, "it begins anew");
        now_[1].begins = false;
        now_[1].quality = 2;
        assertFault(faultOf(1), Fault.None, "a substitute goes on");
        now_[1].quality = 3;
        assertFault(faultOf(1), Fault.ReadingNotContinued, "it is absent");
    }

    function test_ReadingNotContinued_whereTheMeterIsLeftOut() external {
        now_.pop();
        now_.pop();
        assertFault(faultOf(2), Fault.None, "it was absent before");
        now_.pop();
        assertFault(faultOf(1), Fault.ReadingNotContinued, "it took part before");
        assertFault(faultOf(3), Fault.None, "it was not there before");
    }

    function test_ReadingNotContinued_whereTheMeterWasAbsent() external {
        now_[2].begins = false;
        assertFault(faultOf(2), Fault.ReadingNotContinued, "without a baseline");
        now_[2].quality = 3;
        assertFault(faultOf(2), Fault.None, "it stays absent");
        now_[3].quality = 2;
        assertFault(faultOf(3), Fault.ReadingNotContinued, "a new meter without a baseline");
        now_[3].begins = true;
        assertFault(faultOf(3), Fault.None, "a new meter with one");
    }

    /// @dev The market's first slot, and one after a skipped slot.
    function test_ReadingNotContinued_whereNoSlotWasBefore() external view {
        Shown memory shown = sealed_();
        Leaf memory none = Trees.none(0);
        Fault fault = judge.judgeContinuity(shown.header, Trees.leafAt(shown.readings, 0), noWords(), none);
        assertFault(fault, Fault.ReadingNotContinued, "it must begin");
        fault = judge.judgeContinuity(shown.header, Trees.leafAt(shown.readings, 2), noWords(), none);
        assertFault(fault, Fault.None, "it does");
    }

    /// @dev It may be too late to void the slot before, so what is malformed there must not void this one for ever.
    function test_whatIsMalformedBeforeCountsAsAbsent() external view {
        Shown memory shown = sealed_();
        shown.readingsBefore[1][0] |= 1;
        shown.headerBefore[6] = uint256(Trees.rootOf(shown.readingsBefore));
        Leaf memory leaf = Trees.leafAt(shown.readingsBefore, 1);
        Fault fault = judge.judgeContinuity(shown.header, Trees.leafAt(shown.readings, 1), shown.headerBefore, leaf);
        assertFault(fault, Fault.ReadingNotContinued, "it must begin");
        shown.headerBefore[0] |= 1;
        fault = judge.judgeContinuity(shown.header, Trees.leafAt(shown.readings, 0), shown.headerBefore, leaf);
        assertFault(fault, Fault.ReadingNotContinued, "as if there were no slot before");
    }

    function test_ReadingMalformed() external view {
        Shown memory shown = sealed_();
        shown.readings[1][0] |= 1;
        shown.header[6] = uint256(Trees.rootOf(shown.readings));
        Leaf memory leaf = Trees.leafAt(shown.readings, 1);
        Leaf memory leafBefore = Trees.leafAt(shown.readingsBefore, 1);
        Fault fault = judge.judgeContinuity(shown.header, leaf, shown.headerBefore, leafBefore);
        assertFault(fault, Fault.ReadingMalformed, "leaf");
        shown.header[0] |= 1;
        fault = judge.judgeContinuity(shown.header, leaf, shown.headerBefore, leafBefore);
        assertFault(fault, Fault.LeafMalformed, "header");
    }

    function test_evidenceThatProvesNothing() external {
        Shown memory shown = sealed_();
        Leaf memory leaf = Trees.leafAt(shown.readings, 1);
        expectMalformed();
        judge.judgeContinuity(shown.header, leaf, shown.headerBefore, Trees.none(1));
        expectMalformed();
        judge.judgeContinuity(shown.header, leaf, shown.headerBefore, Trees.leafAt(shown.readingsBefore, 0));
        expectMalformed();
        judge.judgeContinuity(
            shown.header, Trees.none(1), shown.headerBefore, Trees.leafAt(shown.readingsBefore, 1)
        );
        expectUnproven(3);
        judge.judgeContinuity(shown.header, Trees.leafAt(shown.readings, 3), shown.headerBefore, beyond(shown));
        shown.headerBefore[0] -= 1 << 160;
        expectMalformed();
        judge.judgeContinuity(shown.header, leaf, shown.headerBefore, Trees.leafAt(shown.readingsBefore, 1));
    }

    function beyond(Shown memory shown) private pure returns (Leaf memory leaf) {
        leaf = Trees.leafAt(shown.readingsBefore, 2);
        leaf.index = 3;
    }

    /// @dev The meter in both slots; no words where it is beyond a slot's count.
    function faultOf(uint256 meter) private view returns (Fault) {
        Shown memory shown = sealed_();
        Leaf memory leaf = meter < now_.length ? Trees.leafAt(shown.readings, meter) : Trees.none(meter);
        Leaf memory leafBefore =
            meter < before.length ? Trees.leafAt(shown.readingsBefore, meter) : Trees.none(meter);
        return judge.judgeContinuity(shown.header, leaf, shown.headerBefore, leafBefore);
    }

    function sealed_() private view returns (Shown memory shown) {
        (shown.header, shown.readings) = sealedSlot(SLOT, now_);
        (shown.headerBefore, shown.readingsBefore) = sealedSlot(SLOT - 1, before);
    }

    function sealedSlot(uint256 slot, ReadingLeaf[] storage readings)
        private
        view
        returns (uint256[] memory header, uint256[][] memory leaves)
    {
        leaves = new uint256[][](readings.length);
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = WordWriter.reading(slot, i, readings[i]);
        }
        MeteringHead memory head;
        (head.slot, head.meters, head.readingRoot) = (slot, leaves.length, Trees.rootOf(leaves));
        header = WordWriter.meteringHead(head);
    }
}
