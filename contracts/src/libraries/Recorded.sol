// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../interfaces/Evidence.sol";
import {IChallenges} from "../interfaces/IChallenges.sol";
import {ICommunity} from "../interfaces/ICommunity.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {HeaderWords} from "./HeaderWords.sol";
import {SlotState, SlotWord} from "./SlotWord.sol";

/// @title Whether headers are on the ledger, and terms those of recorded rules
/// @notice A header is shown with those that were recorded on it since, innermost first: a book's with its clearing's
/// once it is cleared, and both with the metering's once the slot is metered.
library Recorded {
    /// @notice Which of a slot's headers comes first in a list.
    enum Layer {
        Book,
        Clearing,
        Metering
    }

    uint256 private constant LAYERS = 3;

    /// @notice Refuses headers that are not what the ledger holds of their slot.
    /// @return slot The headers' slot.
    /// @return word The slot's word.
    function requireHeaders(IMarket market, uint256[][] calldata headers, Layer layer)
        internal
        view
        returns (uint32 slot, SlotWord word)
    {
        if (headers.length == 0 || uint256(layer) + headers.length > LAYERS) {
            revert IChallenges.HeadersIncomplete(headers.length);
        }
        Layer top = Layer(uint256(layer) + headers.length - 1);
        (slot, word) = _requireTop(market, headers[headers.length - 1], top);
        for (uint256 i = headers.length - 1; i > 0; --i) {
            _requireBelow(slot, headers[i - 1], headers[i], Layer(uint256(layer) + i));
        }
    }

    /// @notice As `requireHeaders`, for a metering, on which nothing is recorded.
    function requireMetering(IMarket market, uint256[] calldata header)
        internal
        view
        returns (uint32 slot, SlotWord word)
    {
        return _requireTop(market, header, Layer.Metering);
    }

    /// @notice Refuses a clearing that is not the one that a recorded metering names; at the grid tariff there is none.
    function requireClearingOf(uint256[] calldata metering, uint256[] calldata clearing) internal pure {
        uint32 slot = HeaderWords.slot(metering[0]);
        if (metering[HeaderWords.METERING_CLEARING_HASH] == 0) {
            if (clearing.length != 0) revert IChallenges.HeaderNotRecorded(slot, HeaderWords.hashOf(clearing));
        } else {
            _requireBelow(slot, clearing, metering, Layer.Metering);
        }
    }

    /// @notice Refuses terms other than those that were recorded as this version of the rules.
    function requireTerms(ICommunity community, Terms calldata terms, uint32 version) internal view {
        (bytes32 recorded,,,) = community.rulesAt(version);
        bytes32 termsHash = keccak256(abi.encode(terms));
        if (termsHash != recorded) revert IChallenges.TermsMismatch(version, termsHash, recorded);
    }

    function _requireTop(IMarket market, uint256[] calldata header, Layer layer)
        private
        view
        returns (uint32 slot, SlotWord word)
    {
        if (header.length == 0) revert IChallenges.HeadersIncomplete(0);
        slot = HeaderWords.slot(header[0]);
        word = SlotWord.wrap(market.slotWord(slot));
        bytes32 headerHash = HeaderWords.hashOf(header);
        if (word.state() != _stateOf(layer) || !word.hasHash(headerHash)) {
            revert IChallenges.HeaderNotRecorded(slot, headerHash);
        }
    }

    /// @dev The market compared a metering's clearing in the bits that it keeps, so no more of them are sure to agree.
    function _requireBelow(uint32 slot, uint256[] calldata below, uint256[] calldata above, Layer layerAbove)
        private
        pure
    {
        bytes32 headerHash = HeaderWords.hashOf(below);
        bool agrees;
        if (layerAbove == Layer.Metering) {
            agrees = uint256(headerHash) >> 56 == above[HeaderWords.METERING_CLEARING_HASH] >> 56;
        } else {
            agrees = headerHash == HeaderWords.bookHash(above[0], above[HeaderWords.CLEARING_BOOK_ROOT]);
        }
        if (!agrees) revert IChallenges.HeaderNotRecorded(slot, headerHash);
    }

    function _stateOf(Layer layer) private pure returns (SlotState) {
        if (layer == Layer.Book) return SlotState.Booked;
        return layer == Layer.Clearing ? SlotState.Cleared : SlotState.Metered;
    }
}
