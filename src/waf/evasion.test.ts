import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  FieldToMatch,
  PreParseTextTransformation,
  Statement,
  TextTransformationType,
} from "@aws-sdk/client-wafv2";
import { blocks } from "./inspect.fixture.ts";
import type { RequestSketch } from "./request.fixture.ts";

const steps = (types: readonly TextTransformationType[]) =>
  types.length === 0
    ? [{ Priority: 0, Type: "NONE" as const }]
    : types.map((Type, Priority) => ({ Type, Priority }));

const contains = (
  search: string,
  FieldToMatch: FieldToMatch,
  types: readonly TextTransformationType[],
  PreParseTextTransformations?: PreParseTextTransformation[],
): Statement => ({
  ByteMatchStatement: {
    SearchString: Buffer.from(search),
    PositionalConstraint: "CONTAINS",
    FieldToMatch,
    TextTransformations: steps(types),
    PreParseTextTransformations,
  },
});

const QUERY: FieldToMatch = { QueryString: {} };
const ARGUMENTS: FieldToMatch = { AllQueryArguments: {} };
const PATH: FieldToMatch = { UriPath: {} };
const BODY: FieldToMatch = { Body: {} };
const query = (queryString: string): RequestSketch => ({ queryString });
const path = (uriPath: string): RequestSketch => ({ uriPath });
const body = (text: string): RequestSketch => ({ body: text, method: "POST" });

/** A trick, what is looked for and where, the request, and the transformations that see through it. */
const TRICKS: readonly (readonly [
  string,
  string,
  FieldToMatch,
  RequestSketch,
  readonly TextTransformationType[],
])[] = [
  ["letter case", "union select", QUERY, query("q=UnIoN SeLeCt"), ["LOWERCASE"]],
  ["percent-encoding", "../", PATH, path("/%2e%2e%2fetc"), ["URL_DECODE"]],
  ["percent-encoding twice", "../", PATH, path("/%252e%252e%252fetc"), ["URL_DECODE", "URL_DECODE"]],
  ["%u and full-width characters", "<script", QUERY, query("q=%uff1cscript"), ["URL_DECODE_UNI"]],
  ["comments between words", "union select", QUERY, query("q=union/**/select"), ["REPLACE_COMMENTS"]],
  ["comments within words", "union", QUERY, query("q=un/**/ion"), ["REMOVE_COMMENTS_CHAR"]],
  [
    "other white space",
    "union select",
    QUERY,
    query("q=union%0b%09select"),
    ["URL_DECODE", "COMPRESS_WHITE_SPACE"],
  ],
  ["no white space expected", "javascript:", BODY, body("java\n\tscript:"), ["REMOVE_WHITESPACE"]],
  ["zero bytes", "passwd", QUERY, query("q=pass%00wd"), ["URL_DECODE", "REMOVE_NULLS"]],
  ["character references", "<script", BODY, body("&lt;script &#x3c;"), ["HTML_ENTITY_DECODE"]],
  ["script escapes", "<script", BODY, body("\\u003cscript"), ["JS_DECODE"]],
  ["style escapes", "javascript", BODY, body("java\\73 cript"), ["CSS_DECODE"]],
  [
    "shell quoting",
    "cat /etc/passwd",
    BODY,
    body("c''at  /e\"\"tc/pa\\sswd"),
    ["CMD_LINE_UNIX", "COMPRESS_WHITE_SPACE"],
  ],
  ["carets of cmd.exe", "cmd.exe", BODY, body("c^m^d.e^xe"), ["CMD_LINE_WIN"]],
  ["detours in paths", "/secure/admin", PATH, path("/secure/.//x/../admin"), ["NORMALIZE_PATH"]],
  ["backslashes in paths", "/admin", PATH, path("/x\\..\\admin"), ["NORMALIZE_PATH_WIN"]],
  ["Base64", "<script", BODY, body("PHNjcmlwdD4="), ["BASE64_DECODE"]],
  ["Base64 with noise", "<script", BODY, body("PHN.jcm lwdD4="), ["BASE64_DECODE_EXT"]],
  ["hexadecimal SQL literals", "admin", QUERY, query("q=0x61646d696e"), ["SQL_HEX_DECODE"]],
  ["overlong UTF-8", "%u002f", PATH, path("/..\xc0\xafetc"), ["UTF8_TO_UNICODE"]],
];

for (const [name, search, field, request, transformations] of TRICKS) {
  test(`${name}: seen through by ${transformations.join(", ")}, and only so`, () => {
    // The shell's transformation takes the space before a slash away, as AWS's does.
    const expected = transformations[0] === "CMD_LINE_UNIX" ? search.replace(" /", "/") : search;
    assert.equal(blocks(contains(expected, field, transformations), request), true);
    assert.equal(blocks(contains(search, field, []), request), false);
  });
}

test("arguments of one name are put together as the server does", () => {
  const split = query("id=1 union&x=1&id=select 2");
  const combine: PreParseTextTransformation[] = [
    { Priority: 0, Type: "COMBINE_DUPLICATE_QUERY_ARGS_BY_COMMA" },
  ];
  assert.equal(blocks(contains("union,select", ARGUMENTS, [], combine), split), true);
  assert.equal(blocks(contains("union,select", ARGUMENTS, []), split), false);
});

test("thousands of arguments hide none", () => {
  const many = query(`${"a=1&".repeat(5000)}q=attack`);
  assert.equal(blocks(contains("attack", ARGUMENTS, []), many), true);
});

test("a body is inspected whatever its content type says", () => {
  const json: FieldToMatch = { JsonBody: { MatchPattern: { All: {} }, MatchScope: "ALL" } };
  for (const type of ["text/plain", "image/png", "application/json", ""]) {
    const request: RequestSketch = {
      ...body('{"a":{"b":["\\u0061ttack"]}}'),
      headers: [["Content-Type", type]],
    };
    assert.equal(blocks(contains("attack", json, []), request), true, type);
    assert.equal(blocks(contains("b", BODY, []), request), true, type);
  }
});

test("a key repeated in JSON is seen each time", () => {
  const path = { JsonBody: { MatchPattern: { IncludedPaths: ["/id"] }, MatchScope: "VALUE" as const } };
  assert.equal(blocks(contains("attack", path, []), body('{"id":"1","id":"attack"}')), true);
});

test("a header sent twice is seen each time, in any case", () => {
  const field: FieldToMatch = { SingleHeader: { Name: "X-Id" } };
  assert.equal(
    blocks(contains("attack", field, []), {
      headers: [
        ["x-id", "1"],
        ["X-ID", "attack"],
      ],
    }),
    true,
  );
});
