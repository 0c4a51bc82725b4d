// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SlotState} from "../libraries/SlotWord.sol";

/// @notice What is fixed when a market is deployed. Times in seconds, `bondPerSlot` in the bond coin's smallest unit.
struct MarketSettings {
    address community;
    address ledger;
    address court;
    address demands;
    address coin;
    address bondCoin;
    uint32 slotSeconds;
    uint32 gateClosureSeconds;
    uint32 challengeWindowSeconds;
    uint32 stageSeconds;
    uint32 firstSlot;
    uint32 ringSize;
    uint128 bondPerSlot;
    uint32 attestationPpm;
}

/// @title The market's commitments, slot by slot
/// @notice A slot goes from booked to cleared to metered to final. Slot `s` is `[s * slotSeconds, (s + 1) * slotSeconds)`
/// in seconds since the Unix epoch. Every window runs on block time and is fixed at deployment. Headers are words, laid
/// out as docs/COMMITMENTS.md says; the events carry them, so that anybody finds them on the ledger.
///
/// A proven fault takes a slot back by a stage or, for a book, to the grid tariff; so does a stage that comes too late.
/// For every slot from its book to its payment a bond is locked, in a coin that is not the community's own.
interface IMarket {
    /// @notice A book was frozen, before it was cleared.
    event BookClosed(uint32 indexed slot, bytes32 headerHash, uint256[2] words);
    /// @notice A book was cleared.
    event Cleared(uint32 indexed slot, bytes32 headerHash, uint256[8] words);
    /// @notice A slot was metered, or metered anew; the challenge window starts over.
    event Metered(uint32 indexed slot, bytes32 headerHash, uint256[9] words);
    /// @notice A quorum of members' gateways signed the metering.
    event Attested(uint32 indexed slot, uint8 version, uint256 members);
    /// @notice What was recorded was proven wrong: the slot is back at `state`.
    event StageVoided(uint32 indexed slot, SlotState state);
    /// @notice A stage came too late: the slot settles at the grid tariff.
    event FellBack(uint32 indexed slot);
    /// @notice Not even a metering at the grid tariff came: nothing is settled for the slot.
    event SlotSkipped(uint32 indexed slot);
    /// @notice All slots before `untilSlot` are final.
    event Finalized(uint32 untilSlot);
    /// @notice All slots before `untilSlot` are paid; their bonds are free.
    event SlotsReleased(uint32 untilSlot);
    /// @notice Somebody added to the operator's bond.
    event BondDeposited(address indexed from, uint128 amount);
    /// @notice The operator took back what is not locked.
    event BondWithdrawn(address indexed to, uint128 amount);
    /// @notice A slot's bond was lost: a part went to the challenger, if there was one, the rest was burnt.
    event BondLost(uint32 indexed slot, address indexed challenger, uint128 paid, uint128 burnt);

    /// @notice A setting of the deployment makes no sense.
    error SettingOutOfRange(string setting, uint256 value);
    /// @notice The operator mints the community's coin, so it is no bond; choose another coin.
    error BondCoinIsCommunityCoin(address coin);
    /// @notice Only the court and the contract of demands may.
    error NotJudge(address caller);
    /// @notice Only the contract of demands may.
    error NotDemands(address caller);
    /// @notice Only the ledger may.
    error NotLedger(address caller);
    /// @notice The header's tag or the bits after its last field in word `word` are not as the layout says.
    error HeaderMalformed(uint32 slot, uint256 word);
    /// @notice Books are closed strictly in order.
    error SlotOutOfOrder(uint32 slot, uint32 expectedSlot);
    /// @notice The slot's gate is still open.
    error GateStillOpen(uint32 slot, uint256 blockTime, uint256 gateClosure);
    /// @notice No rules are in force in the slot, or others than the header names; name the version in force.
    error RulesNotInForce(uint32 slot, uint32 rulesVersion, uint32 versionInForce);
    /// @notice The ring is full; settle slots from `releasedUntil` on first.
    error RingFull(uint32 slot, uint32 releasedUntil, uint32 ringSize);
    /// @notice The bond does not cover all slots that are not paid; deposit what lacks.
    error BondTooLow(uint256 bond, uint256 needed);
    /// @notice That much of the bond is locked or not there.
    error BondLocked(uint256 amount, uint256 free);
    /// @notice The coin kept a part of the transfer; a bond coin must transfer what it is told.
    error CoinKeptPart(uint256 sent, uint256 received);
    /// @notice The slot is not in the state that this step needs.
    error WrongSlotState(uint32 slot, SlotState state, SlotState expected);
    /// @notice The header that should be on the ledger is not.
    error HeaderMismatch(uint32 slot, bytes32 headerHash, uint200 recordedHash200);
    /// @notice The book must be on the ledger in an earlier second than its clearing.
    error BookTooFresh(uint32 slot, uint256 blockTime, uint256 bookedAt);
    /// @notice A slot cannot be metered before it has ended.
    error SlotNotEnded(uint32 slot, uint256 blockTime, uint256 slotEnd);
    /// @notice Versions go up by one, from one to 255, and are never used twice.
    error WrongVersion(uint32 slot, uint256 version, uint256 expectedVersion);
    /// @notice The slot is final; what was wrong goes into a credit note.
    error SlotFinal(uint32 slot, uint32 finalUntil);
    /// @notice Each new header needs its previous one, each device its signature.
    error LengthMismatch(uint256 first, uint256 second);
    /// @notice The slot's challenge window is still open.
    error ChallengeWindowOpen(uint32 slot, uint256 blockTime, uint256 windowEnd);
    /// @notice Demands for the slot's data are open; answer or expire them first.
    error DemandsOpen(uint32 slot, uint256 demands);
    /// @notice As many demands are open as a slot may have; wait for answers.
    error TooManyDemands(uint32 slot);
    /// @notice No demand is open in the slot.
    error NoDemandOpen(uint32 slot);
    /// @notice Too few gateways have signed the slot's metering; bring signatures with `attest`.
    error NotAttested(uint32 slot);
    /// @notice Fewer members signed than the quorum.
    error QuorumMissed(uint256 members, uint256 quorum);
    /// @notice The device is no key of a member in the slot, or its signature is not of this header.
    error AttestationInvalid(address device);
    /// @notice Attestations come by ascending account, one a member.
    error AttestationOutOfOrder(address device, uint32 account);
    /// @notice The stage is not late yet.
    error StageNotLate(uint32 slot, uint256 blockTime, uint256 lateAfter);

