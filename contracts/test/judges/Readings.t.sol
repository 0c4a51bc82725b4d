// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {ReadingLeaf} from "../../src/libraries/leaves/ReadingLeaf.sol";
import {Metered} from "../support/judges/NaiveSettlement.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev Each test forges one thing in readings that are true: 0, 2, 4, 5 measured, 1 estimated, 3 substituted, 6 absent.
contract ReadingsTest is MeteringFixture {
    FactJudge private judge;

    function setUp() external {
        registerDevices(uint32(ACCOUNTS));
        judge = new FactJudge(address(register), MARKET);
        Metered memory slot = usualMeters();
        for (uint256 i = 0; i < slot.readings.length; ++i) {
            register.addMeter(uint32(slot.readings[i].account));
        }
    }

    function test_trueReadingsHaveNoFault() external view {
        Metered memory slot = usual();
        for (uint256 a = 0; a < 7; ++a) {
            for (uint256 b = a; b < 7; ++b) {
                assertFault(faultOf(slot, a, b), Fault.None, "true");
            }
        }
    }

    function test_ReadingMalformed() external view {
        for (uint256 forgery = 0; forgery < 6; ++forgery) {
            Metered memory slot = usual();
            SealedMetering memory shown = sealedMetering(slot);
            uint256 place = forgery < 4 ? 0 : 2;
            if (forgery == 0) shown.readings[0][0] |= 1;
            if (forgery == 1) shown.readings[0][5] |= 1 << 160;
            if (forgery == 2) shown.readings[0][0] |= 1 << 32;
            if (forgery == 3) shown.readings[0] = new uint256[](9);
            if (forgery == 4) shown.readings[2][8] |= 1 << 200;
            if (forgery == 5) shown.readings[2][0] ^= 3 << 32;
            shown = resealedMetering(slot, shown);
            Leaf memory leaf = Trees.leafAt(shown.readings, place);
            assertFault(judge.judgeReadings(shown.header, one(leaf)), Fault.ReadingMalformed, "alone");
            Leaf[] memory leaves = two(leaf, Trees.leafAt(shown.readings, 3));
            assertFault(judge.judgeReadings(shown.header, leaves), Fault.ReadingMalformed, "as the first of two");
        }
    }

    function test_ReadingAccountWrong() external {
        Metered memory slot = usual();
        slot.readings[0].account = 5;
        assertFault(faultOf(slot, 0, 0), Fault.ReadingAccountWrong, "another's meter");
        slot = usual();
        ReadingLeaf[] memory more = new ReadingLeaf[](8);
        for (uint256 i = 0; i < 7; ++i) {
            more[i] = slot.readings[i];
        }
        more[7] = meter(4, 0, 10);
        slot.readings = more;
        read(slot);
        assertFault(faultOf(slot, 7, 7), Fault.ReadingAccountWrong, "a meter that nobody registered");
        register.addMeter(4);
        assertFault(faultOf(slot, 7, 7), Fault.None, "a meter that somebody did");
    }

    function test_ReadingQualityWrong() external view {
        for (uint256 forgery = 0; forgery < 12; ++forgery) {
            Metered memory slot = usual();
            uint256 place = forgery < 3 ? 0 : forgery < 7 ? 3 : 6;
            ReadingLeaf memory leaf = slot.readings[place];
            if (forgery == 0) leaf.quality = 4;
            if (forgery == 1) leaf.rule = 1;
            if (forgery == 2) leaf.quality = 2;
            if (forgery == 3) leaf.rule = 0;
            if (forgery == 4) leaf.rule = 4;
            if (forgery == 5) leaf.signature.v = 27;
            if (forgery == 6) leaf.signedImport = 1;
            if (forgery == 7) leaf.exported = 1;
            if (forgery == 8) leaf.importRegister = 1;
            if (forgery == 9) leaf.begins = true;
            if (forgery == 10) leaf.rule = 2;
            if (forgery == 11) leaf.signature.s = bytes32(uint256(1));
            assertFault(faultOf(slot, place, place), Fault.ReadingQualityWrong, "quality");
        }
    }

    function test_ReadingKeyInvalid() external {
        Metered memory slot = usual();
        register.setDevice(deviceOf(5), 5, FIRST_VALID, uint32(SLOT), 0, 0);
        assertFault(faultOf(slot, 1, 1), Fault.ReadingKeyInvalid, "revoked from this slot on");
        register.setDevice(deviceOf(5), 4, FIRST_VALID, LAST_VALID, 0, 0);
        assertFault(faultOf(slot, 1, 1), Fault.ReadingKeyInvalid, "another account's");
    }

    function test_ReadingSignatureInvalid() external view {
        Metered memory slot = usual();
        slot.readings[0].signedImport += 1;
        assertFault(faultOf(slot, 0, 0), Fault.ReadingSignatureInvalid, "P-256");
        slot = usual();
        slot.readings[1].quality = 0;
        assertFault(faultOf(slot, 1, 1), Fault.ReadingSignatureInvalid, "the device said that it estimated");
    }

    function test_ReadingBaselineInvalid() external {
        for (uint256 forgery = 0; forgery < 4; ++forgery) {
            Metered memory slot = usual();
            ReadingLeaf memory leaf = slot.readings[2];
            if (forgery == 0) leaf.importBefore += 1;
            if (forgery == 1) leaf.baseline.quality = 2;
            if (forgery == 2) leaf.baseline.device = deviceOf(4);
            if (forgery == 3) leaf.baseline.quality = 1;
            assertFault(faultOf(slot, 2, 2), Fault.ReadingBaselineInvalid, "baseline");
        }
        // A key that is valid from the meter's first slot on signs the baseline, though it is of the slot before.
        (bytes32 x, bytes32 y) = pointOf(6);
        register.setDevice(deviceOf(6), 6, uint32(SLOT), LAST_VALID, x, y);
        assertFault(faultOf(usual(), 2, 2), Fault.None, "true");
    }

    function test_ReadingEnergyWrong() external view {
        for (uint256 forgery = 0; forgery < 5; ++forgery) {
            Metered memory slot = usual();
            uint256 place = forgery < 4 ? 0 : 3;
            ReadingLeaf memory leaf = slot.readings[place];
            if (forgery == 0) leaf.imported += 1;
            if (forgery == 1) leaf.importRegister += 1;
            if (forgery == 2) (leaf.exported, leaf.exportRegister) = (1, leaf.exportRegister + 1);
            if (forgery == 3) leaf.importBefore -= 1;
            if (forgery == 4) leaf.exportRegister += 1;
            assertFault(faultOf(slot, place, place), Fault.ReadingEnergyWrong, "energy");
        }
    }

    /// @dev What a substitute put too high is not metered again: the register stands where it is.
    function test_aRegisterBelowTheSettledOneMetersNothing() external view {
        Metered memory slot = usualMeters();
        slot.readings[0].imported = 0;
        slot.head.slot = SLOT;
        read(slot);
        ReadingLeaf memory leaf = slot.readings[0];
        (uint256 imported, uint256 exported) = (leaf.importRegister, leaf.exportRegister);
        leaf.importRegister -= 300;
        sign(leaf, 0);
        (leaf.importRegister, leaf.exportRegister) = (imported, exported);
        assertFault(faultOf(slot, 0, 0), Fault.None, "true");
    }

    function test_ReadingSumWrong() external view {
        Metered memory slot = usual();
        slot.readings[0].totalImported += 1;
        assertFault(faultOf(slot, 0, 0), Fault.ReadingSumWrong, "the first meter's");
        assertFault(faultOf(slot, 0, 1), Fault.ReadingSumWrong, "the step from it");
        slot = usual();
        for (uint256 i = 4; i < 7; ++i) {
            slot.readings[i].totalExported -= 1;
        }
        assertFault(faultOf(slot, 3, 4), Fault.ReadingSumWrong, "a step");
        assertFault(faultOf(slot, 6, 6), Fault.ReadingSumWrong, "not the header's");
        assertFault(faultOf(slot, 5, 6), Fault.None, "no step elsewhere");
    }

    function test_ReadingAccountSumWrong() external view {
        Metered memory slot = usual();
        slot.readings[1].accountExported -= 1;
        assertFault(faultOf(slot, 1, 1), Fault.ReadingAccountSumWrong, "the account's first");
        assertFault(faultOf(slot, 1, 4), Fault.ReadingAccountSumWrong, "the next after it");
        slot = usual();
        slot.readings[4].previous = 5;
        assertFault(faultOf(slot, 4, 4), Fault.ReadingAccountSumWrong, "a meter before is before");
        slot = usual();
        ReadingLeaf memory leaf = slot.readings[4];
        (leaf.previous, leaf.accountImported, leaf.accountExported) = (0, 5, 150);
        assertFault(faultOf(slot, 4, 4), Fault.None, "not by itself");
        assertFault(faultOf(slot, 1, 4), Fault.ReadingAccountSumWrong, "passed over");
        slot = usual();
        slot.readings[4].previous = 4;
        assertFault(faultOf(slot, 3, 4), Fault.ReadingAccountSumWrong, "another account's");
    }

    function test_evidenceThatProvesNothing() external {
        SealedMetering memory shown = sealedMetering(usual());
        expectMalformed();
        judge.judgeReadings(shown.header, noLeaves());
        expectMalformed();
        judge.judgeReadings(shown.header, two(Trees.leafAt(shown.readings, 2), Trees.leafAt(shown.readings, 1)));
        Leaf memory leaf = Trees.leafAt(shown.readings, 2);
        leaf.index = 1;
        expectUnproven(1);
        judge.judgeReadings(shown.header, one(leaf));
        shown.header[0] |= 1;
        assertFault(judge.judgeReadings(shown.header, one(leaf)), Fault.LeafMalformed, "header");
    }

    function usual() private view returns (Metered memory slot) {
        slot = usualMeters();
        read(slot);
        slot.head.slot = SLOT;
    }

    function faultOf(Metered memory slot, uint256 a, uint256 b) private view returns (Fault) {
        SealedMetering memory shown = sealedMetering(slot);
        Leaf memory leaf = Trees.leafAt(shown.readings, a);
        return judge.judgeReadings(shown.header, a == b ? one(leaf) : two(leaf, Trees.leafAt(shown.readings, b)));
    }
}
