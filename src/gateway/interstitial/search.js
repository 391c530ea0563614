/**
 * Makes a function that looks for a nonce with which SHA-256 of `prefix + nonce` begins with enough zero bits, among
 * `count` of them from `first` on; -1 where there is none. Its text runs in workers too, so it uses nothing from
 * outside. crypto.subtle would be slower: each of its digests is a promise, and it is missing without HTTPS.
 * `prefix + nonce` must fit one block: at most 55 characters. Source: FIPS 180-4.
 */
export function createSearch() {
  const constants = new Int32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]);
  const words = new Int32Array(64);

  function fillBlock(text) {
    words.fill(0, 0, 16);
    for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    words[15] = 8 * text.length;
  }

  /** The first 32 bits of the digest: no more than these are ever asked for. */
  function digestStart(text) {
    fillBlock(text);
    for (let i = 16; i < 64; i++) {
      const w15 = words[i - 15];
      const w2 = words[i - 2];
      const s0 = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3);
      const s1 = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10);
      words[i] = words[i - 16] + s0 + words[i - 7] + s1;
    }
    let a = 0x6a09e667;
    let b = 0xbb67ae85 | 0;
    let c = 0x3c6ef372;
    let d = 0xa54ff53a | 0;
    let e = 0x510e527f;
    let f = 0x9b05688c | 0;
    let g = 0x1f83d9ab;
    let h = 0x5be0cd19;
    for (let i = 0; i < 64; i++) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + constants[i] + words[i]) | 0;
      const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    return (a + 0x6a09e667) | 0;
  }

  return (prefix, zeroBits, first, count) => {
    for (let nonce = first; nonce < first + count; nonce++) {
      if (Math.clz32(digestStart(prefix + nonce)) >= zeroBits) return nonce;
    }
    return -1;
  };
}
