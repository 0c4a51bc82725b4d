// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A community's register: who takes part, with which meters and keys, under which rules
/// @notice Holds no personal data: accounts are dense numbers with salted pseudonyms.
interface ICommunity {
    /// @notice An account was appended; its index never changes.
    event AccountRegistered(uint32 indexed account, bytes32 pseudonym);
    /// @notice A meter was appended to an account.
    event MeterRegistered(uint32 indexed meter, uint32 indexed account);
    /// @notice A key may sign for an account from slot `fromSlot` on.
    event DeviceRegistered(address indexed key, uint32 indexed account, uint32 fromSlot);
    /// @notice A key may no longer sign for slots from `untilSlot` on.
    event DeviceRevoked(address indexed key, uint32 indexed account, uint32 untilSlot);
    /// @notice Rules with this hash hold from slot `fromSlot` on.
    event RulesSet(uint32 indexed version, uint32 fromSlot, bytes32 rulesHash);
    /// @notice The server's receipts are signed by `signer` from now on.
    event ReceiptSignerSet(address indexed signer);
    /// @notice The market was named, once and for all.
    event MarketSet(address indexed market);

    /// @notice A pseudonym of zero hides nothing and is refused.
    error ZeroPseudonym(uint256 position);
    /// @notice The pseudonym already belongs to `account`.
    error PseudonymTaken(bytes32 pseudonym, uint32 account);
    /// @notice There is no such account yet.
    error UnknownAccount(uint256 account, uint256 accountCount);
    /// @notice There is no such meter yet.
    error UnknownMeter(uint256 meter, uint256 meterCount);
    /// @notice There is no such version of the rules.
    error UnknownRules(uint32 version, uint32 rulesVersion);
    /// @notice The zero address cannot sign, so it cannot be a key or a signer.
    error ZeroAddress();
    /// @notice A key belongs to one account for ever.
    error DeviceAlreadyRegistered(address key, uint32 account);
    /// @notice The key was never registered.
    error UnknownDevice(address key);
    /// @notice A revocation may only shorten a key's validity.
    error DeviceValidityNotShortened(address key, uint32 untilSlot, uint32 currentUntilSlot);
    /// @notice A revocation must leave the slots alone whose book is closed.
    error SlotAlreadyClosed(uint32 slot, uint32 firstOpenSlot);
    /// @notice Rules may not be changed under a book that is already closed, nor in the past of earlier rules.
    error RulesTooEarly(uint32 fromSlot, uint32 earliestSlot);
    /// @notice A rules hash of zero names no rules.
    error ZeroRulesHash();
    /// @notice The market can be named once only.
    error MarketAlreadySet(address market);

    /// @notice May register accounts, meters, keys, rules and commit results.
    function OPERATOR_ROLE() external view returns (bytes32);
    /// @notice May pay coins out of the ledger.
    function TREASURER_ROLE() external view returns (bytes32);
    /// @notice May see the published data in full; no contract gives it any power.
    function AUDITOR_ROLE() external view returns (bytes32);
    /// @notice How many accounts exist from deployment: 0 supplier, 1 grid operator, 2 guarantee, 3 rounding.
    function SYSTEM_ACCOUNTS() external view returns (uint32);

    /// @notice Names the market whose closed books limit revocations and rule changes; once, by the admin.
    function setMarket(address market) external;
    /// @notice Appends accounts in the given order; only the operator may.
    /// @param pseudonyms Salted hashes, unique and not zero.
    function registerAccounts(bytes32[] calldata pseudonyms) external;
    /// @notice Appends meters in the given order; only the operator may.
    /// @param accounts The account of each meter.
    function registerMeters(uint32[] calldata accounts) external;
    /// @notice Lets `key` sign for `account` in slots from `fromSlot` on; only the operator may.
    function registerDevice(address key, uint32 account, uint32 fromSlot) external;
    /// @notice Ends a key's validity before `untilSlot`, whose book must still be open; only the operator may.
    function revokeDevice(address key, uint32 untilSlot) external;
    /// @notice Records the next version of the rules, valid from `fromSlot` on; only the operator may.
    function setRules(bytes32 rulesHash, uint32 fromSlot) external;
    /// @notice Names the key that signs the server's receipts; only the operator may.
    function setReceiptSigner(address signer) external;

    /// @notice The market, or zero before it was named.
    function market() external view returns (address);
    /// @notice The key that signs the server's receipts.
    function receiptSigner() external view returns (address);
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
    /// @notice The newest version of the rules, zero before the first.
    function rulesVersion() external view returns (uint32);
    /// @notice The hash of a version of the rules and the slot from which it holds.
    function rulesAt(uint32 version) external view returns (bytes32 rulesHash, uint32 fromSlot);
}
