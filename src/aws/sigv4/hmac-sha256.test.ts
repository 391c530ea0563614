import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { HmacSha256 } from "./hmac-sha256.ts";

/** RFC 4231, sections 4.2 to 4.4 and 4.7: keys of 20, 4, 20 and, here, 64 bytes at most. */
const vectors: readonly (readonly [key: string, text: string, code: string])[] = [
  ["0b".repeat(20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  [
    Buffer.from("Jefe").toString("hex"),
    "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  ["aa".repeat(20), "\xdd".repeat(50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"],
];

for (const [key, text, code] of vectors) {
  test(`the code of ${text.length} characters is RFC 4231's`, () => {
    assert.equal(new HmacSha256(Buffer.from(key, "hex")).hex(text), code);
  });
}

test("every code is node's own, also after a longer text", () => {
  const texts = fc.array(fc.string({ unit: "binary-ascii", maxLength: 1024 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), texts, (key, written) => {
      const hmac = new HmacSha256(key);
      for (const text of written) {
        const expected = createHmac("sha256", key).update(text, "latin1").digest("hex");
        assert.equal(hmac.hex(text), expected);
      }
    }),
    { seed: 4231 },
  );
});

test("a key or a text that is too long is a bug", () => {
  assert.throws(() => new HmacSha256(new Uint8Array(65)));
  assert.throws(() => new HmacSha256(new Uint8Array(32)).hex("x".repeat(1025)));
});
