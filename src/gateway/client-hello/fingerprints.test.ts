import assert from "node:assert/strict";
import { test } from "node:test";
import { content, type HelloSketch, inRecords, writeHello } from "./client-hello.fixture.ts";
import type { ClientHello } from "./client-hello.ts";
import { ClientHelloReader } from "./client-hello-reader.ts";
import { ja3, ja3Text } from "./ja3.ts";
import { ja4 } from "./ja4.ts";

/** What a server makes of a hello on the wire. */
function read(sketch: HelloSketch): ClientHello {
  const reading = new ClientHelloReader().push(inRecords(writeHello(sketch)));
  assert.ok(typeof reading === "object", String(reading));
  return reading;
}

const empty = Buffer.alloc(0);
const hex = (list: string): number[] => list.split(",").map((value) => Number.parseInt(value, 16));

/** A browser's hello, by the lists of JA4's technical details. GREASE stands wherever browsers put it. */
function browser(parts: {
  readonly ciphers: string;
  readonly extensions: string;
  readonly algorithms?: string;
  readonly protocol?: string | Buffer;
}): HelloSketch {
  const contents: Readonly<Record<number, Buffer>> = {
    0: content.serverName("example.com"),
    10: content.supportedGroups([0x8a8a, 0x001d, 0x0017]),
    11: content.pointFormats([0]),
    13: parts.algorithms ? content.signatureAlgorithms(hex(`${parts.algorithms},fafa`)) : empty,
    16: content.protocols(parts.protocol ?? "h2", "http/1.1"),
    43: content.supportedVersions([0x1a1a, 0x0304, 0x0303]),
  };
  return {
    cipherSuites: hex(`0a0a,${parts.ciphers}`),
    extensions: hex(`2a2a,${parts.extensions},dada`).map((type) => [type, contents[type] ?? empty]),
  };
}

const CIPHERS = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035";
const ALGORITHMS = "0403,0804,0401,0503,0805,0501,0806,0601";
const published = browser({
  ciphers: CIPHERS,
  extensions: "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015",
  algorithms: ALGORITHMS,
});

/** Hellos and the fingerprints that were published for them. */
const ja3Vectors: readonly [source: string, sketch: HelloSketch, text: string, fingerprint: string][] = [
  [
    "JA3's own description, with extensions",
    {
      legacyVersion: 769,
      cipherSuites: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
      extensions: [
        [0, content.serverName("example.com")],
        [10, content.supportedGroups([23, 24, 25])],
        [11, content.pointFormats([0])],
      ],
    },
    "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
    "ada70206e40642a3e4461f35503241d5",
  ],
  [
    "JA3's own description, without extensions",
    { legacyVersion: 769, cipherSuites: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99] },
    "769,4-5-10-9-100-98-3-6-19-18-99,,,",
    "de350869b8c85de67a350c8d186f11e6",
  ],
  [
    "GREASE in every list",
    {
      cipherSuites: [0x0a0a, 0x1301, 0xfafa],
      extensions: [
        [0x3a3a, empty],
        [10, content.supportedGroups([0xbaba, 29])],
        [11, content.pointFormats([0])],
        [0x0a1a, empty],
      ],
    },
    // 0x0a1a looks like GREASE and is none.
    "771,4865,10-11-2586,29,0",
    "a1829a1a16d1f28f8cd891b324ca2ce9",
  ],
];

for (const [source, sketch, text, fingerprint] of ja3Vectors) {
  test(`JA3: ${source}`, () => {
    const hello = read(sketch);
    assert.equal(ja3Text(hello), text);
    assert.equal(ja3(hello), fingerprint);
  });
}

const ja4Vectors: readonly [source: string, sketch: HelloSketch, fingerprint: string][] = [
  ["JA4's technical details", published, "t13d1516h2_8daaf6152771_e5627efa2ab1"],
  [
    "FoxIO's capture with GREASE among the signature algorithms",
    browser({
      ciphers: CIPHERS,
      extensions: "fe0d,0010,0017,0033,44cd,ff01,000a,000d,0023,002b,000b,ca34,002d,0000,0005,001b,0012",
      algorithms: `0904,0905,0906,${ALGORITHMS}`,
    }),
    "t13d1517h2_8daaf6152771_cb7bf5808d99",
  ],
  [
    "no extensions, no cipher suites, TLS 1.1",
    { legacyVersion: 0x0302 },
    "t11i000000_000000000000_000000000000",
  ],
  ["an unknown version", { legacyVersion: 0x7f1c }, "t00i000000_000000000000_000000000000"],
  [
    "more of everything than two digits count",
    {
      cipherSuites: Array.from({ length: 150 }, () => 0x1301),
      extensions: Array.from({ length: 120 }, () => [0, empty] as const),
    },
    "t12d999900_45b8b1fbd496_000000000000",
  ],
];

for (const [source, sketch, fingerprint] of ja4Vectors) {
  test(`JA4: ${source}`, () => assert.equal(ja4(read(sketch)), fingerprint));
}

test("JA4: without signature algorithms no underscore is hashed", () => {
  // The hash that the technical details give for this list of extensions.
  const extensions = "0005,000a,000b,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01".split(",");
  const sketch = browser({ ciphers: CIPHERS, extensions: extensions.join() });
  const hello = { ...read(sketch), extensions: hex([...extensions, "000d"].join()) };
  assert.match(ja4(hello), /_6d807ffa2a79$/);
});

/** Protocols and the two characters that stand for them. Source: JA4's technical details, "ALPN Extension Value". */
const protocols: readonly [protocol: string | Buffer, ends: string][] = [
  ["h2", "h2"],
  ["http/1.1", "h1"],
  ["x", "xx"],
  ["", "00"],
  [Buffer.from("ab", "hex"), "ab"],
  [Buffer.from("abcd", "hex"), "ad"],
  [Buffer.from("30ab", "hex"), "3b"],
  [Buffer.from("3031abcd", "hex"), "3d"],
  [Buffer.from("30abcd31", "hex"), "01"],
  ["-a", "21"],
];

test("JA4: the first protocol's ends", () => {
  for (const [protocol, ends] of protocols) {
    const fingerprint = ja4(read({ extensions: [[16, content.protocols(protocol, "http/1.1")]] }));
    assert.equal(fingerprint.slice(8, 10), ends, String(protocol));
  }
});
