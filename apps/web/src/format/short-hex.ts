/** The first four bytes of a hash or address: enough to find it again, short enough to read. */
export function shortHex(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 6)}…${hex.slice(-4)}`;
}
