import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestSketch, sketchRequest } from "../request.fixture.ts";
import type { Field } from "./field.ts";
import { type FieldReading, readField } from "./read-field.ts";

const read = (request: RequestSketch, field: Field): FieldReading => readField(sketchRequest(request), field);
const texts = (request: RequestSketch, field: Field): string[] =>
  read(request, field).values.map(({ text }) => text);

const HEADERS: RequestSketch["headers"] = [
  ["Host", "example.com"],
  ["User-Agent", "curl"],
  ["X-A", "1"],
  ["x-a", "2"],
  ["Cookie", "sid=abc; Theme=dark"],
];
const all = { kind: "all" } as const;
const included = (...names: string[]) => ({ kind: "included", names: new Set(names) }) as const;
const excluded = (...names: string[]) => ({ kind: "excluded", names: new Set(names) }) as const;

/** A request, a component and the texts that a statement sees. */
const ROWS: readonly (readonly [string, RequestSketch, Field, readonly string[]])[] = [
  ["method", { method: "PATCH" }, { kind: "method" }, ["PATCH"]],
  ["path as sent", { uriPath: "/a%20b//" }, { kind: "uriPath" }, ["/a%20b//"]],
  ["query as sent", { queryString: "a=%31&b" }, { kind: "queryString" }, ["a=%31&b"]],
  ["empty query", {}, { kind: "queryString" }, [""]],
  ["header in any case, each line", { headers: HEADERS }, { kind: "singleHeader", name: "x-a" }, ["1", "2"]],
  ["missing header", { headers: HEADERS }, { kind: "singleHeader", name: "referer" }, []],
  [
    "every value of an argument, whatever the name's case and encoding",
    { queryString: "SalesRegion=boston&salesregion=seattle&s%61lesregion=x&other=y" },
    { kind: "singleQueryArgument", name: "salesregion", preParse: [] },
    ["boston", "seattle", "x"],
  ],
  [
    "values of all arguments",
    { queryString: "a=1&b=2=3&c&=4&" },
    { kind: "allQueryArguments", preParse: [] },
    ["1", "2=3", "", "4"],
  ],
  [
    "semicolons, then duplicates combined",
    { queryString: "id=1;id=2&b=3" },
    {
      kind: "allQueryArguments",
      preParse: ["REPLACE_SEMICOLONS_WITH_AMPERSANDS", "COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA"],
    },
    ["1,2", "3"],
  ],
  [
    "decoded before parsing",
    { queryString: "a=1%26b=%u0032" },
    { kind: "allQueryArguments", preParse: ["URL_DECODE_UNI"] },
    ["1", "2"],
  ],
  ["body", { body: "héllo" }, { kind: "body", oversize: "CONTINUE" }, ["h\xc3\xa9llo"]],
  [
    "body up to the limit",
    { body: "x".repeat(20_000) },
    { kind: "body", oversize: "CONTINUE" },
    ["x".repeat(16_384)],
  ],
  [
    "all headers, names and values",
    { headers: HEADERS?.slice(0, 2) },
    { kind: "headers", filter: all, scope: "ALL", oversize: "CONTINUE" },
    ["host", "example.com", "user-agent", "curl"],
  ],
  [
    "included headers",
    { headers: HEADERS },
    { kind: "headers", filter: included("x-a"), scope: "VALUE", oversize: "CONTINUE" },
    ["1", "2"],
  ],
  [
    "excluded headers",
    { headers: HEADERS },
    { kind: "headers", filter: excluded("host", "x-a", "cookie"), scope: "KEY", oversize: "CONTINUE" },
    ["user-agent"],
  ],
  [
    "cookies, whose names have case",
    { headers: HEADERS },
    { kind: "cookies", filter: included("theme", "sid"), scope: "ALL", oversize: "CONTINUE" },
    ["sid", "abc"],
  ],
  [
    "excluded cookies",
    { headers: HEADERS },
    { kind: "cookies", filter: excluded("sid"), scope: "VALUE", oversize: "CONTINUE" },
    ["dark"],
  ],
  [
    "order of headers",
    { headers: HEADERS },
    { kind: "headerOrder", oversize: "CONTINUE" },
    ["host:user-agent:x-a:x-a:cookie"],
  ],
  ["JA3", { ja3Fingerprint: "ab" }, { kind: "ja3Fingerprint", fallback: "MATCH" }, ["ab"]],
  ["JA4", { ja4Fingerprint: "t13" }, { kind: "ja4Fingerprint", fallback: "MATCH" }, ["t13"]],
  ["fragment", { uriFragment: "top" }, { kind: "uriFragment" }, ["top"]],
  ["no fragment", {}, { kind: "uriFragment" }, []],
];

