// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A frozen order book. Its hash is keccak256(abi.encode(header)).
struct BookHeader {
    uint32 slot;
    uint32 orders;
    bytes32 bookRoot;
}

/// @notice The last order filled on one side: price in 10^-6 currency per kWh net of fees, fill in 10^-6 kWh.
struct Marginal {
    uint32 index;
    int64 price;
    uint64 fill;
}

/// @notice A cleared book: price in 10^-6 currency per kWh, energy in 10^-6 kWh.
struct ClearingHeader {
    uint32 slot;
    uint32 orders;
    bytes32 bookRoot;
    bytes32 fillRoot;
    int64 price;
    uint64 energyUkwh;
    Marginal bid;
    Marginal ask;
    uint32 rulesVersion;
    bytes32 dataHash;
}

/// @notice A metered slot: price in 10^-6 currency per kWh, energies in 10^-6 kWh.
struct MeteringHeader {
    uint32 slot;
    uint8 version;
    uint32 meters;
    uint32 accounts;
    bytes32 clearingHash;
    bytes32 readingRoot;
    bytes32 lineRoot;
    int64 sharingPrice;
    uint64 deliveredUkwh;
    uint64 sharedUkwh;
    uint32 rulesVersion;
    bytes32 dataHash;
}
