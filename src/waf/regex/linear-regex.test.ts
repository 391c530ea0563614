import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeUtf8 } from "../byte-string.ts";
import { LinearRegex } from "./linear-regex.ts";
import { INSTRUCTIONS_MAX } from "./program.ts";
import { RegexSyntaxError } from "./syntax.ts";
import { SIMULATED_STEP_COST, type WorkMeter } from "./work-meter.ts";

/** Pattern, texts that it matches, texts that it does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["abc", ["abc", "xxabcxx"], ["ab", "aBc", ""]],
  ["(?i)abc", ["aBC"], ["ab"]],
  ["a(?i)b|c", ["aB", "C"], ["AB"]],
  ["a(?i:b)c", ["aBc"], ["aBC"]],
  ["(?-i:a)|b(?i)", ["a", "b"], ["A"]],
  ["^abc$", ["abc", "abc\n"], ["abcd", "xabc", "abc\n\n"]],
  ["\\Aabc\\z", ["abc"], ["abc\n"]],
  ["(?m)^b$", ["a\nb\nc", "b"], ["ab\nbc"]],
  ["a.c", ["abc", "a\xffc"], ["a\nc"]],
  ["(?s)a.c", ["a\nc"], ["ac"]],
  ["\\bselect\\b", ["select", "a select b", "(select)"], ["selected", "preselect", "_select"]],
  ["\\Bend", ["bend"], ["end", "the end"]],
  ["[a-c]+x", ["abcx"], ["dx", "x"]],
  ["[^a-c]", ["d", "\xff"], ["abc"]],
  ["[]a]b", ["]b", "ab"], ["b"]],
  ["[a\\]\\-z]+$", ["]-"], ["b"]],
  ["[\\d_-]x", ["5x", "-x", "_x"], ["ax"]],
  ["[[:alpha:][:digit:]]!", ["a!", "7!"], ["-!"]],
  ["[[:^space:]]", ["a"], [" \t\n"]],
  ["\\d{3}", ["a123"], ["12a3"]],
  ["^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]],
  ["^a{2,}$", ["aa", "aaaaaa"], ["a"]],
  ["a{,2}", ["a{,2}"], ["aa"]],
  ["x{y", ["x{y"], ["xy"]],
  ["colou?r", ["color", "colour"], ["colouur"]],
  ["a*?b+?", ["b", "aab"], ["aa"]],
  ["(a|b)*c", ["ababc", "c"], ["abab"]],
  ["(?:a||b)c", ["c", "ac", "bc"], ["a"]],
  ["()", ["", "x"], []],
  ["\\x41\\x{42}\\075\\t", ["AB=\t"], ["AB="]],
  ["\\Qa.b*\\E+", ["a.b*", "a.b**"], ["aXb"]],
  ["\\.\\*\\\\", [".*\\"], ["a"]],
  ["(?x) a b # comment\n c", ["abc"], ["a b c"]],
  ["(?#note)a", ["a"], ["b"]],
  ["(?<name>a)(?P<other>b)", ["ab"], ["a"]],
  ["^é+$", [encodeUtf8("é"), encodeUtf8("éé")], ["\xe9", "\xc3"]],
  ["\\W\\S\\H\\N", [" abc"], ["abcd"]],
  ["^$", ["", "\n"], ["a"]],
  ["(a*)*b", ["aaab", "b"], ["aaa"]],
  ["(?i)[a-f0-9]{4}", ["BEEF"], ["BEEX"]],
];

test("expressions match as in PCRE", () => {
  for (const [pattern, matching, other] of CASES) {
    const regex = new LinearRegex(pattern);
    for (const text of matching)
      assert.equal(regex.test(text), true, `${pattern} on ${JSON.stringify(text)}`);
    for (const text of other) assert.equal(regex.test(text), false, `${pattern} on ${JSON.stringify(text)}`);
  }
});

test("what cannot run in linear time, or is not an expression, is refused with its reason", () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["(a)\\1", /Back references/],
    ["\\k<a>", /Back references/],
    ["(?=a)", /Lookahead/],
    ["(?!a)", /Lookahead/],
    ["(?<=a)", /Lookbehind/],
    ["(?<!a)", /Lookbehind/],
    ["(?>a)", /Atomic/],
    ["a++", /Possessive/],
    ["(?R)", /Recursive/],
    ["(?1)", /Subroutine/],
    ["(?(1)a)", /Conditional/],
    ["(*FAIL)", /verbs/],
    ["a\\C", /\\C/],
    ["\\R", /\\R/],
    ["\\Ka", /\\K/],
    ["\\pL", /Unicode properties/],
    ["(?C1)", /Callouts/],
    ["(a", /not closed/],
    ["a)", /closing parenthesis/],
    ["[a", /not closed/],
    ["[b-a]", /out of order/],
    ["[é]", /ASCII/],
    ["*a", /nothing to repeat/],
    ["a{3,2}", /out of order/],
    ["\\", /backslash/],
    ["\\j", /Unknown escape/],
    ["[[:nope:]]", /POSIX/],
    ["(?q)a", /flag q/],
    ["(".repeat(60) + ")".repeat(60), /nested deeper/],
    ["((a{50}){50}){50}", /too large/],
    ["(){99999}", /too large/],
    ["a".repeat(513), /longer than 512/],
  ];
  for (const [pattern, reason] of refusals) {
    assert.throws(
      () => new LinearRegex(pattern),
      (error) => error instanceof RegexSyntaxError && reason.test(error.message),
      pattern,
    );
  }
});

test("it agrees with the platform's engine on random expressions and texts", () => {
  const atom = fc.constantFrom("a", "b", "[ab]", "[^a]", ".", "\\b", "^", "$", "\\w", "\\n");
  const pattern = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      atom,
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => x + y),
      fc.tuple(tie("node"), tie("node")).map(([x, y]) => `(?:${x}|${y})`),
      fc.tuple(tie("node"), fc.constantFrom("*", "+", "?", "{1,2}", "{2}")).map(([x, q]) => `(?:${x})${q}`),
    ),
  })).node;
  const text = fc.array(fc.constantFrom("a", "b", "c", "\n", " ")).map((letters) => letters.join(""));
  fc.assert(
    fc.property(pattern, text, (source, input) => {
      fc.pre(source.length < 200);
      const native = new RegExp(source, "m");
      assert.equal(
        new LinearRegex(`(?m)${source}`).test(input),
        native.test(input),
        `${source} on ${JSON.stringify(input)}`,
      );
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test("no pattern makes the parser throw anything but its own error", () => {
  const soup = fc.array(fc.constantFrom(..."()[]{}?*+|\\^$.-,:=!<>aQE1x#é")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(soup, (pattern) => {
      try {
        new LinearRegex(pattern).test("a1(x");
      } catch (error) {
        assert.ok(error instanceof RegexSyntaxError, `${pattern}: ${error}`);
      }
    }),
    { numRuns: 3000, seed: 3 },
  );
});

test("work grows linearly where backtracking engines take exponential time", () => {
  const evil: readonly (readonly [string, string])[] = [
    ["(a+)+$", "a"],
    ["(a|a)*b", "a"],
    ["(a|aa)+$", "a"],
    ["([a-z]+)*\\d", "x"],
    ["(.*)(.*)(.*)(.*)z", "y"],
    // Its deterministic automaton has a million states: they are built and forgotten as the text goes by.
    ["[ab]*a[ab]{20}c", "abbabaabb"],
  ];
  for (const [pattern, unit] of evil) {
    const work = [8192, 65_536].map((length) => {
      const meter: WorkMeter = { cost: 0, building: 0 };
      const text = `${unit.repeat(length / unit.length)}!`;
      assert.equal(new LinearRegex(pattern).test(text, meter), false, pattern);
      return meter.cost;
    });
    assert.ok(work[1]! <= work[0]! * 10, `${pattern}: ${work}`);
    assert.ok(work[1]! <= 65_536 * INSTRUCTIONS_MAX * SIMULATED_STEP_COST);
  }
});

test("a text whose states do not repeat is simulated once enough was built", () => {
  let number = 1;
  // Each byte makes a state of its own, of hundreds of instructions.
  const random = "x".repeat(12_000).replace(/x/g, () => {
    number = (number * 48_271) % 2_147_483_647;
    return number % 2 === 0 ? "a" : "b";
  });
  for (const pattern of ["a[ab]{900}c", "\\ba[ab]{900}\\b$", "[ab]*a[ab]{200}c", "b[ab]{500}(?:c\\n^b|d)"]) {
    const regex = new LinearRegex(pattern.includes("^") ? `(?m)${pattern}` : pattern);
    // What may begin anywhere need not say so, which costs native expressions a minute.
    const native = new RegExp(pattern.replace(/^\[ab\]\*/, ""), pattern.includes("^") ? "m" : "");
    for (const end of [
      "",
      `a${random.slice(0, 900)}c`,
      ` a${random.slice(0, 900)}`,
      `b${random.slice(0, 500)}c\nb`,
    ]) {
      const meter: WorkMeter = { cost: 0, building: 0 };
      assert.equal(
        regex.test(random + end, meter),
        native.test(random + end),
        `${pattern}, ${end.slice(-3)}`,
      );
      assert.ok(meter.building < 60_000, `${pattern}: ${meter.building}`);
    }
  }
});