for (const [name, request, field, expected] of ROWS) {
  test(`${field.kind}: ${name}`, () => assert.deepEqual(texts(request, field), expected));
}

const BIG: readonly (readonly [
  string,
  RequestSketch,
  (oversize: "CONTINUE" | "MATCH" | "NO_MATCH") => Field,
])[] = [
  ["REQUEST_BODY", { body: "x".repeat(16_385) }, (oversize) => ({ kind: "body", oversize })],
  [
    "REQUEST_JSON_BODY",
    { body: `["${"x".repeat(65_536)}"]`, bodyBytesMax: 65_536 },
    (oversize) => ({ kind: "jsonBody", oversize, scope: "ALL" }),
  ],
  [
    "REQUEST_HEADERS",
    { headers: [["a", "x".repeat(8192)]] },
    (oversize) => ({ kind: "headers", filter: all, scope: "ALL", oversize }),
  ],
  [
    "REQUEST_HEADERS",
    { headers: Array.from({ length: 201 }, (_, i) => [`h${i}`, "v"] as const) },
    (oversize) => ({ kind: "headerOrder", oversize }),
  ],
  [
    "REQUEST_COOKIES",
    { headers: [["cookie", Array.from({ length: 201 }, (_, i) => `c${i}=v`).join("; ")]] },
    (oversize) => ({ kind: "cookies", filter: all, scope: "ALL", oversize }),
  ],
];

for (const [oversize, request, field] of BIG) {
  test(`${field("MATCH").kind} beyond the limit: ${oversize}`, () => {
    const continued = read(request, field("CONTINUE"));
    assert.equal(continued.oversize, oversize);
    assert.ok(continued.values.length > 0 && continued.verdict === undefined);
    assert.equal(read(request, field("MATCH")).verdict, true);
    assert.equal(read(request, field("NO_MATCH")).verdict, false);
  });
}

test("a body whose declared size is beyond the limit is oversize though only its beginning was read", () => {
  const reading = read(
    { body: "x".repeat(100), bodySizeBytes: 100_000 },
    { kind: "body", oversize: "MATCH" },
  );
  assert.equal(reading.verdict, true);
});

test("a missing fingerprint or fragment is decided by the fallback", () => {
  for (const kind of ["ja3Fingerprint", "ja4Fingerprint", "uriFragment"] as const) {
    assert.deepEqual(read({}, { kind, fallback: "MATCH" }), { values: [], verdict: true });
    assert.deepEqual(read({}, { kind, fallback: "NO_MATCH" }), { values: [], verdict: false });
  }
});

test("JSON that cannot be read to its end is handled as configured", () => {
  const body = '{"a":"1","b":oops "2"}';
  const json = (invalid?: "MATCH" | "NO_MATCH" | "EVALUATE_AS_STRING"): Field => ({
    kind: "jsonBody",
    oversize: "CONTINUE",
    scope: "VALUE",
    invalid,
  });
  assert.deepEqual(texts({ body }, json()), ["1", "oops"]);
  assert.deepEqual(texts({ body }, json("EVALUATE_AS_STRING")), [body]);
  assert.equal(read({ body }, json("MATCH")).verdict, true);
  assert.equal(read({ body }, json("NO_MATCH")).verdict, false);
  assert.deepEqual(texts({ body: '{"a":"1"}' }, json("MATCH")), ["1"]);
});
