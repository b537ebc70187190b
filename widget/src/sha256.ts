/** SHA-256 (FIPS 180-4). The browser's own is asynchronous, which for a million short texts is slower, and needs HTTPS. */

const K = new Int32Array(64);
const START = new Int32Array(8);
const W = new Int32Array(64);

// The first 32 bits of the fractions of the cube roots, and square roots, of the first primes.
for (let n = 2, i = 0; i < 64; n++) {
  let divisor = 2;
  while (n % divisor) divisor++;
  if (divisor < n) continue;
  K[i] = fraction(Math.cbrt(n));
  if (i < 8) START[i] = fraction(Math.sqrt(n));
  i++;
}

function fraction(x: number): number {
  return ((x % 1) * 2 ** 32) | 0;
}

/** The digest of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6));
  bytes.forEach((byte, i) => padded.setUint8(i, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, bytes.length << 3);
  const state = START.slice();
  for (let at = 0; at < padded.byteLength; at += 64) compress(state, padded, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const rotated = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

function compress(state: Int32Array, block: DataView, at: number): void {
  for (let i = 0; i < 64; i++) W[i] = i < 16 ? block.getInt32(at + 4 * i) : scheduled(i);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + choice + K[i]! + W[i]!) | 0;
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i]! + word) | 0));
}

function scheduled(i: number): number {
  const [x, y] = [W[i - 15]!, W[i - 2]!];
  const before = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
  const after = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
  return (W[i - 16]! + before + W[i - 7]! + after) | 0;
}
