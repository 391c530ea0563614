import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { content, inRecords, numbers, vector, writeHello } from "./client-hello.fixture.ts";
import { ClientHelloReader, type HelloReading } from "./client-hello-reader.ts";
import { ja3 } from "./ja3.ts";
import { ja4 } from "./ja4.ts";

const hello = writeHello({
  cipherSuites: [0x1301, 0xc02b],
  extensions: [
    [0, content.serverName("example.com")],
    [10, content.supportedGroups([29])],
    [43, content.supportedVersions([0x0304])],
  ],
});
const whole = new ClientHelloReader().push(inRecords(hello));

/** What is read of bytes that come in pieces of `size`: the last reading. */
function readInPieces(bytes: Buffer, size: number): HelloReading {
  const reader = new ClientHelloReader();
  for (let at = 0; at < bytes.length; at += size) {
    const reading = reader.push(bytes.subarray(at, at + size));
    if (reading !== "incomplete") return reading;
  }
  return "incomplete";
}

test("however a hello is cut into records and segments, the same is read", () => {
  assert.equal(typeof whole, "object");
  for (const recordBytes of [1, 2, 3, 4, 5, 50, hello.length - 1, hello.length]) {
    for (const segmentBytes of [1, 3, 7, 16_384]) {
      assert.deepEqual(readInPieces(inRecords(hello, recordBytes), segmentBytes), whole);
    }
  }
});

test("empty records between the pieces change nothing", () => {
  const none = Buffer.from("1603010000", "hex");
  const bytes = [none, inRecords(hello.subarray(0, 50)), none, none, inRecords(hello.subarray(50))];
  assert.deepEqual(readInPieces(Buffer.concat(bytes), 16_384), whole);
});

test("what follows a hello is left alone", () => {
  const reader = new ClientHelloReader();
  const bytes = Buffer.concat([inRecords(hello), Buffer.from("1703030001ff", "hex")]);
  assert.deepEqual(reader.push(bytes), whole);
  assert.deepEqual(reader.received, bytes);
});

const body = hello.subarray(4);
const message = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([1]), vector(3, bytes)]);
const odd = (type: number, bytes: Buffer): Buffer =>
  writeHello({ cipherSuites: [0x1301], extensions: [[type, bytes]] });

const unreadable: readonly [what: string, bytes: Buffer][] = [
  ["an alert first", Buffer.from("15030100020200", "hex")],
  [
    "an alert between the pieces",
    Buffer.concat([inRecords(hello.subarray(0, 9)), Buffer.from("1503010002", "hex")]),
  ],
  ["a version of the record layer that never was", Buffer.from("1602000001", "hex")],
  ["another message first", inRecords(Buffer.from("02000001aa", "hex"))],
  ["another message in the same record", inRecords(Buffer.concat([hello, hello]))],
  ["a length past the limit", inRecords(Buffer.from("01004001", "hex"))],
  ["a body that ends early", inRecords(message(body.subarray(0, 60)))],
  ["bytes behind the extensions", inRecords(message(Buffer.concat([body, Buffer.from([0])])))],
  [
    "half a cipher suite",
    inRecords(
      message(
        Buffer.concat([body.subarray(0, 67), vector(2, Buffer.from([1])), vector(1, Buffer.from([0]))]),
      ),
    ),
  ],
  ["half a group", inRecords(odd(10, vector(2, Buffer.from([0, 29, 0]))))],
  ["groups longer than their extension", inRecords(odd(10, numbers([9, 29])))],
  [
    "bytes behind the versions",
    inRecords(odd(43, Buffer.concat([content.supportedVersions([0x0304]), Buffer.from([0])]))),
  ],
  ["a protocol longer than the list", inRecords(odd(16, vector(2, Buffer.from([9, 104, 50]))))],
  ["more than is read", Buffer.concat([Buffer.from("1603014000", "hex"), Buffer.alloc(16_379)])],
];

for (const [what, bytes] of unreadable) {
  test(`unreadable: ${what}`, () => assert.equal(new ClientHelloReader().push(bytes), "unreadable"));
}

test("records without end are given up, however small", () => {
  const reader = new ClientHelloReader();
  const none = Buffer.from("1603010000", "hex");
  let pushes = 1;
  while (pushes < 10_000 && reader.push(none) === "incomplete") pushes++;
  assert.equal(pushes, Math.ceil(16_384 / none.length));
});

test("what is given up in many segments is given up in one", () => {
  const none = Buffer.from("1603010000", "hex");
  const late = Buffer.concat([...new Array<Buffer>(10_000).fill(none), inRecords(hello)]);
  assert.equal(new ClientHelloReader().push(late), "unreadable");
});

test("an empty record copies nothing of the hello before it", (t) => {
  const concat = t.mock.method(Buffer, "concat");
  const none = Buffer.from("1603010000", "hex");
  const parts = [inRecords(hello.subarray(0, 50)), ...new Array<Buffer>(1000).fill(none)];
  const chunk = Buffer.concat(parts);
  concat.mock.resetCalls();
  assert.equal(new ClientHelloReader().push(chunk), "incomplete");
  assert.equal(concat.mock.callCount(), 0);
});

test("no bytes make the reader throw, and what it reads has fingerprints", () => {
  const wire = inRecords(hello, 40);
  const damaged = fc
    .tuple(fc.array(fc.tuple(fc.nat(wire.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(wire.length))
    .map(([changes, length]) => {
      const bytes = Buffer.from(wire);
      for (const [index, value] of changes) bytes[index] = value;
      return bytes.subarray(0, length);
    });
  const random = fc.uint8Array({ maxLength: 300 }).map((tail) => inRecords(message(Buffer.from(tail))));
  fc.assert(
    fc.property(fc.oneof(damaged, random), fc.integer({ min: 1, max: 400 }), (bytes, size) => {
      const reading = readInPieces(bytes, size);
      if (typeof reading !== "object") return;
      assert.match(ja3(reading), /^[0-9a-f]{32}$/);
      assert.match(ja4(reading), /^t[0-9a-z]{2}[di]\d{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/);
    }),
    { numRuns: 3_000, seed: 7 },
  );
});
