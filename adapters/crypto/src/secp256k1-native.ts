import { createRequire } from "node:module";
import type secp256k1 from "secp256k1";

/** The native secp256k1 library could not be loaded: signatures would be a hundred times slower. */
export class NativeSignaturesMissingError extends Error {
  readonly code = "native_signatures_missing";
  readonly retryable = false;

  constructor(cause: unknown) {
    super(
      "The native secp256k1 library could not be loaded. Run `npm ci` again on this machine, with install scripts allowed (npm must not run with --ignore-scripts).",
      { cause },
    );
    this.name = "NativeSignaturesMissingError";
  }
}

/**
 * The native binding itself. The package's own entry would silently fall back to JavaScript, so the
 * binding is loaded by its name and its absence stops the program at start.
 */
export function loadNative(): typeof secp256k1 {
  const require = createRequire(import.meta.url);
  try {
    return require("secp256k1/bindings.js") as typeof secp256k1;
  } catch (cause) {
    throw new NativeSignaturesMissingError(cause);
  }
}
