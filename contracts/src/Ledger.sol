// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommunity} from "./interfaces/ICommunity.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {LaneBook} from "./libraries/LaneBook.sol";
import {CoinDesk} from "./CoinDesk.sol";
import {PeriodSettlement} from "./PeriodSettlement.sol";

/// @title Members' mutual credit
/// @notice What it promises is written at {ILedger}.
contract Ledger is CoinDesk {
    using LaneBook for LaneBook.Book;

    /// @param coin_ The community's coin.
    /// @param community_ The register, which must be deployed already.
    /// @param market_ The market, which must be deployed already and name this contract as its ledger.
    /// @param withdrawalDelaySeconds_ How long after its request a withdrawal may be executed.
    constructor(address coin_, address community_, address market_, uint32 withdrawalDelaySeconds_)
        PeriodSettlement(community_, market_)
        CoinDesk(coin_, withdrawalDelaySeconds_)
    {
        for (uint32 account = 0; account < _systemAccounts; ++account) {
            _book.setLimit(account, LaneBook.HIGHEST_LIMIT);
            emit CreditLimitSet(account, LaneBook.HIGHEST_LIMIT);
        }
    }

    /// @inheritdoc ILedger
    function setCreditLimits(uint32[] calldata accounts, uint64[] calldata limits) external onlyOperator whenSettled {
        if (accounts.length != limits.length) revert LengthMismatch(accounts.length, limits.length);
        uint256 count = ICommunity(community).accountCount();
        for (uint256 i = 0; i < accounts.length; ++i) {
            (uint32 account, uint64 limit) = (accounts[i], limits[i]);
            if (account < _systemAccounts) revert SystemAccount(account);
            if (account >= count) revert UnknownAccount(account, count);
            if (limit > LaneBook.HIGHEST_LIMIT) revert CreditLimitTooHigh(account, limit, LaneBook.HIGHEST_LIMIT);
            int64 balance = _book.balance(account);
            if (int256(balance) + int256(uint256(limit)) < 0) revert CreditLimitBelowDebt(account, limit, balance);
            _book.setLimit(account, limit);
            emit CreditLimitSet(account, limit);
        }
    }

    /// @inheritdoc ILedger
    function balanceOf(uint32 account) external view returns (int64) {
        return _book.balance(account);
    }

    /// @inheritdoc ILedger
    function headroomOf(uint32 account) external view returns (int64) {
        return _book.headroom(account);
    }

    /// @inheritdoc ILedger
    function creditLimitOf(uint32 account) external view returns (uint64) {
        return _book.limit(account);
    }

    /// @inheritdoc ILedger
    function balances(uint32 from, uint32 count) external view returns (int64[] memory result) {
        result = new int64[](count);
        for (uint256 i = 0; i < count; ++i) {
            result[i] = _book.balance(uint256(from) + i);
        }
    }

    /// @inheritdoc ILedger
    function creditLimits(uint32 from, uint32 count) external view returns (uint64[] memory result) {
        result = new uint64[](count);
        for (uint256 i = 0; i < count; ++i) {
            result[i] = _book.limit(uint256(from) + i);
        }
    }
}
