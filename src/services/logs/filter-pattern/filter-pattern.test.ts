import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compileFilterPattern } from "./filter-pattern.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";

/** A pattern, the events that it takes and those that it leaves. */
type Case = readonly [pattern: string, takes: readonly string[], leaves: readonly string[]];

function check(cases: readonly Case[]): void {
  for (const [pattern, takes, leaves] of cases) {
    it(pattern === "" ? "(empty)" : pattern, () => {
      const matches = compileFilterPattern(pattern);
      for (const message of takes) assert.equal(matches(message), true, message);
      for (const message of leaves) assert.equal(matches(message), false, message);
    });
  }
}

describe("patterns of terms", () => {
  check([
    ["", ["anything", ""], []],
    ["ERROR", ["[ERROR] A fatal exception", "Exiting with ERRORCODE: -1"], ["error", ""]],
    ["ERROR Exception", ["[ERROR] Caught IllegalArgumentException"], ["ERROR", "Exception"]],
    ["ERROR -Exiting", ["[ERROR] A fatal exception"], ["Exiting with ERRORCODE: -1", "fine"]],
    ["-ERROR", ["fine", ""], ["ERROR"]],
    ["?ERROR ?WARN", ["ERROR WARN message", "ERROR message", "WARN message"], ["INFO message"]],
    ['"404 not found"', ["GET / 404 not found"], ["404 was not found"]],
    ['-"not found" 404', ["404 found"], ["404 not found"]],
    ['"say \\"hi\\""', ['they say "hi"'], ["they say hi"]],
    ["%AUTHORIZED%", ["[ERROR 401] UNAUTHORIZED REQUEST"], ["authorized"]],
    ["größe", ["die größe"], ["grosse"]],
  ]);
});

describe("patterns for JSON events", () => {
  const cloudTrail = JSON.stringify({
    eventType: "UpdateTrail",
    sourceIPAddress: "111.111.111.111",
    arrayKey: ["value", "another value"],
    objectList: [
      { name: "a", id: 1 },
      { name: "b", id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    latency: 512.5,
    "dotted.name": "x",
    code: "404",
  });
  const all = [cloudTrail];
  check([
    ['{ $.eventType = "UpdateTrail" }', all, ["UpdateTrail", "[]", "", "{", '{"eventType":"updateTrail"}']],
    ["{$.eventType=UpdateTrail}", all, []],
    ["{ $.sourceIPAddress != 123.123.* }", all, ['{"sourceIPAddress":"123.123.0.1"}', "{}"]],
    ['{ $.arrayKey[0] = "value" }', all, ['{"arrayKey":"value"}', '{"arrayKey":{"0":"value"}}']],
    ["{ $.objectList[1].id = 2 }", all, ['{"objectList":[{"id":2}]}']],
    ["{ $.objectList[*].id = 2 }", all, ['{"objectList":[{"id":3}]}']],
    ["{ $.SomeObject IS NULL }", all, ["{}", '{"SomeObject":0}']],
    ["{ $.SomeOtherObject NOT EXISTS }", all, ['{"SomeOtherObject":null}']],
    ["{ $.SomeObject EXISTS }", all, ["{}"]],
    ["{ $.ThisFlag IS TRUE }", all, ['{"ThisFlag":false}', '{"ThisFlag":"true"}']],
    ["{ $.ThisFlag is false }", ['{"ThisFlag":false}'], all],
    ["{ $.latency >= 500 }", all, ['{"latency":499.9}', '{"latency":"600"}']],
    ["{ $.latency > 5.125e2 }", ['{"latency":512.6}'], all],
    ["{ $.latency = 5125e-1 }", all, []],
    ["{ $.code = 404 }", [...all, '{"code":404}'], ['{"code":4040}']],
    ['{ $.code = "404" }', [...all, '{"code":404}'], []],
    ["{ $.['dotted.name'] = x }", all, ['{"dotted":{"name":"x"}}']],
    ["{ $.eventType = *Trail }", all, ['{"eventType":"Trails"}']],
    ["{ $.eventType = * }", all, ["{}"]],
    ["{ $.eventType = Up*Trail }", ['{"eventType":"Up*Trail"}'], all],
    ["{ $.eventType = %^Update[A-Z]% }", all, ['{"eventType":"xUpdateT"}']],
    ["{ $.arrayKey = 1 }", [], all],
    ["{ $.arrayKey != 1 }", [], all],
    ["{ $.missing != 1 }", [], all],
    ["{ $.toString EXISTS }", [], all],
    ["{ $.arrayKey.length EXISTS }", [], all],
  ]);

  const user = JSON.stringify({
    user: { id: 1, email: "John.Stiles@example.com" },
    users: [{ id: 2, email: "John.Doe@example.com" }],
    actions: ["GET", "PUT", "DELETE"],
    coordinates: [
      [0, 1],
      [4, 5],
    ],
  });
  check([
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', [user], []],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', [], [user]],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
      [user],
      [],
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
      [],
      [user],
    ],
    ["{ $.coordinates[1][0] = 4 }", [user], []],
  ]);
});

