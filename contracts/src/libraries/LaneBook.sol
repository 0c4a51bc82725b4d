// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILedger} from "../interfaces/ILedger.sol";
import {Lanes} from "./Lanes.sol";

/// @title Balances and credit limits, packed four accounts to a word
/// @notice A lane of `headroom` holds balance + credit limit, so that "within the limit" is a sign bit.
library LaneBook {
    /// @dev Fixed arrays instead of mappings, since their places are added instead of hashed: 2^32 accounts in all.
    struct Book {
        uint256[2 ** 30] headrooms;
        uint256[2 ** 30] limits;
    }

    /// @notice The system accounts' limit, and the highest for anyone: it leaves three quarters of a lane for credit.
    uint64 internal constant HIGHEST_LIMIT = 2 ** 61;
    /// @notice The account that pays what a debtor cannot.
    uint256 internal constant GUARANTEE_ACCOUNT = 2;

    /// @notice What an account may still spend.
    function headroom(Book storage book, uint256 account) internal view returns (int64) {
        return Lanes.get(book.headrooms[account / Lanes.LANES_PER_WORD], account % Lanes.LANES_PER_WORD);
    }

    /// @notice How far an account may go below zero.
    function limit(Book storage book, uint256 account) internal view returns (uint64) {
        return Lanes.getUnsigned(book.limits[account / Lanes.LANES_PER_WORD], account % Lanes.LANES_PER_WORD);
    }

    /// @notice An account's balance: its headroom less its limit.
    function balance(Book storage book, uint256 account) internal view returns (int64) {
        return int64(int256(headroom(book, account)) - int256(uint256(limit(book, account))));
    }

    /// @notice Sets a limit and moves the headroom with it, so that the balance stays.
    function setLimit(Book storage book, uint256 account, uint64 newLimit) internal {
        (uint256 word, uint256 lane) = (account / Lanes.LANES_PER_WORD, account % Lanes.LANES_PER_WORD);
        add(book, account, int256(uint256(newLimit)) - int256(uint256(limit(book, account))));
        book.limits[word] = Lanes.setUnsigned(book.limits[word], lane, newLimit);
    }

    /// @notice Changes a headroom by `delta`; the caller has checked that it does not go below zero.
    function add(Book storage book, uint256 account, int256 delta) internal {
        (uint256 word, uint256 lane) = (account / Lanes.LANES_PER_WORD, account % Lanes.LANES_PER_WORD);
        uint256 lanes = book.headrooms[word];
        int64 value = Lanes.narrow(account, int256(Lanes.get(lanes, lane)) + delta);
        book.headrooms[word] = Lanes.set(lanes, lane, value);
    }

    /// @notice Applies a batch of deltas; what debtors cannot pay goes to the guarantee account, visibly.
    /// @return sum The sum of all deltas.
    function apply_(
        Book storage book,
        uint32 period,
        uint256 systemAccounts,
        uint256 firstWord,
        uint256[] calldata deltas
    ) internal returns (int256 sum) {
        uint256 running = 0;
        uint256 guaranteed = 0;
        for (uint256 i = 0; i < deltas.length; ++i) {
            uint256 word = firstWord + i;
            uint256 delta = deltas[i];
            running = Lanes.accumulate(running, delta);
            if (delta == 0) continue;
            uint256 before = book.headrooms[word];
            (uint256 headrooms, bool fits) = Lanes.addIfWithinLimits(before, delta);
            if (!fits) {
                uint256 short;
                (headrooms, short) = Lanes.addStoppingAtZero(word * Lanes.LANES_PER_WORD, before, delta);
                guaranteed += _reportArrears(period, systemAccounts, word, short);
            }
            book.headrooms[word] = headrooms;
        }
        if (guaranteed != 0) _chargeGuarantee(book, guaranteed);
        return Lanes.total(running, deltas.length);
    }

    function _reportArrears(uint32 period, uint256 systemAccounts, uint256 word, uint256 short)
        private
        returns (uint256 total)
    {
        for (uint256 lane = 0; lane < Lanes.LANES_PER_WORD; ++lane) {
            uint64 amount = Lanes.getUnsigned(short, lane);
            if (amount == 0) continue;
            uint256 account = word * Lanes.LANES_PER_WORD + lane;
            if (account < systemAccounts) revert ILedger.SystemAccountExhausted(account, amount);
            emit ILedger.Arrears(period, uint32(account), amount);
            total += amount;
        }
    }

    function _chargeGuarantee(Book storage book, uint256 amount) private {
        int64 available = headroom(book, GUARANTEE_ACCOUNT);
        if (int256(amount) > available) {
            revert ILedger.SystemAccountExhausted(GUARANTEE_ACCOUNT, amount - uint256(int256(available)));
        }
        add(book, GUARANTEE_ACCOUNT, -int256(amount));
    }
}
