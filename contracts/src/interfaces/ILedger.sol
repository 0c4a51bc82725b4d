// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PeriodHeader} from "./Evidence.sol";

/// @title Members' mutual credit, four accounts to a storage word
/// @notice All amounts are in 10^-6 currency, the coin's smallest unit. Plus means the community owes the account.
/// The sum of all balances is always what was deposited less what was withdrawn.
///
/// A period is settled in batches, so that it may be larger than a transaction. Its header and the hashes of all
/// batches are committed first; for a window anybody may demand what is behind them and challenge it; then anyone
/// applies the batches in order. From the first to the last of them the ledger is *settling*: balances answer but are
/// half-way, and nothing else may move money.
///
/// Up to its first batch a commitment can be voided, by a proven fault or by the operator itself; the operator then
/// commits the same period again, and the window starts over. With the first batch it is final. Batches cover the
/// balances without a gap, and their sum must be zero, which is known only with the last one. So that a wrong sum can
/// neither stay half-applied nor block the ledger, the operator may retract what is outstanding and commit that anew;
/// what was applied stays applied and visible.
interface ILedger {
    /// @notice How far a period is.
    enum PeriodStage {
        None,
        Committed,
        Voided
    }

    /// @notice Coins came in for an account.
    event Deposited(uint32 indexed account, address indexed from, uint64 amount);
    /// @notice The treasurer wants to pay out; executable from `executableAt` on.
    event WithdrawalRequested(
        uint256 indexed id, uint32 indexed account, address to, uint64 amount, uint256 executableAt
    );
    /// @notice The treasurer took a request back.
    event WithdrawalCancelled(uint256 indexed id);
    /// @notice Coins were paid out from an account.
    event Withdrawn(uint256 indexed id, uint32 indexed account, address indexed to, uint64 amount);
    /// @notice An account may go down to minus `limit`.
    event CreditLimitSet(uint32 indexed account, uint64 limit);
    /// @notice A period was committed, with the batches from `firstBatch` on.
    event PeriodCommitted(
        uint32 indexed period, PeriodHeader header, bytes32 headerHash, uint32 firstBatch, bytes32[] batchHashes
    );
    /// @notice The outstanding batches from `firstBatch` on were dropped; the operator must commit the period again.
    event PeriodVoided(uint32 indexed period, uint32 firstBatch);
    /// @notice One batch was applied.
    event BatchSettled(uint32 indexed period, uint32 batch);
    /// @notice An account went beyond its limit; the guarantee account paid `amount` in its place.
    event Arrears(uint32 indexed period, uint32 indexed account, uint64 amount);
    /// @notice All batches were applied.
    event PeriodSettled(uint32 indexed period, uint32 fromSlot, uint32 untilSlot, bytes32 headerHash);

    /// @notice The caller lacks the treasurer's role in the community.
    error NotTreasurer(address caller);
    /// @notice Only the court and the contract of demands may.
    error NotJudge(address caller);
    /// @notice Only the contract of demands may.
    error NotDemands(address caller);
    /// @notice The market was told of another ledger; deploy at the address it expects.
    error NotTheMarketsLedger(address expected);
    /// @notice There is no such account in the community.
    error UnknownAccount(uint256 account, uint256 accountCount);
    /// @notice The system's accounts keep the limit they were made with.
    error SystemAccount(uint32 account);
    /// @notice Each account needs its limit.
    error LengthMismatch(uint256 accounts, uint256 limits);
    /// @notice No account may have so high a limit.
    error CreditLimitTooHigh(uint32 account, uint64 limit, uint64 highest);
    /// @notice The account already owes more than the new limit.
    error CreditLimitBelowDebt(uint32 account, uint64 limit, int64 balance);
    /// @notice The account has less headroom than the amount.
    error InsufficientHeadroom(uint32 account, uint64 amount, int64 headroom);
    /// @notice There is no such request, or it was executed or cancelled.
    error UnknownWithdrawal(uint256 id);
    /// @notice The request's delay is not over.
    error WithdrawalDelayed(uint256 id, uint256 blockTime, uint256 executableAt);
    /// @notice Balances are half-way; wait for the period's last batch.
    error SettlementInProgress(uint32 period);
    /// @notice A period is committed and not settled; settle it first.
    error PeriodUnderWay(uint32 period);
    /// @notice There is no period with batches outstanding.
    error NotSettling();
    /// @notice The period was voided; the operator must commit it again.
    error PeriodIsVoided(uint32 period);
    /// @notice The period stands; only a voided one is committed again.
    error PeriodNotVoided(uint32 period);
    /// @notice The period's first batch was applied: it is final.
    error PeriodFinal(uint32 period);
    /// @notice Periods are settled strictly in order.
    error WrongPeriod(uint32 period, uint32 expectedPeriod);
    /// @notice A period starts where the last one ended and is not empty; a second commitment covers the same slots.
    error WrongPeriodSlots(uint32 fromSlot, uint32 untilSlot, uint32 expectedFromSlot);
    /// @notice A slot of the period can still be challenged.
    error PeriodNotFinal(uint32 untilSlot, uint32 finalUntil);
    /// @notice A period needs between one batch and 65,535.
    error BatchCountInvalid(uint256 count);
    /// @notice The period's challenge window is still open.
    error PeriodWindowOpen(uint32 period, uint256 blockTime, uint256 windowEnd);
    /// @notice Demands for the period's data are open; answer or expire them first.
    error DemandsOpen(uint32 period, uint256 demands);
    /// @notice As many demands are open as a period may have; wait for answers.
    error TooManyDemands(uint32 period);
    /// @notice No demand is open in the period.
    error NoDemandOpen(uint32 period);
    /// @notice Batches are applied strictly in order.
    error WrongBatch(uint32 batch, uint32 expectedBatch);
    /// @notice A batch begins at the word after the last batch's.
    error WrongFirstWord(uint32 batch, uint32 firstWord, uint32 expectedWord);
    /// @notice These are not the deltas that were committed.
    error BatchHashMismatch(uint32 batch, bytes32 batchHash, bytes32 committedHash);
    /// @notice The period's deltas do not sum to zero.
    error PeriodNotBalanced(uint32 period, int256 sum);
    /// @notice A system account would go below minus its limit.
    error SystemAccountExhausted(uint256 account, uint256 shortfall);

