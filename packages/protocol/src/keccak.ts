/**
 * Keccak-256 as a parameter: the server passes a wasm instance, a browser a JavaScript one. The
 * result must not be a buffer that the next call overwrites.
 */
export type Keccak256 = (bytes: Uint8Array) => Uint8Array;

/** Bytes as 0x-prefixed lower-case hexadecimal text. */
export type Hex = `0x${string}`;

/** An EVM address: the last 20 bytes of the hash of a public key, lower case. */
export type Address = Hex;
