// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A leaf as it was committed, with the proof that it stands at `index` (docs/COMMITMENTS.md).
struct Leaf {
    uint256[] words;
    uint32 index;
    bytes32[] proof;
}

/// @notice An order in the book and its fill, at the same index.
struct OrderPosition {
    Leaf book;
    Leaf fill;
}

/// @notice What a rule needs to know of a rules version; recorded as keccak256(abi.encode(terms)).
struct Terms {
    address rule;
    int64 priceFloor;
    int64 priceCap;
    int64 retailPrice;
    int64 feedInPrice;
    int64 buyerFee;
    int64 sellerFee;
    uint8 pricing;
    uint32 kPpm;
    uint8 ties;
    uint8 product;
    uint32 keys;
    uint32 keysTotalPpm;
    bytes32 keysRoot;
    bytes32 documentHash;
}

/// @notice A committed period; the ledger keeps keccak256(abi.encode(header)).
struct PeriodHeader {
    uint32 period;
    uint32 fromSlot;
    uint32 untilSlot;
    uint32 accounts;
    bytes32 root;
}

/// @notice One transaction's part of a period's settlement, as `ILedger.settle` takes it.
struct BatchData {
    uint32 batch;
    uint32 firstWord;
    uint256[] deltas;
}
