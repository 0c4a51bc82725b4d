// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FactJudge} from "../src/FactJudge.sol";
import {BatchData, Leaf, OrderPosition, PeriodHeader, Terms} from "../src/interfaces/Evidence.sol";
import {Fault} from "../src/interfaces/Fault.sol";
import {IChallenges} from "../src/interfaces/IChallenges.sol";
import {ICourt, Receipt} from "../src/interfaces/ICourt.sol";
import {IFactJudge, IPeriodJudge} from "../src/interfaces/IFactJudge.sol";
import {SlotState} from "../src/libraries/SlotWord.sol";
import {PeriodJudge} from "../src/PeriodJudge.sol";
import {UniformPriceRule} from "../src/rules/UniformPriceRule.sol";
import {CourtFixture} from "./support/CourtFixture.sol";
import {LeafTree} from "./support/LeafTree.sol";
import {SlotSamples} from "./support/SlotSamples.sol";
import {Forgery, Result, ResultMaker} from "./support/ResultMaker.sol";

/// @title The court with the judges and a rule as they are deployed: each forgery falls, and nothing else does
/// @dev Every call is a transaction of its own; what each challenge burns is kept in snapshots/.
/// forge-config: default.isolate = true
contract RealJudgesTest is CourtFixture {
    uint256 private constant RECEIPT_KEY = 0x4ece197;

    ResultMaker private maker;
    address private rule;

    function setUp() public {
        maker = new ResultMaker();
        rule = address(new UniformPriceRule());
        deployCommunity();
        registerMembers(maker.MEMBER_ACCOUNTS() - community.accountCount());
        community.registerMeters(maker.accountsOfMeters());
        community.setReceiptSigner(vm.addr(RECEIPT_KEY));
        for (uint32 account = 4; account < maker.MEMBER_ACCOUNTS(); ++account) {
            (address key, bytes32 x, bytes32 y) = maker.keyOfDevice(account);
            if (x == 0) community.registerDevice(key, account, FIRST_SLOT);
            else community.registerP256Device(x, y, account, FIRST_SLOT);
        }
    }

    function deployJudges() internal override returns (IFactJudge, IPeriodJudge) {
        return (new FactJudge(address(community), maker.DOMAIN()), new PeriodJudge());
    }

    function termsOf(uint256) internal view override returns (Terms memory) {
        return maker.terms(rule);
    }

    /// @dev Commits a result up to its metering.
    function recordWith(Forgery forgery) private returns (Result memory result) {
        result = maker.make(termsOf(1), forgery);
        vm.warp(startOf(SLOT));
        uint256[2] memory book;
        uint256[8] memory clearing;
        uint256[9] memory metering;
        for (uint256 i = 0; i < 9; ++i) {
            if (i < 2) book[i] = result.book[i];
            if (i < 8) clearing[i] = result.clearing.header[i];
            metering[i] = result.metering.header[i];
        }
        closeBook(book);
        vm.warp(startOf(SLOT) + 1);
        clear(clearing);
        vm.warp(startOf(SLOT + 1));
        meter(metering);
    }

    function commitPeriod(Result memory result) private {
        vm.warp(block.timestamp + WINDOW_SECONDS);
        market.finalize(SLOT + 1);
        bytes32[] memory hashes = new bytes32[](1);
        hashes[0] = keccak256(abi.encode(uint32(0), uint32(0), uint32(0), result.deltas));
        ledger.commitPeriod(result.period, hashes);
    }

    function falls(string memory name, bytes memory call, Fault fault) private {
        announce(call);
        vm.expectEmit(address(court));
        emit IChallenges.ChallengeProven(SLOT, 1, fault, CHALLENGER);
        vm.prank(CHALLENGER);
        (bool ok,) = address(court).call(call);
        vm.snapshotGasLastCall("challenges", name);
        assertTrue(ok, name);
        requirePaid();
    }

    function periodFalls(string memory name, bytes memory call, Fault fault) private {
        announce(call);
        vm.expectEmit(address(court));
        emit IChallenges.PeriodChallengeProven(0, fault, CHALLENGER);
        vm.prank(CHALLENGER);
        (bool ok,) = address(court).call(call);
        vm.snapshotGasLastCall("challenges", name);
        assertTrue(ok, name);
        requirePaid();
    }

    function stands(bytes memory call) private {
        refusesChallenge(call, abi.encodeWithSelector(ICourt.NothingProven.selector));
    }

    function bookCall(Result memory result, uint32 a) private view returns (bytes memory) {
        uint256[][] memory headers = list(result.book, result.clearing.header, result.metering.header);
        Leaf[] memory orders = list(LeafTree.prove(result.clearing.books, a));
        return abi.encodeCall(court.challengeBook, (headers, termsOf(1), orders, SALT));
    }

    /// @dev A receipt for the last order of the book that is or is not there.
    function receiptCall(Result memory result, bool isKept) private view returns (bytes memory) {
        bytes32 domainType =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 separator = keccak256(
            abi.encode(domainType, keccak256("Pumasi"), keccak256("1"), block.chainid, maker.DOMAIN())
        );
        bytes32 order = court.factJudge().orderDigest(result.clearing.books[6]);
        if (!isKept) order ^= bytes32(uint256(1));
        bytes32 receiptType =
            keccak256("Receipt(uint32 slot,uint32 sequence,bytes32 orderDigest,bytes32 logHead)");
        bytes32 structHash = keccak256(abi.encode(receiptType, SLOT, uint32(6), order, bytes32("head")));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(RECEIPT_KEY, keccak256(abi.encodePacked("\x19\x01", separator, structHash)));
        Receipt memory shown = Receipt({
            sequence: 6,
            orderDigest: order,
            logHead: "head",
            signature: abi.encodePacked(r, s, v)
        });
        uint256[][] memory headers = list(result.book, result.clearing.header, result.metering.header);
        Leaf memory leaf_ = LeafTree.prove(result.clearing.books, 6);
        return abi.encodeCall(court.challengeReceipt, (headers, shown, leaf_, SALT));
    }

    function clearingCall(Result memory result, uint32[] memory indexes) private view returns (bytes memory) {
        OrderPosition[] memory shown = new OrderPosition[](indexes.length);
        for (uint256 i = 0; i < indexes.length; ++i) {
            shown[i] = positionAt(result, indexes[i]);
        }
        uint256[][] memory headers = list(result.clearing.header, result.metering.header);
        return abi.encodeCall(court.challengeClearing, (headers, termsOf(1), shown, SALT));
    }

    function positionAt(Result memory result, uint32 place) private pure returns (OrderPosition memory) {
        return OrderPosition({
            book: LeafTree.prove(result.clearing.books, place),
            fill: LeafTree.prove(result.clearing.fills, place)
        });
    }

    function places(uint32 a) private pure returns (uint32[] memory all) {
        all = new uint32[](1);
        all[0] = a;
    }

    function places(uint32 a, uint32 b) private pure returns (uint32[] memory all) {
        all = new uint32[](2);
        (all[0], all[1]) = (a, b);
    }

    function readingsCall(Result memory result, uint32 a) private view returns (bytes memory) {
        Leaf[] memory shown = list(LeafTree.prove(result.metering.readings, a));
        return abi.encodeCall(court.challengeReadings, (result.metering.header, shown, SALT));
    }

    function continuityCall(Result memory result, uint32 a) private view returns (bytes memory) {
        Leaf memory shown = LeafTree.prove(result.metering.readings, a);
        return abi.encodeCall(
            court.challengeContinuity, (result.metering.header, shown, noWords(), noLeaf(), SALT)
        );
    }

    function meteringCall(Result memory result) private view returns (bytes memory) {
        return abi.encodeCall(
            court.challengeMetering, (result.metering.header, result.clearing.header, termsOf(1), SALT)
        );
    }

    function linesCall(Result memory result, Leaf[] memory lines) private view returns (bytes memory) {
        Leaf[] memory keys = new Leaf[](0);
        return abi.encodeCall(court.challengeLines, (result.metering.header, termsOf(1), lines, keys, SALT));
    }

    function lineOf(Result memory result, uint32 account) private pure returns (Leaf memory) {
        return LeafTree.prove(result.metering.lines, account);
    }

    function lineAndOrderCall(Result memory result) private view returns (bytes memory) {
        return abi.encodeCall(
            court.challengeLineAndOrder,
            (
                result.metering.header,
                result.clearing.header,
                termsOf(1),
                lineOf(result, 4),
                positionAt(result, 4),
                SALT
            )
        );
    }

    function lineAndReadingCall(Result memory result) private view returns (bytes memory) {
        Leaf memory reading = LeafTree.prove(result.metering.readings, 0);
        return abi.encodeCall(
            court.challengeLineAndReading, (result.metering.header, lineOf(result, 4), reading, SALT)
        );
    }

    function periodLeaf(Result memory result, uint32 account) private pure returns (Leaf memory) {
        return LeafTree.prove(result.periods, account);
    }

    function periodCall(Result memory result) private view returns (bytes memory) {
        return abi.encodeCall(court.challengePeriod, (result.period, list(periodLeaf(result, 4)), SALT));
    }

    function periodSlotsCall(Result memory result) private view returns (bytes memory) {
        Leaf[] memory slots = list(LeafTree.prove(result.periodSlots[4], 0));
        return abi.encodeCall(court.challengePeriodSlots, (result.period, periodLeaf(result, 4), slots, SALT));
    }

    function periodLineCall(Result memory result) private view returns (bytes memory) {
        Leaf memory slot = LeafTree.prove(result.periodSlots[4], 0);
        return abi.encodeCall(
            court.challengePeriodLine,
            (result.period, periodLeaf(result, 4), slot, result.metering.header, lineOf(result, 4), SALT)
        );
    }

    function batchCall(Result memory result) private view returns (bytes memory) {
        BatchData memory batch = BatchData({batch: 0, firstWord: 0, deltas: result.deltas});
        return abi.encodeCall(court.challengeBatch, (result.period, periodLeaf(result, 4), batch, SALT));
    }

    function test_anHonestResultStandsAndIsPaid() public {
        Result memory result = recordWith(Forgery.None);
        stands(bookCall(result, 0));
        stands(bookCall(result, 1));
        stands(receiptCall(result, true));
        stands(clearingCall(result, new uint32[](0)));
        stands(clearingCall(result, places(0)));
        stands(clearingCall(result, places(0, 1)));
        stands(readingsCall(result, 0));
        stands(readingsCall(result, 1));
        stands(continuityCall(result, 2));
        stands(meteringCall(result));
        stands(linesCall(result, list(lineOf(result, 4))));
        stands(linesCall(result, list(lineOf(result, 4), lineOf(result, 5))));
        stands(lineAndOrderCall(result));
        stands(lineAndReadingCall(result));
        commitPeriod(result);
        stands(periodCall(result));
        stands(periodSlotsCall(result));
        stands(periodLineCall(result));
        stands(batchCall(result));
        vm.warp(block.timestamp + WINDOW_SECONDS);
        ledger.settle(0, 0, 0, result.deltas);
        assertEq(market.releasedUntil(), SLOT + 1, "paid");
    }

    function test_challengeBook() public {
        falls("challengeBook, secp256k1", bookCall(recordWith(Forgery.OrderSignature), 1), Fault.OrderSignatureInvalid);
        requireState(SlotState.Grid, 0);
    }

    function test_challengeBookByP256() public {
        Result memory result = recordWith(Forgery.P256OrderSignature);
        falls("challengeBook, P-256", bookCall(result, 0), Fault.OrderSignatureInvalid);
    }

    function test_challengeReceipt() public {
        falls("challengeReceipt", receiptCall(recordWith(Forgery.None), false), Fault.ReceiptBroken);
    }

    function test_challengeClearingByItsHeader() public {
        Result memory result = recordWith(Forgery.Price);
        bytes memory call = clearingCall(result, new uint32[](0));
        falls("challengeClearing, header", call, Fault.ClearingPriceWrong);
        requireState(SlotState.Booked, keccak256(abi.encodePacked(result.book)));
    }

    function test_challengeClearingByOnePosition() public {
        Result memory result = recordWith(Forgery.Fill);
        falls("challengeClearing, one position", clearingCall(result, places(0)), Fault.FillBeyondEnergy);
    }

    function test_challengeClearingByTwoPositions() public {
        Result memory result = recordWith(Forgery.UnfilledOrder);
        falls("challengeClearing, two positions", clearingCall(result, places(0, 1)), Fault.FillSumWrong);
    }

    function test_challengeReadings() public {
        Result memory result = recordWith(Forgery.ReadingSignature);
        falls("challengeReadings, secp256k1", readingsCall(result, 1), Fault.ReadingSignatureInvalid);
        requireState(SlotState.Cleared, keccak256(abi.encodePacked(result.clearing.header)));
    }

    function test_challengeReadingsByP256() public {
        Result memory result = recordWith(Forgery.P256ReadingSignature);
        falls("challengeReadings, P-256", readingsCall(result, 0), Fault.ReadingSignatureInvalid);
    }

    /// @dev In the market's first slot every meter begins.
    function test_challengeContinuity() public {
        falls("challengeContinuity", continuityCall(recordWith(Forgery.None), 0), Fault.ReadingNotContinued);
    }

    function test_challengeMetering() public {
        falls("challengeMetering", meteringCall(recordWith(Forgery.Totals)), Fault.MeteringTotalsWrong);
    }

    function test_challengeLines() public {
        Result memory result = recordWith(Forgery.LineAmount);
        falls("challengeLines, one", linesCall(result, list(lineOf(result, 4))), Fault.LineAmountWrong);
    }

    function test_challengeTwoLines() public {
        Result memory result = recordWith(Forgery.LineSum);
        bytes memory call = linesCall(result, list(lineOf(result, 4), lineOf(result, 5)));
        falls("challengeLines, two", call, Fault.LineSumWrong);
    }

    function test_challengeLineAndOrder() public {
        Result memory result = recordWith(Forgery.LineContract);
        falls("challengeLineAndOrder", lineAndOrderCall(result), Fault.LineContractWrong);
    }

    function test_challengeLineAndReading() public {
        Result memory result = recordWith(Forgery.LineReading);
        falls("challengeLineAndReading", lineAndReadingCall(result), Fault.LineReadingWrong);
    }

    function test_challengePeriods() public {
        Result memory result = recordWith(Forgery.PeriodAmount);
        commitPeriod(result);
        periodFalls("challengePeriod", periodCall(result), Fault.PeriodAmountWrong);
    }

    function test_challengePeriodSlots() public {
        Result memory result = recordWith(Forgery.PeriodSlotSum);
        commitPeriod(result);
        periodFalls("challengePeriodSlots", periodSlotsCall(result), Fault.PeriodSlotSumWrong);
    }

    function test_challengePeriodLine() public {
        Result memory result = recordWith(Forgery.PeriodLine);
        commitPeriod(result);
        periodFalls("challengePeriodLine", periodLineCall(result), Fault.PeriodLineWrong);
    }

    function test_challengeBatch() public {
        Result memory result = recordWith(Forgery.Batch);
        commitPeriod(result);
        periodFalls("challengeBatch", batchCall(result), Fault.PeriodBatchWrong);
    }

    /// @dev The slot of the second period was skipped; account 4 carries one unit more than it had left.
    function test_challengeCarry() public {
        Result memory result = recordWith(Forgery.None);
        commitPeriod(result);
        vm.warp(startOf(SLOT + 1) + STAGE_SECONDS + 1 + WINDOW_SECONDS);
        ledger.settle(0, 0, 0, result.deltas);
        market.fallBack(SLOT + 1);
        vm.warp(startOf(SLOT + 2) + 2 * STAGE_SECONDS + WINDOW_SECONDS);
        market.skip(SLOT + 1);
        market.finalize(SLOT + 2);
        uint256[][] memory leaves = SlotSamples.plainLeaves("period.2", 1, result.period.accounts, 6);
        uint256 carried = uint256(uint128(result.periods[4][3]));
        (leaves[4][0], leaves[4][2]) = (leaves[4][0] | (1 << 96), (carried + 1) << 128);
        PeriodHeader memory header = PeriodHeader({
            period: 1,
            fromSlot: SLOT + 1,
            untilSlot: SLOT + 2,
            accounts: result.period.accounts,
            root: LeafTree.root(leaves)
        });
        ledger.commitPeriod(header, new bytes32[](1));
        Leaf memory shown = LeafTree.prove(leaves, 4);
        bytes memory call = abi.encodeCall(
            court.challengeCarry, (header, shown, result.period, periodLeaf(result, 4), SALT)
        );
        announce(call);
        vm.expectEmit(address(court));
        emit IChallenges.PeriodChallengeProven(1, Fault.PeriodCarryWrong, CHALLENGER);
        vm.prank(CHALLENGER);
        (bool ok,) = address(court).call(call);
        vm.snapshotGasLastCall("challenges", "challengeCarry");
        assertTrue(ok, "carry");
    }
}
