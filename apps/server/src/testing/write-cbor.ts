/** What WebAuthn's structures are made of: whole numbers, texts, bytes and maps. */
export type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

/** Writes a value as CBOR (RFC 8949), lengths and numbers up to 65,535. */
export function writeCbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, own]) => [writeCbor(key), writeCbor(own)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

function head(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.of(type | argument);
  if (argument < 256) return Buffer.of(type | 24, argument);
  return Buffer.of(type | 25, argument >> 8, argument & 255);
}
