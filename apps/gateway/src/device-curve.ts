/** The curves that the ledger takes a device's signatures on. */
export const DEVICE_CURVES = ["secp256k1", "p256"] as const;
export type DeviceCurve = (typeof DEVICE_CURVES)[number];