    /// @notice Freezes books, in slot order without a gap; only the operator may.
    function closeBooks(uint256[2][] calldata headers) external;
    /// @notice Records the clearings of books that were closed in an earlier second; only the operator may.
    function clear(uint256[8][] calldata headers) external;
    /// @notice Records meterings of slots that have ended and are cleared or at the grid tariff; only the operator may.
    function meter(uint256[9][] calldata headers) external;
    /// @notice Replaces meterings that are not final; the windows start over; only the operator may.
    /// @param next The new headers, one version above.
    /// @param previous The headers that are recorded now, in the same order.
    function remeter(uint256[9][] calldata next, uint256[9][] calldata previous) external;
    /// @notice Brings signatures of a metering by a quorum of members' keys; anyone may.
    /// @param devices By ascending account, one a member.
    /// @param signatures The typed data Attestation(uint32 slot,uint8 version,bytes32 headerHash), as
    /// `ICommunity.isSignedBy` takes them.
    function attest(uint256[9] calldata header, address[] calldata devices, bytes[] calldata signatures) external;
    /// @notice Makes all slots before `untilSlot` final; anyone may. Does nothing when they already are.
    function finalize(uint32 untilSlot) external;
    /// @notice Puts a slot to the grid tariff whose book, clearing, metering or attestation is late, and burns its bond;
    /// anyone may.
    function fallBack(uint32 slot) external;
    /// @notice Gives up a slot whose metering at the grid tariff is late, too; anyone may.
    function skip(uint32 slot) external;
    /// @notice Adds to the operator's bond; anyone may.
    function depositBond(uint128 amount) external;
    /// @notice Takes back what is not locked; only the operator may.
    function withdrawBond(address to, uint128 amount) external;

    /// @notice Puts a slot to the grid tariff, since its book is proven wrong; only court and demands may.
    function voidBook(uint32 slot) external;
    /// @notice Takes a slot back to its book; only court and demands may.
    function voidClearing(uint32 slot, bytes32 bookHash) external;
    /// @notice Takes a slot back to its clearing, or to the grid tariff where `clearingHash` is zero; only court and
    /// demands may.
    function voidMetering(uint32 slot, bytes32 clearingHash) external;
    /// @notice Takes a slot's bond: half to the challenger, half burnt; only court, demands and ledger may.
    function slash(uint32 slot, address challenger) external;
    /// @notice Counts one more open demand; only the contract of demands may.
    /// @return open How many are open now.
    function openDemand(uint32 slot) external returns (uint256 open);
    /// @notice Counts one open demand less; only the contract of demands may.
    /// @return open How many are open now.
    function closeDemand(uint32 slot) external returns (uint256 open);
    /// @notice Frees the bonds of all slots before `untilSlot`, which are paid; only the ledger may.
    function releaseSlots(uint32 untilSlot) external;

    /// @notice The register of members, keys and rules.
    function community() external view returns (address);
    /// @notice The ledger that pays what is final.
    function ledger() external view returns (address);
    /// @notice The court that voids what is proven wrong.
    function court() external view returns (address);
    /// @notice The contract that voids what nobody shows.
    function demands() external view returns (address);
    /// @notice The coin of bonds and deposits.
    function bondCoin() external view returns (address);
    /// @notice The length of a slot in seconds.
    function slotSeconds() external view returns (uint32);
    /// @notice How many seconds before its slot's start a book closes.
    function gateClosureSeconds() external view returns (uint32);
    /// @notice How many seconds after its metering a slot becomes final.
    function challengeWindowSeconds() external view returns (uint32);
    /// @notice How many seconds a stage may take.
    function stageSeconds() external view returns (uint32);
    /// @notice The first slot of this market.
    function firstSlot() external view returns (uint32);
    /// @notice How many slots are kept: those that are not paid, and the one before them.
    function ringSize() external view returns (uint32);
    /// @notice What is locked for each slot.
    function bondPerSlot() external view returns (uint128);
    /// @notice Which part of the members must attest a slot whose rules cannot be refuted.
    function attestationPpm() external view returns (uint32);
    /// @notice The first slot that is not final.
    function finalUntil() external view returns (uint32);
    /// @notice The next slot whose book may be closed.
    function nextSlotToClose() external view returns (uint32);
    /// @notice The first slot that is not paid.
    function releasedUntil() external view returns (uint32);
    /// @notice The operator's bond, and how much of it is locked.
    function bond() external view returns (uint256 amount, uint256 locked);
    /// @notice Whether the slot settles at the grid tariff, or not at all.
    function atGridTariff(uint32 slot) external view returns (bool);
    /// @notice How many members must attest a slot now.
    function quorum() external view returns (uint256);
    /// @notice A slot's word, zero before it was booked and after it left the ring.
    function slotWord(uint32 slot) external view returns (uint256);
    /// @notice The words of `count` slots from `from` on, as `slotWord` gives them.
    function slotWords(uint32 from, uint32 count) external view returns (uint256[] memory);
}