describe("patterns for space-delimited events", () => {
  const line = (status: number, bytes: number): string =>
    `127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" ${status} ${bytes}`;
  const fields = "ip, user, username, timestamp, request";
  check([
    [`[${fields}, status_code, bytes]`, [line(200, 1)], ["", "too few", `${line(200, 1)} more`]],
    [`[${fields}, status_code, bytes > 1000]`, [line(200, 1534)], [line(200, 1000)]],
    [`[${fields}, status_code = 4*, bytes]`, [line(404, 1)], [line(200, 4)]],
    [`[${fields} = *html*, status_code = 4*, bytes]`, [line(404, 1)], [line(200, 1)]],
    [`[${fields}, status = 403 || status = 404, bytes]`, [line(404, 1), line(403, 1)], [line(405, 1)]],
    [
      `[${fields}, (status >= 400 && status < 500) || status = 200, bytes]`,
      [line(200, 1), line(499, 1)],
      [line(500, 1)],
    ],
    ["[..., status_code = 404, bytes]", [line(404, 1), "404 1"], ["404", line(200, 404)]],
    ["[ip = 127.0.0.1, ..., bytes < 10]", [line(200, 9)], [line(200, 10), "9"]],
    ["[ip, user, ...]", ["a b", "a b c"], ["a"]],
    [
      "[..., request=*.html*, status_code=4*,]",
      [`"GET /a.html HTTP/1.0" 404 1`],
      [`"GET /a HTTP/1.0" 404 1`],
    ],
    ["[w1=ERROR, w2]", ["ERROR message"], ["ERROR WARN message", "WARN message"]],
    ["[w1!=ERROR&&w1!=WARN, w2]", ["INFO message"], ["ERROR message", "WARN message"]],
    ["[w1=%ERR|WARN%, w2]", ["ERROR x", "WARNING x"], ["INFO x"]],
    ['[w1 = "a b", w2]', ["[a b] c", '"a b" c'], ["a b"]],
    ["[w1 = x, ...]", ["x", "x y", "[x] y"], ["[x"]],
  ]);
});

describe("regular expressions", () => {
  check([
    ["%^[hc]at%", ["hat", "cats"], ["that"]],
    ["%[hc]at$%", ["that"], ["hats"]],
    ["%colou?r%", ["color", "colour"], ["colouur"]],
    ["%^a{3,5}$%", ["aaa", "aaaaa"], ["aa", "aaaaaa"]],
    ["%^a{2}$%", ["aa"], ["a", "aaa"]],
    ["%^a{2,}$%", ["aa", "aaaa"], ["a"]],
    ["%gray|grey%", ["grey", "gray"], ["gruy"]],
    ["%10\\.10\\.0\\.1%", ["10.10.0.1"], ["10x10.0.1"]],
    ["%^ab*c+$%", ["ac", "abbcc"], ["ab", "abbd"]],
    ["%^.*x$%", ["yyx"], ["yy\nx"]],
    ["%^\\d\\D\\w\\W\\s\\S$%", ["1a_- x"], ["aa_- x"]],
    ["%^[^a-c]$%", ["d"], ["a", "b"]],
    ["%^[a-]+$%", ["a-a"], ["b"]],
    ["%\\x41%", ["A"], ["x41"]],
  ]);
});

describe("what is no pattern", () => {
  const wrong = [
    "foo-bar",
    '"open',
    "ERROR ?WARN",
    "%a!%",
    "%(a)%",
    "%a{2%",
    "%[a%",
    "%[]%",
    "%[z-a]%",
    "%a{3,2}%",
    "%*a%",
    "%a^%",
    "%\\q%",
    "%\\xg0%",
    "%é%",
    "%%",
    `%${"a{999}".repeat(3)}%`,
    "%a% %b% %c%",
    "{}",
    "{ $ = 1 }",
    "{ $.a }",
    "{ $.a = }",
    "{ a = 1 }",
    "{ $.a = 1",
    "{ $.a = 1 } x",
    "{ $.a > b }",
    '{ $.a > "1" }',
    "{ $.a = 1 && }",
    "{ $.a IS 1 }",
    "{ $.a[*].b[*] = 1 }",
    `{ ${"(".repeat(40)}$.a = 1${")".repeat(40)} }`,
    "[a",
    "[a, ..., b, ...]",
    "[a = 1 && b = 2]",
    "[a > x]",
    "[a] x",
    "x".repeat(1025),
  ];
  for (const pattern of wrong) {
    it(pattern.slice(0, 50), () => assert.throws(() => compileFilterPattern(pattern), FilterPatternError));
  }

  it("no text makes the parser throw anything but its own error", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "$",
      ".a",
      "=",
      "!=",
      "<",
      "&&",
      "||",
      "(",
      ")",
      '"',
      "%",
      "*",
      ",",
      "...",
      " ",
      "1",
      "a",
      "\\",
      "?",
      "-",
      "^",
      "IS ",
      "NULL",
      "NOT EXISTS",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.string(), (pieces, message) => {
        try {
          compileFilterPattern(pieces.join(""))(message);
        } catch (error) {
          assert.ok(error instanceof FilterPatternError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  // Each of these takes hours with a matcher that tries every way.
  const slow: [string, string][] = [
    [`%${"a*".repeat(20)}b%`, "a".repeat(3000)],
    [`%${"a?".repeat(200)}${"a".repeat(200)}b%`, "a".repeat(1000)],
    ["[..., x]", "[ ".repeat(200_000) + "]x"],
  ];
  for (const [pattern, message] of slow) {
    it(`a crafted pattern or event costs no more than its length: ${pattern.slice(0, 20)}`, () => {
      assert.equal(typeof compileFilterPattern(pattern)(message), "boolean");
    });
  }
});
