// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommunityFixture} from "./CommunityFixture.sol";

/// @title Random but allowed steps on a community, with a naive account of what must follow
/// @dev Each step is taken only when it is allowed, so that any refusal is a finding; steps that must be refused are
/// tried and their success is remembered as a breach.
contract LedgerHandler is CommunityFixture {
    struct Batch {
        uint32 firstWord;
        uint256[] deltas;
    }

    int256 public movedIn;
    int256 public appliedSum;
    uint256 public breaches;
    uint256 public settledPeriods;
    mapping(uint32 slot => uint256) public meteredAt;
    Batch[] private _outstanding;
    uint32 private _nextBatch;
    uint32 private _nextSlot = FIRST_SLOT;

    constructor() {
        deployCommunity();
    }

    function contracts() external view returns (address, address, address, address) {
        return (address(coin), address(community), address(market), address(ledger));
    }

    function register() external {
        if (community.accountCount() < 30) registerMembers(1);
    }

    function deposit(uint256 account, uint64 amount) external {
        if (ledger.isSettling()) return;
        uint64 folded = uint64(bound(amount, 0, 1e12));
        fund(pick(account), folded);
        movedIn += int64(folded);
    }

    function withdraw(uint256 account, uint64 amount) external {
        if (ledger.isSettling()) return;
        uint32 from = pick(account);
        uint256 most = uint256(uint64(ledger.headroomOf(from)));
        uint256 held = coin.balanceOf(address(ledger));
        uint64 folded = uint64(bound(amount, 0, most < held ? most : held));
        ledger.withdraw(from, address(this), folded);
        movedIn -= int64(folded);
    }

    function limit(uint256 account, uint64 amount) external {
        if (ledger.isSettling()) return;
        uint32 member = uint32(bound(account, 4, community.accountCount() - 1));
        int64 balance = ledger.balanceOf(member);
        uint256 least = balance < 0 ? uint256(-int256(balance)) : 0;
        setCreditLimit(member, uint64(bound(amount, least, least + 1e12)));
    }

    function slot(bool corrected) external {
        if (_nextSlot >= market.finalUntil() + RING_SIZE) return;
        if (block.timestamp < startOf(_nextSlot) - GATE_SECONDS) vm.warp(startOf(_nextSlot) - GATE_SECONDS);
        closeBook(_nextSlot);
        vm.warp(block.timestamp + 1);
        clear(clearingOf(_nextSlot));
        if (block.timestamp < startOf(_nextSlot + 1)) vm.warp(startOf(_nextSlot + 1));
        meter(meteringOf(_nextSlot, 1));
        if (corrected) remeter(meteringOf(_nextSlot, 2), meteringOf(_nextSlot, 1));
        meteredAt[_nextSlot++] = block.timestamp;
    }

    /// @dev Finality must fail before the window is over and succeed after it.
    function finalize(uint16 secondsLater) external {
        vm.warp(block.timestamp + secondsLater % WINDOW_SECONDS);
        uint32 next = market.finalUntil();
        if (next == _nextSlot) return;
        bool isOver = block.timestamp >= meteredAt[next] + WINDOW_SECONDS;
        (bool ok,) = address(market).call(abi.encodeCall(market.finalize, (next + 1)));
        if (ok != isOver) ++breaches;
    }

    function commit(int64[12] calldata changes, uint8 cut, bool wrong) external {
        uint32 until = market.finalUntil();
        if (ledger.isSettling() || until == ledger.settledUntil()) return;
        plan(changes, 1 + cut % 2, wrong);
        ledger.commitPeriod(ledger.nextPeriod(), ledger.settledUntil(), until, "root", hashes(0));
        _nextBatch = 0;
    }

    function settle() external {
        if (!ledger.isSettling()) return;
        uint32 period = ledger.nextPeriod() - 1;
        Batch storage batch = _outstanding[_nextBatch];
        int256 sum = appliedSum + sumOf(batch.deltas);
        bool isLast = _nextBatch + 1 == _outstanding.length;
        bytes memory call = abi.encodeCall(ledger.settle, (period, _nextBatch, batch.firstWord, batch.deltas));
        (bool ok,) = address(ledger).call(call);
        if (ok != (!isLast || sum == 0)) ++breaches;
        if (!ok) return rebalance(period, sum);
        appliedSum = isLast ? int256(0) : sum;
        ++_nextBatch;
        if (isLast) ++settledPeriods;
        (bool again,) = address(ledger).call(call);
        if (again) ++breaches;
    }

    /// @dev After a wrong commitment: the last batch is replaced by one that brings the sum to zero.
    function rebalance(uint32 period, int256 sum) private {
        Batch storage batch = _outstanding[_nextBatch];
        uint256 rounding = batch.deltas[0];
        int64 corrected = int64(int64(uint64(rounding >> 192)) - sum);
        batch.deltas[0] = (rounding << 64 >> 64) | (uint256(uint64(corrected)) << 192);
        ledger.recommitPeriod(period, "root", hashes(_nextBatch));
    }

    /// @dev One or two batches over the first three words, the rounding account taking what is left unless `wrong`.
    function plan(int64[12] calldata changes, uint256 batches, bool wrong) private {
        delete _outstanding;
        int64 sum = 0;
        int64[12] memory folded;
        for (uint256 i = 0; i < 12; ++i) {
            if (i >= community.accountCount() || i == 3) continue;
            folded[i] = changes[i] % 1e9;
            sum += folded[i];
        }
        folded[3] = wrong ? int64(0) : -sum;
        // The first word comes last, so that a wrong sum can be put right on the rounding account.
        uint256 count = (uint256(community.accountCount()) + 3) / 4 > 2 ? 3 : 2;
        if (batches == 2) {
            Batch storage tail = _outstanding.push();
            tail.firstWord = 1;
            for (uint256 w = 1; w < count; ++w) {
                tail.deltas.push(word(folded, w));
            }
            count = 1;
        }
        Batch storage head = _outstanding.push();
        for (uint256 w = 0; w < count; ++w) {
            head.deltas.push(word(folded, w));
        }
    }

    function word(int64[12] memory folded, uint256 w) private pure returns (uint256) {
        return lanes(folded[4 * w], folded[4 * w + 1], folded[4 * w + 2], folded[4 * w + 3]);
    }

    function hashes(uint32 from) private view returns (bytes32[] memory list) {
        uint32 period = ledger.isSettling() ? ledger.nextPeriod() - 1 : ledger.nextPeriod();
        list = new bytes32[](_outstanding.length - from);
        for (uint32 i = 0; i < list.length; ++i) {
            Batch storage batch = _outstanding[from + i];
            list[i] = keccak256(abi.encode(period, from + i, batch.firstWord, batch.deltas));
        }
    }

    function sumOf(uint256[] storage deltas) private view returns (int256 sum) {
        for (uint256 i = 0; i < deltas.length; ++i) {
            for (uint256 shift = 0; shift < 256; shift += 64) {
                sum += int64(uint64(deltas[i] >> shift));
            }
        }
    }

    function pick(uint256 account) private view returns (uint32) {
        return uint32(bound(account, 0, community.accountCount() - 1));
    }
}
