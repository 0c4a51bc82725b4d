// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PeriodHeader, Terms} from "../../src/interfaces/Evidence.sol";
import {BookHead} from "../../src/libraries/headers/BookHead.sol";
import {LineColumns} from "../../src/libraries/leaves/LineLeaf.sol";
import {PeriodLeaf} from "../../src/libraries/leaves/PeriodLeaf.sol";
import {PeriodSlotLeaf} from "../../src/libraries/leaves/PeriodSlotLeaf.sol";
import {Sealed} from "./judges/ClearingFixture.sol";
import {MeteringFixture, SealedMetering} from "./judges/MeteringFixture.sol";
import {Cleared} from "./judges/NaiveAuction.sol";
import {Metered, NaiveSettlement} from "./judges/NaiveSettlement.sol";
import {Trees} from "./judges/Trees.sol";
import {WordWriter} from "./judges/WordWriter.sol";

/// @notice What is forged in a result; the rest is right.
enum Forgery {
    None,
    OrderSignature,
    P256OrderSignature,
    Price,
    Fill,
    UnfilledOrder,
    ReadingSignature,
    P256ReadingSignature,
    Totals,
    LineAmount,
    LineSum,
    LineContract,
    LineReading,
    PeriodAmount,
    PeriodSlotSum,
    PeriodLine,
    Batch
}

/// @notice A slot's result in words, and a period of this slot alone.
struct Result {
    uint256[] book;
    Sealed clearing;
    SealedMetering metering;
    PeriodHeader period;
    uint256[][] periods;
    uint256[][][] periodSlots;
    uint256[] deltas;
}

/// @title Whole results of the first slot, right but for one forgery, as a server would publish them
/// @dev A contract of its own: the judges' fixtures and the community's have the same names for other things.
contract ResultMaker is MeteringFixture {
    /// @dev The domain that devices sign in; the judges are told of it instead of the market's address.
    address public constant DOMAIN = MARKET;
    uint32 public constant MEMBER_ACCOUNTS = uint32(ACCOUNTS);

    function keyOfDevice(uint32 account) external pure returns (address key, bytes32 x, bytes32 y) {
        (x, y) = isP256(account) ? pointOf(account) : (bytes32(0), bytes32(0));
        return (deviceOf(account), x, y);
    }

    function accountsOfMeters() external pure returns (uint32[] memory accounts) {
        Metered memory slot = usualMeters();
        accounts = new uint32[](slot.readings.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            accounts[i] = uint32(slot.readings[i].account);
        }
    }

    function terms(address rule) external pure returns (Terms memory all) {
        all = usualTerms();
        all.rule = rule;
    }

    function make(Terms calldata by, Forgery forgery) external view returns (Result memory result) {
        Cleared memory book = usualBook();
        for (uint256 i = 0; i < book.books.length; ++i) {
            book.books[i].nonce = i + 1;
            signOrder(book.books[i], SLOT);
        }
        // Accounts with an even number have a P-256 key.
        if (forgery == Forgery.OrderSignature) book.books[1].r ^= bytes32(uint256(1));
        if (forgery == Forgery.P256OrderSignature) book.books[0].r ^= bytes32(uint256(1));
        book = cleared(book, by);
        if (forgery == Forgery.Price) ++book.head.price;
        if (forgery == Forgery.Fill) book.fills[0].fill = 1001;
        if (forgery == Forgery.UnfilledOrder) (book.fills[0].fill, book.fills[1].fill) = (0, 0);
        result.clearing = sealed_(book);
        BookHead memory head =
            BookHead({slot: SLOT, orders: book.books.length, bookRoot: bytes32(result.clearing.header[5])});
        result.book = WordWriter.bookHead(head);
        Metered memory slot = usualMeters();
        read(slot);
        settled(slot, book, by);
        forge(slot, forgery);
        result.metering = sealedMetering(slot);
        makePeriod(result, slot, forgery);
    }

    function forge(Metered memory slot, Forgery forgery) private pure {
        if (forgery == Forgery.ReadingSignature) slot.readings[1].signature.r ^= bytes32(uint256(1));
        if (forgery == Forgery.P256ReadingSignature) slot.readings[0].signature.r ^= bytes32(uint256(1));
        if (forgery == Forgery.Totals) ++slot.head.delivered;
        if (forgery == Forgery.LineAmount) ++own(slot, 4).supplier;
        if (forgery == Forgery.LineSum) ++slot.lines[5].sums.supplier;
        if (forgery == Forgery.LineContract) ++own(slot, 4).contractedBuy;
        if (forgery == Forgery.LineReading) ++own(slot, 4).imported;
    }

    function makePeriod(Result memory result, Metered memory slot, Forgery forgery) private pure {
        result.periods = new uint256[][](ACCOUNTS);
        result.periodSlots = new uint256[][][](ACCOUNTS);
        result.deltas = new uint256[]((ACCOUNTS + 3) / 4);
        (int256[] memory deltas, int256 sum) = (changesOf(slot), 0);
        for (uint256 account = 0; account < ACCOUNTS; ++account) {
            int256 total = totalOf(slot, account);
            if (forgery == Forgery.PeriodLine && account == 4) ++total;
            PeriodSlotLeaf memory part = PeriodSlotLeaf({total: total, sumTotal: total});
            if (forgery == Forgery.PeriodSlotSum && account == 4) ++part.sumTotal;
            result.periodSlots[account] = new uint256[][](1);
            result.periodSlots[account][0] = WordWriter.periodSlot(SLOT, account, part);
            PeriodLeaf memory leaf;
            sum += deltas[account];
            (leaf.slots, leaf.delta, leaf.ledgerDelta, leaf.sumLedgerDelta) = (1, total, deltas[account], sum);
            leaf.carryOut = total - leaf.ledgerDelta * 1e6;
            if (forgery == Forgery.PeriodAmount && account == 4) ++leaf.carryOut;
            leaf.slotsRoot = Trees.rootOf(result.periodSlots[account]);
            result.periods[account] = WordWriter.period(0, account, leaf);
            result.deltas[account / 4] |= uint256(uint64(int64(deltas[account]))) << (64 * (account % 4));
        }
        if (forgery == Forgery.Batch) result.deltas[1] ^= 1;
        result.period = PeriodHeader({
            period: 0,
            fromSlot: uint32(SLOT),
            untilSlot: uint32(SLOT) + 1,
            accounts: uint32(ACCOUNTS),
            root: Trees.rootOf(result.periods)
        });
    }

    /// @dev In whole ledger units, rounded down; the rounding account takes the difference.
    function changesOf(Metered memory slot) private pure returns (int256[] memory deltas) {
        deltas = new int256[](ACCOUNTS);
        for (uint256 account = 0; account < ACCOUNTS; ++account) {
            if (account == 3) continue;
            int256 total = totalOf(slot, account);
            deltas[account] = total / 1e6 - (total % 1e6 < 0 ? int256(1) : int256(0));
            deltas[3] -= deltas[account];
        }
    }

    function totalOf(Metered memory slot, uint256 account) private pure returns (int256) {
        LineColumns memory line = own(slot, account);
        return line.trade + line.sharing + line.supplier + line.fee;
    }
}
