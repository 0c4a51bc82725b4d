// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Leaf, Terms} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {FactJudge} from "../../src/FactJudge.sol";
import {IRule} from "../../src/interfaces/IRule.sol";
import {BookLeaf} from "../../src/libraries/leaves/BookLeaf.sol";
import {KeyLeaf} from "../../src/libraries/leaves/KeyLeaf.sol";
import {LineColumns, LineLeaf} from "../../src/libraries/leaves/LineLeaf.sol";
import {ReadingLeaf} from "../../src/libraries/leaves/ReadingLeaf.sol";
import {PayAsBidRule} from "../../src/rules/PayAsBidRule.sol";
import {ProportionalSharingRule} from "../../src/rules/ProportionalSharingRule.sol";
import {StaticSharingRule} from "../../src/rules/StaticSharingRule.sol";
import {UniformPriceRule} from "../../src/rules/UniformPriceRule.sol";
import {Sealed} from "../support/judges/ClearingFixture.sol";
import {MeteringFixture, SealedMetering} from "../support/judges/MeteringFixture.sol";
import {Cleared} from "../support/judges/NaiveAuction.sol";
import {Metered, NaiveSettlement} from "../support/judges/NaiveSettlement.sol";
import {Trees} from "../support/judges/Trees.sol";

/// @dev Random slots of five members under every refutable rule: no true metering falls, and no other stands.
contract SettlementFuzzTest is MeteringFixture {
    uint256 private constant MEMBERS = 5;

    IRule[4] private rules;
    FactJudge private judge;

    struct Drawn {
        IRule rule;
        Terms terms;
        Cleared book;
        Metered slot;
    }

    function setUp() external {
        rules = [
            IRule(new UniformPriceRule()),
            IRule(new PayAsBidRule()),
            IRule(new ProportionalSharingRule()),
            IRule(new StaticSharingRule())
        ];
        judge = new FactJudge(address(0), address(0));
    }

    function testFuzz_trueMeteringsHaveNoFault(uint256[6] calldata seeds) external view {
        Drawn memory drawn = draw(seeds);
        assertFault(anyFaultOf(drawn, sealed__(drawn)), Fault.None, "true");
    }

    /// @dev Any bit that is turned in a header or a line is found by somebody, but for salts, roots and what the ledger
    /// compares itself.
    function testFuzz_everyTurnedBitIsFound(uint256[6] calldata seeds, uint256 where, uint8 bit) external view {
        Drawn memory drawn = draw(seeds);
        SealedMetering memory shown = sealed__(drawn);
        uint256 place = where % (11 * ACCOUNTS + 5);
        if (place < 11 * ACCOUNTS) {
            if (place % 11 == 1) return;
            shown.lines[place / 11][place % 11] ^= 1 << bit;
            shown = resealedMetering(drawn.slot, shown);
        } else {
            uint256 word = place - 11 * ACCOUNTS;
            // Slot, version, counts and rules' version are the ledger's to compare, or change what can be shown.
            if (word == 0 && bit >= 32 && bit < 192) return;
            shown.header[word] ^= 1 << bit;
        }
        assertTrue(anyFaultOf(drawn, shown) != Fault.None, "found");
    }

    /// @dev A server that moves a column from one member to another and sums everything up anew.
    function testFuzz_everyMovedColumnIsFound(uint256[6] calldata seeds, uint8 column, uint8 from, uint8 to)
        external
        view
    {
        Drawn memory drawn = draw(seeds);
        LineColumns memory giver = own(drawn.slot, from % ACCOUNTS);
        LineColumns memory taker = own(drawn.slot, to % ACCOUNTS);
        if (from % ACCOUNTS == to % ACCOUNTS) return;
        bytes32 before = keccak256(abi.encode(giver, taker));
        _move(giver, taker, column % 13);
        if (keccak256(abi.encode(giver, taker)) == before) return;
        NaiveSettlement.sumUp(drawn.slot);
        assertTrue(anyFaultOf(drawn, sealed__(drawn)) != Fault.None, "found");
    }

    function _move(LineColumns memory giver, LineColumns memory taker, uint8 column) private pure {
        if (column == 0) (giver.contractedBuy, taker.contractedBuy) = moved(giver.contractedBuy, taker.contractedBuy);
        if (column == 1) {
            (giver.contractedSell, taker.contractedSell) = moved(giver.contractedSell, taker.contractedSell);
        }
        if (column == 2) (giver.imported, taker.imported) = moved(giver.imported, taker.imported);
        if (column == 3) (giver.exported, taker.exported) = moved(giver.exported, taker.exported);
        if (column == 4) (giver.deliveredBuy, taker.deliveredBuy) = moved(giver.deliveredBuy, taker.deliveredBuy);
        if (column == 5) (giver.deliveredSell, taker.deliveredSell) = moved(giver.deliveredSell, taker.deliveredSell);
        if (column == 6) (giver.sharedBuy, taker.sharedBuy) = moved(giver.sharedBuy, taker.sharedBuy);
        if (column == 7) (giver.sharedSell, taker.sharedSell) = moved(giver.sharedSell, taker.sharedSell);
        if (column == 8) (giver.offered, taker.offered) = moved(giver.offered, taker.offered);
        if (column == 9) (giver.trade, taker.trade) = (giver.trade - 7, taker.trade + 7);
        if (column == 10) (giver.sharing, taker.sharing) = (giver.sharing - 7, taker.sharing + 7);
        if (column == 11) (giver.supplier, taker.supplier) = (giver.supplier - 7, taker.supplier + 7);
        if (column == 12) (giver.fee, taker.fee) = (giver.fee - 7, taker.fee + 7);
    }

    function moved(uint256 giver, uint256 taker) private pure returns (uint256, uint256) {
        return giver == 0 ? (giver, taker) : (giver - 1, taker + 1);
    }

    /// @dev What header, lines, lines beside orders and lines beside readings show.
    function anyFaultOf(Drawn memory drawn, SealedMetering memory shown) private view returns (Fault fault) {
        fault = anyLineFault(drawn.rule, drawn.terms, shown, sealed_(drawn.book));
        for (uint256 i = 0; i < ACCOUNTS && fault == Fault.None; ++i) {
            Leaf memory line = Trees.leafAt(shown.lines, i);
            for (uint256 j = 0; j < MEMBERS && fault == Fault.None; ++j) {
                fault = judge.judgeLineAndReading(shown.header, line, Trees.leafAt(shown.readings, j));
            }
        }
    }

    function sealed__(Drawn memory drawn) private pure returns (SealedMetering memory shown) {
        shown = sealedMetering(drawn.slot);
        if (drawn.slot.head.clearingHash != 0) shown.clearing = sealed_(drawn.book).header;
    }

    function draw(uint256[6] calldata seeds) private view returns (Drawn memory drawn) {
        uint256 kind = seeds[0] % 4;
        drawn.rule = rules[kind];
        drawn.terms = usualTerms();
        drawn.terms.product = kind == 1 ? 1 : kind == 0 ? 0 : 2;
        // Now and then the feed-in price leaves no room; then keys are out of the question.
        if (seeds[0] >> 16 & 7 == 0 && kind != 3) drawn.terms.feedInPrice = 290_000;
        uint256 orders = kind > 1 ? 0 : MEMBERS;
        drawn.book.books = new BookLeaf[](orders);
        drawn.slot.readings = new ReadingLeaf[](MEMBERS);
        drawn.slot.lines = new LineLeaf[](ACCOUNTS);
        for (uint256 i = 0; i < MEMBERS; ++i) {
            uint256 seed = seeds[i + 1];
            if (orders > 0) {
                int256 limit = 60_000 + int256(seed % 9) * 32_500;
                drawn.book.books[i] = order(4 + i, seed >> 8 & 1, limit, seed >> 16 & 15 | 1);
            }
            drawn.slot.readings[i] = meter(4 + i, seed >> 32 & 15, seed >> 36 & 15);
            drawn.slot.readings[i].quality = 2;
        }
        drawn.book = cleared(drawn.book, drawn.terms);
        if (kind == 3) _drawKeys(drawn, seeds[0] >> 32);
        read(drawn.slot);
        bool isGrid = seeds[0] >> 24 & 7 == 0;
        drawn.slot = isGrid
            ? settledAtGrid(drawn.slot, drawn.terms)
            : settled(drawn.slot, drawn.book, drawn.terms);
    }

    function _drawKeys(Drawn memory drawn, uint256 seed) private pure {
        KeyLeaf[] memory keys = new KeyLeaf[](4 + seed % 6);
        uint256 sum;
        for (uint256 i = 4; i < keys.length; ++i) {
            keys[i].keyPpm = (seed >> (8 + 20 * i)) % 200_001;
            sum += keys[i].keyPpm;
            keys[i].sumKeyPpm = sum;
        }
        drawn.slot.keys = keys;
        (drawn.terms.keys, drawn.terms.keysTotalPpm) = (uint32(keys.length), uint32(sum));
        drawn.terms.keysRoot = Trees.rootOf(keyWords(keys));
    }
}
