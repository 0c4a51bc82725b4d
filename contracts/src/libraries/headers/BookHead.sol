// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WordReader} from "../WordReader.sol";

/// @notice A frozen order book.
struct BookHead {
    uint256 slot;
    uint256 orders;
    bytes32 bookRoot;
}

/// @title Reading the headers of books
library BookHeads {
    using WordReader for uint256;

    uint256 internal constant TAG = uint64(bytes8("bookhead"));

    /// @notice Takes a header's words apart; not `isWell` where they are not those of a book's header.
    function read(uint256[] calldata words) internal pure returns (bool isWell, BookHead memory head) {
        if (words.length != 2) return (false, head);
        isWell = words[0].u64(0) == TAG && words[0].isZeroFrom(128);
        head = BookHead({slot: words[0].u32(64), orders: words[0].u32(96), bookRoot: bytes32(words[1])});
    }
}
