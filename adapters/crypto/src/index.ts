/**
 * Hashing, signatures and randomness from well-kept libraries, in the shape packages/protocol asks
 * for. Nothing here may implement a cryptographic algorithm.
 */
export * from "./device-signer.js";
export * from "./keccak-wasm.js";
export * from "./p256-signer.js";
export * from "./random-secret.js";
export * from "./secp256k1-native.js";