    /// @notice Sets how far accounts may go below zero; only the operator may. Refused for system accounts, below an
    /// account's debt, and while settling.
    function setCreditLimits(uint32[] calldata accounts, uint64[] calldata limits) external;
    /// @notice Takes `amount` coins from the caller and credits them to `account`.
    function deposit(uint32 account, uint64 amount) external;
    /// @notice As `deposit`, with the caller's signed approval instead of a separate transaction.
    function depositWithPermit(uint32 account, uint64 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
    /// @notice Announces that `amount` coins be paid to `to` and `account` be debited; only the treasurer may.
    /// @return id The request's number.
    function requestWithdrawal(uint32 account, address to, uint64 amount) external returns (uint256 id);
    /// @notice Takes a request back; only the treasurer may.
    function cancelWithdrawal(uint256 id) external;
    /// @notice Pays what was requested, when its delay is over; anyone may. Refused beyond the headroom of that time.
    function executeWithdrawal(uint256 id) external;

    /// @notice Commits the next period, whose slots must all be final; only the operator may.
    /// @param batchHashes keccak256(abi.encode(period, batch, firstWord, deltas)) of each batch.
    function commitPeriod(PeriodHeader calldata header, bytes32[] calldata batchHashes) external;
    /// @notice Commits a voided period again, with the batches that are outstanding; only the operator may.
    function recommitPeriod(PeriodHeader calldata header, bytes32[] calldata batchHashes) external;
    /// @notice Drops the batches that are outstanding, to commit them again; only the operator may.
    function retractPeriod(uint32 period) external;
    /// @notice Applies the next batch when the window is over and no demand is open; anyone may, with the committed data.
    /// @param firstWord The word of the first delta: its lanes are the accounts from `4 * firstWord` on.
    /// @param deltas Four signed 64-bit changes a word, in the lanes of the balances.
    function settle(uint32 period, uint32 batch, uint32 firstWord, uint256[] calldata deltas) external;
    /// @notice Voids the period under way, which is proven wrong, and takes a slot's bond; only court and demands may.
    function voidPeriod(uint32 period, address challenger) external;
    /// @notice Counts one more open demand on the period under way; only the contract of demands may.
    /// @return open How many are open now.
    function openDemand(uint32 period) external returns (uint256 open);
    /// @notice Counts one open demand less; only the contract of demands may.
    /// @return open How many are open now.
    function closeDemand(uint32 period) external returns (uint256 open);

    /// @notice The register of accounts and roles.
    function community() external view returns (address);
    /// @notice The market whose final slots are settled.
    function market() external view returns (address);
    /// @notice The community's coin, in which deposits and withdrawals are made.
    function coin() external view returns (address);
    /// @notice How many seconds after its request a withdrawal may be executed.
    function withdrawalDelaySeconds() external view returns (uint32);
    /// @notice Whether a period is half-way; balances are then not to be relied on.
    function isSettling() external view returns (bool);
    /// @notice The number of the next period to commit.
    function nextPeriod() external view returns (uint32);
    /// @notice The period under way, zero everything but `stage` where there is none.
    function periodUnderWay()
        external
        view
        returns (PeriodStage stage, uint32 period, uint32 fromSlot, uint32 untilSlot, uint256 committedAt, uint256 demands);
    /// @notice The next batch to apply, and how many the period has; equal when nothing is outstanding.
    function batchProgress() external view returns (uint32 nextBatch, uint32 batchCount);
    /// @notice The first slot that no committed period covers.
    function settledUntil() external view returns (uint32);
    /// @notice keccak256(abi.encode(header)) of a period, zero before its commitment.
    function periodHashOf(uint32 period) external view returns (bytes32);
    /// @notice The hash of a batch of the period under way.
    function batchHashOf(uint32 batch) external view returns (bytes32);
    /// @notice A request that was neither executed nor cancelled; else everything is zero.
    function withdrawalOf(uint256 id)
        external
        view
        returns (uint32 account, address to, uint64 amount, uint256 executableAt);
    /// @notice All coins ever deposited and withdrawn.
    function totals() external view returns (uint128 deposited, uint128 withdrawn);
    /// @notice An account's balance; plus means the community owes the account.
    function balanceOf(uint32 account) external view returns (int64);
    /// @notice What an account may still spend: its balance plus its credit limit.
    function headroomOf(uint32 account) external view returns (int64);
    /// @notice How far an account may go below zero.
    function creditLimitOf(uint32 account) external view returns (uint64);
    /// @notice The balances of `count` accounts from `from` on.
    function balances(uint32 from, uint32 count) external view returns (int64[] memory);
    /// @notice The credit limits of `count` accounts from `from` on.
    function creditLimits(uint32 from, uint32 count) external view returns (uint64[] memory);
}
