import assert from "node:assert/strict";
import { createSecretKey, type KeyObject } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { InvariantError } from "../base/assert.ts";
import { SeededRandom } from "../base/random.ts";
import { AesVault } from "./aes-vault.ts";
import { openText, sealedOverheadBytes, sealText, type VaultContext, VaultOpenError } from "./vault.ts";

const key = (fill: number): KeyObject => createSecretKey(Buffer.alloc(32, fill));
const random = new SeededRandom("vault");
const vault = new AesVault([key(1)], random);
const place: VaultContext = { purpose: "secret", accountId: "000000000000", id: "a" };
const plaintext = Buffer.from("a secret");

describe("AesVault", () => {
  it("opens what it sealed, of any length", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.dictionary(fc.string(), fc.string()),
        (bytes, names) => {
          const context = { ...names, purpose: "test" };
          const sealed = vault.seal(bytes, context);
          assert.equal(sealed.length, bytes.length + sealedOverheadBytes);
          assert.deepEqual(vault.open(sealed, context), Buffer.from(bytes));
        },
      ),
      { seed: 1 },
    );
  });

  it("does not show the plaintext, and never seals the same way twice", () => {
    const one = vault.seal(plaintext, place);
    assert.equal(one.includes(plaintext), false);
    assert.notDeepEqual(one.subarray(-24), vault.seal(plaintext, place).subarray(-24));
  });

  it("takes a fresh salt and a fresh nonce each time", () => {
    const [one, two] = [vault.seal(plaintext, place), vault.seal(plaintext, place)];
    const [salt, nonce] = [[12, 44] as const, [44, 56] as const];
    for (const part of [salt, nonce]) assert.notDeepEqual(one.subarray(...part), two.subarray(...part));
  });

  it("refuses a value of which any bit was changed", () => {
    const sealed = vault.seal(plaintext, place);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => vault.open(changed, place), VaultOpenError, `bit ${bit}`);
    }
  });

  it("refuses a value that was cut or lengthened", () => {
    const sealed = vault.seal(plaintext, place);
    for (let length = 0; length < sealed.length; length++) {
      assert.throws(() => vault.open(sealed.subarray(0, length), place), VaultOpenError, `length ${length}`);
    }
    assert.throws(() => vault.open(Buffer.concat([sealed, Buffer.alloc(1)]), place), VaultOpenError);
  });

  it("derives a key per context and root key, the same each time", () => {
    const derived = vault.deriveKey(place);
    assert.equal(derived.length, 32);
    assert.deepEqual(new AesVault([key(1), key(2)], random).deriveKey(place), derived);
    const others = [
      vault.deriveKey({ ...place, accountId: "111111111111" }),
      vault.deriveKey({ ...place, purpose: "other" }),
      new AesVault([key(2), key(1)], random).deriveKey(place),
    ];
    for (const other of others) assert.notDeepEqual(other, derived);
  });

  const elsewhere: [string, VaultContext][] = [
    ["another value", { ...place, id: "b" }],
    ["another account", { ...place, accountId: "111111111111" }],
    ["another purpose", { ...place, purpose: "other" }],
    ["a name more", { ...place, more: "" }],
    ["a name less", { purpose: "secret", accountId: "000000000000" }],
    [
      "names and values that run together the same",
      { purpose: "secret", accountId: "000000000000i", d: "a" },
    ],
  ];
  for (const [what, context] of elsewhere) {
    it(`does not open a value in the place of ${what}`, () => {
      assert.throws(() => vault.open(vault.seal(plaintext, place), context), VaultOpenError);
    });
  }

  it("takes the names of a context in any order", () => {
    const { purpose, ...names } = place;
    assert.deepEqual(vault.open(vault.seal(plaintext, place), { ...names, purpose }), plaintext);
  });

  it("opens what an older root key sealed, seals under the newer, and tells them apart", () => {
    const old = vault.seal(plaintext, place);
    const rotated = new AesVault([key(2), key(1)], random);
    assert.deepEqual(rotated.open(old, place), plaintext);
    const fresh = rotated.seal(plaintext, place);
    assert.deepEqual([rotated.isCurrent(old), rotated.isCurrent(fresh)], [false, true]);
    assert.throws(() => vault.open(fresh, place), VaultOpenError);
    assert.throws(() => new AesVault([key(2)], random).open(old, place), VaultOpenError);
  });

  it("refuses a root key of another length", () => {
    assert.throws(() => new AesVault([createSecretKey(Buffer.alloc(16))], random), InvariantError);
  });

  it("tells nothing secret in its errors", () => {
    const sealed = vault.seal(plaintext, place);
    sealed[sealed.length - 1]! ^= 1;
    assert.throws(
      () => vault.open(sealed, place),
      (error: unknown) => {
        assert.ok(error instanceof VaultOpenError);
        assert.equal(error.cause, undefined);
        assert.doesNotMatch(error.message, /a secret|AQEB|0101/);
        return true;
      },
    );
  });

  it("seals text for documents", () => {
    const sealed = sealText(vault, "pässword", place);
    assert.equal(openText(vault, sealed, place), "pässword");
    assert.throws(() => openText(vault, "no base64 !", place), VaultOpenError);
  });
});
