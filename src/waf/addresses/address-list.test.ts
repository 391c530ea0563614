import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressList, AddressListError, readAddressList } from "./address-list.ts";
import { formatIpAddress, parseIpAddress } from "./ip-address.ts";

function read(text: string): AddressList {
  const steps = readAddressList(text);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

test("addresses, ranges and comments are read", () => {
  const list = read(
    "\ufeff# Exits of an anonymising network\r\n192.0.2.1\r\n\r\n198.51.100.0/24 ; SBL1\n2001:db8::/32#x\n  203.0.113.9  ",
  );
  assert.equal(list.entryCount, 4);
  assert.equal(formatIpAddress(list.example!), "192.0.2.1");
  const has = (address: string) => list.has(parseIpAddress(address)!);
  const inside = ["192.0.2.1", "198.51.100.255", "2001:db8:ffff::1", "203.0.113.9"];
  assert.deepEqual(inside.filter(has), inside);
  assert.deepEqual(["192.0.2.2", "198.51.101.0", "2001:db9::", "203.0.113.8"].filter(has), []);
});

test("an empty list has nothing in it", () => {
  const list = read("# nobody\n");
  assert.deepEqual([list.entryCount, list.example], [0, undefined]);
  assert.equal(list.has(parseIpAddress("192.0.2.1")!), false);
});

const bad: readonly [text: string, message: string][] = [
  ["192.0.2.1\n192.0.2.256", 'line 2: "192.0.2.256" is neither an address nor a range'],
  ["192.0.2.0/33", 'line 1: "192.0.2.0/33" is neither an address nor a range'],
  ["192.0.2.1 192.0.2.2", 'line 1: "192.0.2.1 192.0.2.2" is neither an address nor a range'],
  ["\n\nexample.com", 'line 3: "example.com" is neither an address nor a range'],
  ["\u001b[2J", 'line 1: "\\u001b[2J" is neither an address nor a range'],
  [`${"9".repeat(1000)}`, `line 1: "${"9".repeat(64)}" is neither an address nor a range`],
  ["192.0.2.1\n".repeat(500_001), "there are more than 500000 entries"],
];

test("a line that is no address is named", () => {
  for (const [text, message] of bad) assert.throws(() => read(text), { name: "AddressListError", message });
});

test("no text makes the reader throw anything but its own error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      try {
        read(text);
      } catch (error) {
        assert.ok(error instanceof AddressListError, String(error));
      }
    }),
    { numRuns: 1_000, seed: 3 },
  );
});
