import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InspectedRequest } from "../request.ts";
import { forwardedAddresses } from "./forwarded-address.ts";
import { formatIpAddress, parseCidr, parseIpAddress } from "./ip-address.ts";
import { IpSet } from "./ip-set.ts";

test("addresses are read as numbers", () => {
  const rows: readonly (readonly [string, 4 | 6, bigint])[] = [
    ["192.0.2.1", 4, 0xc0000201n],
    ["255.255.255.255", 4, 0xffffffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["2001:db8::1", 6, 0x20010db8000000000000000000000001n],
    ["2001:DB8:0:0:0:0:0:1", 6, 0x20010db8000000000000000000000001n],
    ["::ffff:192.0.2.1", 4, 0xc0000201n],
  ];
  for (const [text, version, value] of rows) {
    assert.deepEqual(parseIpAddress(text), { version, value }, text);
  }
});

test("every address has one spelling", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["10:0:0:20:30:40:50:60", "10::20:30:40:50:60"],
  ];
  for (const [text, spelling] of rows) assert.equal(formatIpAddress(parseIpAddress(text)!), spelling, text);
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const address = parseIpAddress(text)!;
      assert.deepEqual(parseIpAddress(formatIpAddress(address)), address);
    }),
    { seed: 8 },
  );
});

test("what is not an address is not read", () => {
  const texts = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "0x7f.0.0.1",
    "1.2.3.4 ",
    "1.2.3.4:80",
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "::1.2.3.4:5",
    "1.2.3.4::",
    "fe80::1%eth0",
    "g::",
  ];
  for (const text of texts) assert.equal(parseIpAddress(text), undefined, text);
  for (const text of ["1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/1.5", "x/8"]) {
    assert.equal(parseCidr(text), undefined, text);
  }
});

test("a set holds the addresses of its blocks and no others", () => {
  const blocks = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.44/32", "2001:db8::/32", "0.0.0.0/32"];
  const set = new IpSet(blocks.map((block) => parseCidr(block)!));
  const rows: readonly (readonly [string, boolean])[] = [
    ["10.0.0.0", true],
    ["10.255.255.255", true],
    ["11.0.0.0", false],
    ["9.255.255.255", false],
    ["192.0.2.44", true],
    ["192.0.2.45", false],
    ["0.0.0.0", true],
    ["2001:db8:ffff::1", true],
    ["2001:db9::", false],
    // The same number as 10.0.0.1, but of the other version.
    ["::a00:1", false],
    ["::ffff:10.0.0.1", true],
  ];
  for (const [address, expected] of rows) assert.equal(set.has(parseIpAddress(address)!), expected, address);
  assert.equal(new IpSet([]).has(parseIpAddress("10.0.0.1")!), false);
});

test("a set agrees with comparing each block", () => {
  const block = fc
    .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([address, length]) => parseCidr(`${address}/${length}`)!);
  fc.assert(
    fc.property(fc.array(block, { maxLength: 30 }), fc.ipV4(), (blocks, text) => {
      const address = parseIpAddress(text)!;
      const expected = blocks.some(({ first, last }) => address.value >= first && address.value <= last);
      assert.equal(new IpSet(blocks).has(address), expected);
    }),
    { seed: 5 },
  );
});

test("a forwarding header gives the addresses at a position", () => {
  const request = new InspectedRequest({
    method: "GET",
    uriPath: "/",
    queryString: "",
    headers: [
      ["X-Forwarded-For", "10.1.1.1, nonsense"],
      ["x-forwarded-for", "10.10.10.10"],
      ["x-many", Array.from({ length: 12 }, (_, i) => `10.0.0.${i}`).join(", ")],
    ],
    body: new Uint8Array(),
    bodySizeBytes: 0,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  });
  const first = parseIpAddress("10.1.1.1");
  const last = parseIpAddress("10.10.10.10");
  assert.deepEqual(forwardedAddresses(request, "x-forwarded-for", "FIRST"), [first]);
  assert.deepEqual(forwardedAddresses(request, "x-forwarded-for", "LAST"), [last]);
  assert.deepEqual(forwardedAddresses(request, "x-forwarded-for", "ANY"), [first, undefined, last]);
  assert.equal(forwardedAddresses(request, "forwarded", "ANY"), undefined);
  const many = forwardedAddresses(request, "x-many", "ANY")!;
  assert.deepEqual([many.length, many[0]], [10, parseIpAddress("10.0.0.2")]);
});
