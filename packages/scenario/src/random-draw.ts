/**
 * Random draws that any machine repeats: whole numbers from a key and a counter, without a state. So
 * a home's draw for a slot depends on neither the order of homes nor on what was drawn before.
 */

/** Stirs 32 bits (the "lowbias32" function of C. Wellons' hash prospector). */
function stir(bits: number): number {
  let x = bits;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return x ^ (x >>> 15);
}

/** A key (32 bits) from a text: FNV-1a over its UTF-16 units, stirred. */
export function keyOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return stir(hash);
}

/** A whole number in [0, 2^32), the counter's under the key. */
export function drawBits(key: number, counter: number): number {
  return stir(stir(Math.imul(counter, 0x9e3779b9) ^ key) + key) >>> 0;
}

/** A number in [0, 1), a multiple of 2^-32. */
export function drawFraction(key: number, counter: number): number {
  return drawBits(key, counter) / 0x1_0000_0000;
}

/** A whole number between two whole numbers, both included. */
export function drawBetween(
  range: { low: number; high: number },
  key: number,
  counter: number,
): number {
  return range.low + Math.floor(drawFraction(key, counter) * (range.high - range.low + 1));
}
