import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countryOf } from "./country-of.ts";
import { parseIpAddress } from "./ip-address.ts";
import { BUILT_AT_EPOCH_S, buildMaxmind, CITY_RECORDS } from "./maxmind.fixture.ts";
import { MaxmindDatabase } from "./maxmind.ts";
import { MaxmindFormatError } from "./maxmind-data.ts";

const RECORDS = { ...CITY_RECORDS, "203.0.113.0/24": { autonomous_system_number: 64_500 } };

for (const recordBits of [24, 28, 32] as const) {
  test(`records of ${recordBits} bits are found by address`, () => {
    const database = new MaxmindDatabase(buildMaxmind(RECORDS, recordBits));
    const locate = (address: string) => database.locate(parseIpAddress(address)!);
    assert.deepEqual(locate("192.0.2.255"), { country: "US", region: "OR" });
    assert.deepEqual(locate("::ffff:192.0.2.1"), { country: "US", region: "OR" });
    assert.deepEqual(locate("198.51.100.1"), { country: "DE", region: undefined });
    assert.equal(locate("198.51.100.128"), undefined);
    assert.equal(locate("192.0.3.0"), undefined);
    assert.deepEqual(locate("2001:db8::9"), { country: "FR", region: "ARA" });
    assert.equal(locate("2001:db9::9"), undefined);
    assert.equal(database.findAsn(parseIpAddress("203.0.113.9")!), 64_500);
    assert.equal(database.findAsn(parseIpAddress("192.0.2.1")!), undefined);
  });
}

test("what the file says of itself is told", () => {
  const { type, builtAtEpochS } = new MaxmindDatabase(buildMaxmind(RECORDS, 24, "Test-ASN"));
  assert.deepEqual([type, builtAtEpochS], ["Test-ASN", BUILT_AT_EPOCH_S]);
});

/** The end of a check. Throws what it throws. */
function check(file: Buffer, wanted: "country" | "asn"): boolean {
  const steps = new MaxmindDatabase(file).check(wanted);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

test("a check tells what a database is good for", () => {
  const cities = buildMaxmind(CITY_RECORDS);
  assert.deepEqual([check(cities, "country"), check(cities, "asn")], [true, false]);
  const systems = buildMaxmind({ "203.0.113.0/24": { autonomous_system_number: 64_500 } });
  assert.deepEqual([check(systems, "country"), check(systems, "asn")], [false, true]);
});

test("a check finds a tree that points out of the file", () => {
  const file = buildMaxmind({ "0.0.0.0/1": { country: { iso_code: "US" } } });
  // Each node has two records of three bytes.
  file.writeUIntBE(0xff_ff_f0, 3, 3);
  assert.throws(() => check(file, "country"), { message: "The search tree points beyond the data" });
});

test("what is no code of a country or region is left out", () => {
  const record = { country: { iso_code: "US:x" }, subdivisions: [{ iso_code: "o r" }] };
  const database = new MaxmindDatabase(buildMaxmind({ "192.0.2.0/24": record }));
  const location = database.locate(parseIpAddress("192.0.2.1")!);
  assert.deepEqual(location, { country: undefined, region: undefined });
});

test("logs are told the country, where it is known", () => {
  const database = new MaxmindDatabase(buildMaxmind(CITY_RECORDS));
  assert.equal(countryOf(database, "192.0.2.1"), "US");
  assert.equal(countryOf(database, "::ffff:192.0.2.1"), "US");
  for (const unknown of ["10.0.0.1", "nonsense"]) assert.equal(countryOf(database, unknown), undefined);
  assert.equal(countryOf(undefined, "192.0.2.1"), undefined);
  const damaged = new MaxmindDatabase(buildMaxmind({ "192.0.2.0/24": "x".repeat(65_600) }));
  assert.throws(() => damaged.locate(parseIpAddress("192.0.2.1")!), MaxmindFormatError);
  assert.equal(countryOf(damaged, "192.0.2.1"), undefined);
});

test("a small file cannot make a lookup read a long text over and over", () => {
  const long = "x".repeat(60_000);
  const file = buildMaxmind({ "192.0.2.0/24": long });
  const database = new MaxmindDatabase(file);
  assert.equal(database.find(parseIpAddress("192.0.2.1")!), long);
  // The record becomes an array of two pointers to where the text was, of which each alone would do.
  const text = file.indexOf("xxx") - 3;
  const twice = Buffer.concat([
    file.subarray(0, text),
    Buffer.from([2, 4, 0x20, 6, 0x20, 6]),
    file.subarray(text),
  ]);
  const found = () => new MaxmindDatabase(twice).find(parseIpAddress("192.0.2.1")!);
  assert.throws(found, { name: "MaxmindFormatError", message: "A record is too large" });
});

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
        check(file, "country");
      } catch (error) {
        assert.ok(error instanceof MaxmindFormatError, String(error));
      }
    }),
    { numRuns: 2000, seed: 11 },
  );
});
