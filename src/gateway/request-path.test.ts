import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AmbiguousPathError, parseRequestPath } from "./request-path.ts";

const canonical: readonly [raw: string, canonical: string][] = [
  ["/", "/"],
  ["/admin", "/admin"],
  ["/admin/", "/admin"],
  ["/%61dmin", "/admin"],
  ["/a%2fb", "/a%2Fb"],
  ["/a%2Fb", "/a%2Fb"],
  ["/a%252Fb", "/a%252Fb"],
  ["/a%25", "/a%25"],
  ["/%C3%A9", "/é"],
  ["/a//b", "/a//b"],
];
for (const [raw, expected] of canonical) {
  test(`${raw} is ${expected} to policies`, () => assert.equal(parseRequestPath(raw).canonical, expected));
}

const ambiguous = [
  "/..",
  "/a/../b",
  "/a/%2e%2e/b",
  "/a/%2E./b",
  "/.",
  "/a/./",
  "/%",
  "/%zz",
  "/%ff",
  "/%00",
  "/a%0d%0ab",
  '/"',
  "/é",
];
for (const raw of ambiguous) {
  test(`${JSON.stringify(raw)} is ambiguous`, () =>
    assert.throws(() => parseRequestPath(raw), AmbiguousPathError));
}

test("law: a path is refused or has as many canonical as raw segments, none a dot segment", () => {
  const piece = fc.constantFrom("a", ".", "%2e", "%2F", "%25", "%61", "/", "%", "+", "%C3%A9");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const raw = `/${pieces.join("")}`;
      let path: ReturnType<typeof parseRequestPath>;
      try {
        path = parseRequestPath(raw);
      } catch (error) {
        assert.ok(error instanceof AmbiguousPathError);
        return;
      }
      assert.equal(path.segments.length, path.rawSegments.length);
      assert.ok(
        path.segments.every((segment) => segment !== "." && segment !== ".." && !segment.includes("/")),
      );
    }),
    { numRuns: 1_000 },
  );
});
