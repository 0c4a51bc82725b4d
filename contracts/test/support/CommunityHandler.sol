// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PeriodHeader} from "../../src/interfaces/Evidence.sol";
import {Fault} from "../../src/interfaces/Fault.sol";
import {ILedger} from "../../src/interfaces/ILedger.sol";
import {SlotActions} from "./SlotActions.sol";

/// @title Random steps on a whole community, with a naive account of the money that must follow
contract CommunityHandler is SlotActions {
    struct Batch {
        uint32 firstWord;
        uint256[] deltas;
    }

    int256 public movedIn;
    int256 public appliedSum;
    uint256 public settledPeriods;
    mapping(uint32 slot => uint256) public timesPaid;
    uint256[] private _requests;
    Batch[] private _batches;

    constructor() {
        deployWithMember();
        bondPaidIn = BOND;
    }

    function contracts() external view returns (address[8] memory) {
        return [
            address(coin),
            address(bondCoin),
            address(community),
            address(market),
            address(ledger),
            address(court),
            address(demands),
            member
        ];
    }

    function register() external {
        if (community.accountCount() < 14) registerMembers(1);
    }

    function deposit(uint256 account, uint64 amount) external {
        uint64 folded = uint64(bound(amount, 0, 1e12));
        coin.mint(address(this), folded);
        coin.approve(address(ledger), folded);
        (bool ok,) = address(ledger).call(abi.encodeCall(ledger.deposit, (pick(account), folded)));
        breach(ok != (!ledger.isSettling() && !community.paused()));
        if (ok) movedIn += int64(folded);
    }

    function request(uint256 account, uint64 amount) external {
        if (community.paused()) return;
        uint32 from = pick(account);
        uint256 most = uint256(uint64(ledger.headroomOf(from)));
        uint256 held = coin.balanceOf(address(ledger));
        uint64 folded = uint64(bound(amount, 0, most < held ? most + 5 : held));
        _requests.push(ledger.requestWithdrawal(from, address(this), folded));
    }

    function withdraw(uint256 seed, bool isCancelled) external {
        if (_requests.length == 0) return;
        uint256 id = _requests[seed % _requests.length];
        (uint32 account,, uint64 amount, uint256 executableAt) = ledger.withdrawalOf(id);
        if (isCancelled) {
            (bool done,) = address(ledger).call(abi.encodeCall(ledger.cancelWithdrawal, (id)));
            return breach(done != (executableAt != 0));
        }
        bool isDue = executableAt != 0 && block.timestamp >= executableAt && !ledger.isSettling();
        isDue = isDue && !community.paused() && int256(uint256(amount)) <= ledger.headroomOf(account);
        isDue = isDue && amount <= coin.balanceOf(address(ledger));
        vm.prank(STRANGER);
        (bool ok,) = address(ledger).call(abi.encodeCall(ledger.executeWithdrawal, (id)));
        breach(ok != isDue);
        if (ok) movedIn -= int64(amount);
    }

    function limit(uint256 account, uint64 amount) external {
        if (ledger.isSettling() || community.paused()) return;
        uint32 from = uint32(bound(account, 4, community.accountCount() - 1));
        int64 owned = ledger.balanceOf(from);
        uint256 least = owned < 0 ? uint256(-int256(owned)) : 0;
        setCreditLimit(from, uint64(bound(amount, least, least + 1e12)));
    }

    function commit(int64[16] calldata changes, uint8 cut, bool isWrong) external {
        (uint32 from, uint32 until) = (ledger.settledUntil(), market.finalUntil());
        (ILedger.PeriodStage stage,,,,,) = ledger.periodUnderWay();
        bool isDue = stage == ILedger.PeriodStage.None && until > from && !community.paused();
        if (!isDue) {
            (bool ok,) = address(ledger).call(
                abi.encodeCall(ledger.commitPeriod, (headerOf(ledger.nextPeriod(), from, until), new bytes32[](1)))
            );
            return breach(ok);
        }
        plan(changes, cut, isWrong);
        ledger.commitPeriod(headerOf(ledger.nextPeriod(), from, until), hashes(ledger.nextPeriod(), 0));
    }

    function settle(bool isWaiting) external {
        if (isWaiting) vm.warp(block.timestamp + WINDOW_SECONDS);
        (ILedger.PeriodStage stage, uint32 period, uint32 from, uint32 until, uint256 committedAt, uint256 open_) =
            ledger.periodUnderWay();
        if (stage == ILedger.PeriodStage.None) return;
        (uint32 next, uint32 count) = ledger.batchProgress();
        if (next == count) return;
        Batch storage batch = _batches[next];
        bool isDue = stage == ILedger.PeriodStage.Committed && open_ == 0 && !community.paused();
        isDue = isDue && block.timestamp >= laterOf(committedAt, community.requireRunning()) + WINDOW_SECONDS;
        int256 sum = appliedSum + sumOf(batch.deltas);
        bool isLast = next + 1 == count;
        bytes memory call = abi.encodeCall(ledger.settle, (period, next, batch.firstWord, batch.deltas));
        vm.prank(STRANGER);
        (bool ok,) = address(ledger).call(call);
        breach(ok != (isDue && (!isLast || sum == 0)));
        if (!ok) return;
        appliedSum = isLast ? int256(0) : sum;
        (bool again,) = address(ledger).call(call);
        breach(again);
        if (!isLast) return;
        ++settledPeriods;
        for (uint32 slot = from; slot < until; ++slot) {
            ++timesPaid[slot];
        }
    }

    /// @dev Voided by a proven fault or retracted by the operator, then committed again with the sum put right.
    function voidPeriod(uint8 seed, bool isProven) external {
        (ILedger.PeriodStage stage, uint32 period, uint32 from, uint32 until,,) = ledger.periodUnderWay();
        if (stage == ILedger.PeriodStage.None) return;
        PeriodHeader memory header = headerOf(period, from, until);
        if (stage == ILedger.PeriodStage.Committed) {
            if (seed % 4 != 0) return;
            if (isProven) return provePeriod(header);
            if (!community.paused()) ledger.retractPeriod(period);
        } else if (!community.paused()) {
            (uint32 next,) = ledger.batchProgress();
            balance(next);
            ledger.recommitPeriod(header, hashes(period, next));
        }
    }

    function provePeriod(PeriodHeader memory header) private {
        judge.setFault(Fault.PeriodSumWrong);
        bytes memory call = abi.encodeCall(court.challengePeriod, (header, noLeaves(), SALT));
        announce(call);
        vm.prank(CHALLENGER);
        (bool ok,) = address(court).call(call);
        // What was applied in this commitment makes it final.
        if (!ok) return breach(!ledger.isSettling());
        ++slashes;
    }

    /// @dev From any state: everything that is late is put to an end, and every slot becomes final.
    function windDown() external {
        if (community.paused()) community.unpause();
        judge.setFault(Fault.None);
        uint32 until = market.nextSlotToClose();
        for (uint256 round = 0; round < 4; ++round) {
            vm.warp(block.timestamp + STAGE_SECONDS + WINDOW_SECONDS + 1);
            for (uint32 slot = market.finalUntil(); slot < until; ++slot) {
                tryCall(address(market), abi.encodeCall(market.fallBack, (slot)));
            }
            for (uint256 i = openDemands.length; i > 0; --i) {
                closeDemand(i - 1, 0);
            }
            for (uint256 i = openDemands.length; i > 0; --i) {
                closeDemand(i - 1, 2);
            }
            for (uint32 slot = market.finalUntil(); slot < until; ++slot) {
                tryCall(address(market), abi.encodeCall(market.skip, (slot)));
                tryCall(address(demands), abi.encodeCall(demands.releaseSlot, (slot)));
            }
        }
        tryCall(address(market), abi.encodeCall(market.finalize, (until)));
    }

    function tryCall(address target, bytes memory call) private returns (bool ok) {
        (ok,) = target.call(call);
    }

    function headerOf(uint32 period, uint32 from, uint32 until) private pure returns (PeriodHeader memory) {
        return periodOf(period, from, until);
    }

    /// @dev One batch of all words or two, the rounding account taking what is left unless `isWrong`.
    function plan(int64[16] calldata changes, uint8 cut, bool isWrong) private {
        delete _batches;
        int64[16] memory folded;
        int64 sum = 0;
        uint256 accounts = community.accountCount();
        for (uint256 i = 0; i < accounts; ++i) {
            if (i == 3) continue;
            folded[i] = changes[i] % 1e9;
            sum += folded[i];
        }
        folded[3] = isWrong ? int64(0) : -sum;
        uint256 count = (accounts + 3) / 4;
        uint256 firstPart = 1 + cut % count;
        fill(folded, 0, firstPart);
        if (firstPart < count) fill(folded, firstPart, count);
    }

    function fill(int64[16] memory folded, uint256 from, uint256 until) private {
        Batch storage batch = _batches.push();
        batch.firstWord = uint32(from);
        for (uint256 w = from; w < until; ++w) {
            batch.deltas.push(lanes(folded[4 * w], folded[4 * w + 1], folded[4 * w + 2], folded[4 * w + 3]));
        }
    }

    /// @dev The first account of the last batch takes what the outstanding batches lack.
    function balance(uint32 next) private {
        int256 sum = appliedSum;
        for (uint256 i = next; i < _batches.length; ++i) {
            sum += sumOf(_batches[i].deltas);
        }
        uint256 word = _batches[_batches.length - 1].deltas[0];
        int64 corrected = int64(int64(uint64(word)) - sum);
        _batches[_batches.length - 1].deltas[0] = (word >> 64 << 64) | uint64(corrected);
    }

    function hashes(uint32 period, uint32 from) private view returns (bytes32[] memory all) {
        all = new bytes32[](_batches.length - from);
        for (uint32 i = 0; i < all.length; ++i) {
            Batch storage batch = _batches[from + i];
            all[i] = keccak256(abi.encode(period, from + i, batch.firstWord, batch.deltas));
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
