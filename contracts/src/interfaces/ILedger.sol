// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Members' mutual credit, four accounts to a storage word
/// @notice All amounts are in 10^-6 currency, the coin's smallest unit. Plus means the community owes the account.
/// The sum of all balances is always what was deposited less what was withdrawn.
///
/// A period is settled in batches, so that it may be larger than a transaction. The hashes of all batches are committed
/// first; then anyone applies them in order. From the commitment to the last batch the ledger is *settling*: balances
/// answer but may be half-way, and nothing else may move money.
///
/// The deltas of a period must sum to zero. Their sum is known only with the last batch, which is refused otherwise.
/// So that a wrong commitment can neither stay half-applied nor block the ledger, the operator may recommit the
/// batches that are outstanding, which must then bring the sum to zero; what was applied stays applied and visible.
interface ILedger {
    /// @notice Coins came in for an account.
    event Deposited(uint32 indexed account, address indexed from, uint64 amount);
    /// @notice Coins were paid out from an account.
    event Withdrawn(uint32 indexed account, address indexed to, uint64 amount);
    /// @notice An account may go down to minus `limit`.
    event CreditLimitSet(uint32 indexed account, uint64 limit);
    /// @notice A period's deltas were committed.
    event PeriodCommitted(
        uint32 indexed period, uint32 fromSlot, uint32 untilSlot, bytes32 periodRoot, bytes32[] batchHashes
    );
    /// @notice The outstanding batches from `firstBatch` on were replaced.
    event PeriodRecommitted(uint32 indexed period, uint32 firstBatch, bytes32 periodRoot, bytes32[] batchHashes);
    /// @notice One batch was applied.
    event BatchSettled(uint32 indexed period, uint32 batch);
    /// @notice An account went beyond its limit; the guarantee account paid `amount` in its place.
    event Arrears(uint32 indexed period, uint32 indexed account, uint64 amount);
    /// @notice All batches were applied.
    event PeriodSettled(uint32 indexed period, uint32 fromSlot, uint32 untilSlot, bytes32 periodRoot);

    /// @notice The caller lacks the operator's role in the community.
    error NotOperator(address caller);
    /// @notice The caller lacks the treasurer's role in the community.
    error NotTreasurer(address caller);
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
    /// @notice A period is half-way; wait for its last batch.
    error SettlementInProgress(uint32 period);
    /// @notice There is no period with batches outstanding.
    error NotSettling();
    /// @notice Periods are settled strictly in order.
    error WrongPeriod(uint32 period, uint32 expectedPeriod);
    /// @notice A period starts where the last one ended and is not empty.
    error WrongPeriodSlots(uint32 fromSlot, uint32 untilSlot, uint32 expectedFromSlot);
    /// @notice A slot of the period can still be challenged.
    error PeriodNotFinal(uint32 untilSlot, uint32 finalUntil);
    /// @notice A period needs at least one batch.
    error NoBatches();
    /// @notice Batches are applied strictly in order.
    error WrongBatch(uint32 batch, uint32 expectedBatch);
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
    /// @notice Pays `amount` coins to `to` and debits `account`; only the treasurer may. Refused beyond the headroom.
    function withdraw(uint32 account, address to, uint64 amount) external;
    /// @notice Commits the batches of the next period, whose slots must all be final; only the operator may.
    /// @param batchHashes keccak256(abi.encode(period, batch, firstWord, deltas)) of each batch.
    function commitPeriod(
        uint32 period,
        uint32 fromSlot,
        uint32 untilSlot,
        bytes32 periodRoot,
        bytes32[] calldata batchHashes
    ) external;
    /// @notice Replaces the batches that are outstanding; only the operator may.
    function recommitPeriod(uint32 period, bytes32 periodRoot, bytes32[] calldata batchHashes) external;
    /// @notice Applies the next batch; anyone may, with the committed data.
    /// @param firstWord The word of the first delta: its lanes are the accounts from `4 * firstWord` on.
    /// @param deltas Four signed 64-bit changes a word, in the lanes of the balances.
    function settle(uint32 period, uint32 batch, uint32 firstWord, uint256[] calldata deltas) external;

    /// @notice Whether a period is half-way; balances are then not to be relied on.
    function isSettling() external view returns (bool);
    /// @notice The number of the next period to commit.
    function nextPeriod() external view returns (uint32);
    /// @notice The next batch to apply, and how many the period has; equal when nothing is outstanding.
    function batchProgress() external view returns (uint32 nextBatch, uint32 batchCount);
    /// @notice The first slot that no committed period covers.
    function settledUntil() external view returns (uint32);
    /// @notice The root of a period's leaves, zero before its commitment.
    function periodRootOf(uint32 period) external view returns (bytes32);
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
