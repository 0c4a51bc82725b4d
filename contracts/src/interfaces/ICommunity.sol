// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "./Evidence.sol";

/// @title A community's register: who takes part, with which meters and keys, under which rules
/// @notice Holds no personal data: accounts are dense numbers with salted pseudonyms. What a slot's book was closed
/// under (keys, rules, the receipts' signer) never changes afterwards.
///
/// While the community is paused nothing is committed, made final, put to the grid tariff or paid; challenges, demands
/// and answers go on. Every time-out and window counts from the end of the last pause at the earliest.
interface ICommunity {
    /// @notice An account was appended; its index never changes.
    event AccountRegistered(uint32 indexed account, bytes32 pseudonym);
    /// @notice A meter was appended to an account.
    event MeterRegistered(uint32 indexed meter, uint32 indexed account);
    /// @notice A key may sign for an account from slot `fromSlot` on.
    event DeviceRegistered(address indexed key, uint32 indexed account, uint32 fromSlot);
    /// @notice The key is the P-256 key with this point.
    event P256KeyRegistered(address indexed key, bytes32 x, bytes32 y);
    /// @notice A key may no longer sign for slots from `untilSlot` on.
    event DeviceRevoked(address indexed key, uint32 indexed account, uint32 untilSlot);
    /// @notice Rules with these terms hold from slot `fromSlot` on.
    event RulesSet(uint32 indexed version, uint32 fromSlot, bytes32 termsHash, Terms terms);
    /// @notice The server's receipts for slots from `fromSlot` on are signed by `signer`.
    event ReceiptSignerSet(address indexed signer, uint32 fromSlot);
    /// @notice The market was named, once and for all.
    event MarketSet(address indexed market);
    /// @notice The community was paused.
    event Paused(address indexed by);
    /// @notice The community goes on.
    event Unpaused(address indexed by);

    /// @notice A pseudonym of zero hides nothing; give a salted hash.
    error ZeroPseudonym(uint256 position);
    /// @notice The pseudonym already belongs to `account`; give another.
    error PseudonymTaken(bytes32 pseudonym, uint32 account);
    /// @notice There is no such account yet; register it first.
    error UnknownAccount(uint256 account, uint256 accountCount);
    /// @notice There is no such meter yet; register it first.
    error UnknownMeter(uint256 meter, uint256 meterCount);
    /// @notice There is no such version of the rules; versions are 1 to `rulesVersion`.
    error UnknownRules(uint32 version, uint32 rulesVersion);
    /// @notice The zero address cannot sign, so it cannot be a key or a signer.
    error ZeroAddress();
    /// @notice A key belongs to one account for ever; make a new key.
    error DeviceAlreadyRegistered(address key, uint32 account);
    /// @notice The key was never registered.
    error UnknownDevice(address key);
    /// @notice There is no such point on the curve P-256.
    error P256PointInvalid(bytes32 x, bytes32 y);
    /// @notice A revocation may only shorten a key's validity; give a slot before `currentUntilSlot`.
    error DeviceValidityNotShortened(address key, uint32 untilSlot, uint32 currentUntilSlot);
    /// @notice The slot's book is closed; give `firstOpenSlot` or a later one.
    error SlotAlreadyClosed(uint32 slot, uint32 firstOpenSlot);
    /// @notice Rules hold from `earliestSlot` at the earliest: no closed book and no earlier version comes after it.
    error RulesTooEarly(uint32 fromSlot, uint32 earliestSlot);
    /// @notice Members have notice of a change: the first slot starts at `earliestStart` at the earliest.
    error RulesNoticeTooShort(uint32 fromSlot, uint256 start, uint256 earliestStart);
    /// @notice There is no rule contract at this address.
    error NotARule(address rule);
    /// @notice The market can be named once only.
    error MarketAlreadySet(address market);
    /// @notice The caller is neither the admin nor an auditor.
    error MayNotPause(address caller);
    /// @notice The caller lacks the operator's role.
    error NotOperator(address caller);
    /// @notice The community is paused; wait for the admin to unpause it.
    error CommunityPaused();
    /// @notice The community is not paused.
    error CommunityNotPaused();

    /// @notice May register accounts, meters, keys, rules and commit results.
    function OPERATOR_ROLE() external view returns (bytes32);
    /// @notice May pay coins out of the ledger.
    function TREASURER_ROLE() external view returns (bytes32);
    /// @notice May pause the community, and demand data of any slot.
    function AUDITOR_ROLE() external view returns (bytes32);
    /// @notice How many accounts exist from deployment: 0 supplier, 1 grid operator, 2 guarantee, 3 rounding.
    function SYSTEM_ACCOUNTS() external view returns (uint32);

