import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseIpAddress } from "./ip-address.ts";
import { buildMaxmind } from "./maxmind.fixture.ts";
import { MaxmindDatabase } from "./maxmind.ts";
import { MaxmindFormatError } from "./maxmind-data.ts";

const RECORDS = {
  "192.0.2.0/24": { country: { iso_code: "US" }, subdivisions: [{ iso_code: "OR" }] },
  "198.51.100.0/25": { registered_country: { iso_code: "DE" } },
  "2001:db8::/32": { country: { iso_code: "FR" }, autonomous_system_number: 64_500 },
};

for (const recordBits of [24, 28, 32] as const) {
  test(`records of ${recordBits} bits are found by address`, () => {
    const database = new MaxmindDatabase(buildMaxmind(RECORDS, recordBits));
    const locate = (address: string) => database.locate(parseIpAddress(address)!);
    assert.deepEqual(locate("192.0.2.255"), { country: "US", region: "OR" });
    assert.deepEqual(locate("::ffff:192.0.2.1"), { country: "US", region: "OR" });
    assert.deepEqual(locate("198.51.100.1"), { country: "DE", region: undefined });
    assert.equal(locate("198.51.100.128"), undefined);
    assert.equal(locate("192.0.3.0"), undefined);
    assert.deepEqual(locate("2001:db8::9"), { country: "FR", region: undefined });
    assert.equal(database.findAsn(parseIpAddress("2001:db8::9")!), 64_500);
    assert.equal(database.findAsn(parseIpAddress("192.0.2.1")!), undefined);
  });
}

test("a file that is not a database is refused", () => {
  for (const file of [
    Buffer.alloc(0),
    Buffer.from("not a database"),
    buildMaxmind(RECORDS).subarray(0, 200),
  ]) {
    assert.throws(() => new MaxmindDatabase(file), MaxmindFormatError);
  }
});

test("a record that points at itself is given up", () => {
  // Metadata follows the marker: a pointer to offset 0, which is the pointer.
  const loop = Buffer.from("\xab\xcd\xefMaxMind.com\x20\x00", "latin1");
  assert.throws(() => new MaxmindDatabase(loop), MaxmindFormatError);
});

test("damaged files throw their own error or answer", () => {
  const whole = buildMaxmind(RECORDS);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 });
  fc.assert(
    fc.property(damage, fc.ipV4(), (changes, address) => {
      const file = Buffer.from(whole);
      for (const [index, value] of changes) file[index] = value;
      try {
        new MaxmindDatabase(file).locate(parseIpAddress(address)!);
      } catch (error) {
        assert.ok(error instanceof MaxmindFormatError, String(error));
      }
    }),
    { numRuns: 2000, seed: 11 },
  );
});