test("after the states kept were forgotten, answers are still right", () => {
  const regex = new LinearRegex("[ab]*a[ab]{14}c");
  let text = "";
  for (let i = 0; text.length < 60_000; i++) text += i.toString(2).replaceAll("0", "a").replaceAll("1", "b");
  assert.equal(regex.test(text), false);
  assert.equal(regex.test(`${text}a${"b".repeat(14)}c`), true);
  assert.equal(regex.test(`${text}b${"b".repeat(14)}c`), /a[ab]{14}c$/.test(`${text}b${"b".repeat(14)}c`));
});

test("texts of which every match contains one are found", () => {
  const literals: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["^/Admin/\\d", ["/admin/"]],
    ["(?i)select\\s+from", ["select"]],
    ["union\\b.*select", ["select"]],
    ["\\.(?:php|cgi)$", [".php", ".cgi"]],
    ["https?://", ["http://", "https://"]],
    ["[0-2]x|\\$\\{", ["0x", "1x", "2x", "${"]],
    ["a|select", undefined],
    ["(select)?", undefined],
    ["(?:[ab][ab][ab][ab]){2}", undefined],
    ["a.c", undefined],
  ];
  for (const [pattern, expected] of literals) {
    assert.deepEqual(new LinearRegex(pattern).requiredLiterals?.toSorted(), expected?.toSorted(), pattern);
  }
});

test("no match lacks all of the texts required", () => {
  const part = fc.constantFrom("a", "b", "[ab]", "(?:ab|ba)", "(?:a|bb)?", "b+", "\\b", ".");
  const pattern = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
  const text = fc.array(fc.constantFrom("a", "b", "A", "c")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(pattern, text, (source, input) => {
      const regex = new LinearRegex(`(?i)${source}`);
      const lower = input.toLowerCase();
      if (!regex.requiredLiterals || !regex.test(input)) return;
      assert.ok(
        regex.requiredLiterals.some((literal) => lower.includes(literal)),
        `${source} on ${input}`,
      );
    }),
    { numRuns: 2000, seed: 13 },
  );
});