    /// @notice Names the market whose closed books limit revocations and rule changes; once, by the admin.
    function setMarket(address market) external;
    /// @notice Stops all commitments and payments; the admin or an auditor may.
    function pause() external;
    /// @notice Lets them go on, with all time-outs started anew; only the admin may.
    function unpause() external;
    /// @notice Appends accounts in the given order; only the operator may.
    /// @param pseudonyms Salted hashes, unique and not zero.
    function registerAccounts(bytes32[] calldata pseudonyms) external;
    /// @notice Appends meters in the given order; only the operator may.
    /// @param accounts The account of each meter.
    function registerMeters(uint32[] calldata accounts) external;
    /// @notice Lets a secp256k1 key sign for `account` in slots from `fromSlot` on, whose book must be open; only the
    /// operator may.
    function registerDevice(address key, uint32 account, uint32 fromSlot) external;
    /// @notice As `registerDevice`, for the P-256 key (x, y), which is named by the low 20 bytes of
    /// keccak256(abi.encode(x, y)).
    function registerP256Device(bytes32 x, bytes32 y, uint32 account, uint32 fromSlot) external;
    /// @notice Ends a key's validity before `untilSlot`, whose book must still be open; only the operator may.
    function revokeDevice(address key, uint32 untilSlot) external;
    /// @notice Records the next version of the rules, valid from `fromSlot` on; only the operator may. Refuses terms
    /// that their rule cannot work by, and all but the first version without notice.
    function setRules(Terms calldata terms, uint32 fromSlot) external;
    /// @notice Names the key that signs the server's receipts from the first open slot on; only the operator may.
    function setReceiptSigner(address signer) external;

    /// @notice The market, or zero before it was named.
    function market() external view returns (address);
    /// @notice How many seconds before their first slot new rules must be recorded.
    function rulesNoticeSeconds() external view returns (uint32);
    /// @notice Whether the community is paused.
    function paused() external view returns (bool);
    /// @notice Refuses callers that are not the operator's, and everybody while the community is paused.
    function requireOperating(address caller) external view;
    /// @notice Refuses everybody while the community is paused.
    /// @return unpausedAt When the last pause ended, zero if there was none.
    function requireRunning() external view returns (uint256 unpausedAt);
    /// @notice The key that signs the server's receipts for `slot`, zero before the first.
    function receiptSignerAt(uint32 slot) external view returns (address);
    /// @notice The number of accounts, the system's own included.
    function accountCount() external view returns (uint32);
    /// @notice The pseudonym of an account.
    function pseudonymOf(uint32 account) external view returns (bytes32);
    /// @notice The number of meters.
    function meterCount() external view returns (uint32);
    /// @notice The account that a meter belongs to.
    function accountOfMeter(uint32 meter) external view returns (uint32);
    /// @notice Whether `key` may sign for slot `slot`, and for which account.
    /// @return valid False for unknown keys and outside `[from, until)`.
    /// @return account The key's account, zero for an unknown key.
    function deviceAt(address key, uint32 slot) external view returns (bool valid, uint32 account);
    /// @notice The point of a P-256 key, zero for any other key.
    function p256KeyOf(address key) external view returns (bytes32 x, bytes32 y);
    /// @notice Whether `key` signed `digest`: 65 bytes r, s, v for secp256k1; 64 bytes r, s over the digest's SHA-256
    /// for a registered P-256 key. The lower s only.
    function isSignedBy(address key, bytes32 digest, bytes calldata signature) external view returns (bool);
    /// @notice The newest version of the rules, zero before the first.
    function rulesVersion() external view returns (uint32);
    /// @notice A version of the rules: keccak256(abi.encode(terms)), its first slot, and what its rule said of itself.
    function rulesAt(uint32 version)
        external
        view
        returns (bytes32 termsHash, uint32 fromSlot, address rule, bool refutable);
    /// @notice The version of the rules in force in `slot`, zero where there is none.
    function rulesVersionAt(uint32 slot) external view returns (uint32 version);
    /// @notice As `rulesVersionAt`, and whether any wrong result under these rules can be refuted.
    function rulesInForce(uint32 slot) external view returns (uint32 version, bool refutable);
}
