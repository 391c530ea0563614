import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseRequestPath } from "./request-path.ts";
import { RouteTrie } from "./route-trie.ts";

function trieOf(...templates: string[]): RouteTrie<string> {
  const trie = new RouteTrie<string>();
  for (const template of templates) trie.add(template, template);
  return trie;
}

const find = (trie: RouteTrie<string>, path: string) => trie.find(parseRequestPath(path));

const pets = trieOf(
  "/",
  "/pets",
  "/pets/{petId}",
  "/pets/{petId}/toys",
  "/pets/mine",
  "/files/{path+}",
  "/{proxy+}",
);

const cases: readonly [path: string, template: string | undefined, parameters: Record<string, string>][] = [
  ["/", "/", {}],
  ["/pets", "/pets", {}],
  ["/pets/", "/pets", {}],
  ["/pets/7", "/pets/{petId}", { petId: "7" }],
  ["/pets/mine", "/pets/mine", {}],
  // The literal branch dead-ends here, so the parameter beside it takes the path.
  ["/pets/mine/toys", "/pets/{petId}/toys", { petId: "mine" }],
  // Both dead-end, and the greedy one at the root takes it.
  ["/pets/mine/books", "/{proxy+}", { proxy: "pets/mine/books" }],
  ["/files/a/b%20c", "/files/{path+}", { path: "a/b%20c" }],
  ["/files", "/{proxy+}", { proxy: "files" }],
  ["/%70ets", "/pets", {}],
  ["/pets/a%2Fb", "/pets/{petId}", { petId: "a%2Fb" }],
  ["/pets//toys", "/{proxy+}", { proxy: "pets//toys" }],
];
for (const [path, template, parameters] of cases) {
  test(`${path} matches ${template}`, () => {
    const match = find(pets, path);
    assert.equal(match?.value, template);
    assert.deepEqual({ ...match?.pathParameters }, parameters);
  });
}

test("a resource without methods of its own is none", () => {
  assert.equal(find(trieOf("/a/b"), "/a"), undefined);
  assert.equal(find(trieOf("/a/{b}"), "/a"), undefined);
});

test("templates that the tree cannot hold are refused", () => {
  assert.throws(() => trieOf("/{a}", "/{b}"), /stands beside/);
  assert.throws(() => trieOf("/{a+}/b"), /only the last segment/);
  assert.throws(() => trieOf("/{a+}", "/{b+}"), /second greedy/);
  assert.throws(() => trieOf("/a", "/a"), /two resources/);
  assert.throws(() => trieOf("/a{b}"), /malformed/);
});

/** The rule written out without a tree: of the templates that fit, the one whose first differing segment ranks first. */
function naiveFind(templates: readonly string[], path: string): string | undefined {
  const segments = path === "/" ? [] : path.slice(1).split("/");
  const rank = (segment: string): number => (segment.endsWith("+}") ? 2 : segment.startsWith("{") ? 1 : 0);
  const fitting = templates.filter((template) => {
    const parts = template === "/" ? [] : template.slice(1).split("/");
    const greedy = parts.at(-1)?.endsWith("+}") ?? false;
    if (greedy ? segments.length < parts.length : segments.length !== parts.length) return false;
    return parts.every((part, i) => rank(part) > 0 || part === segments[i]);
  });
  return fitting.toSorted((a, b) => {
    const [left, right] = [a.slice(1).split("/"), b.slice(1).split("/")];
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      if (rank(left[i]!) !== rank(right[i]!)) return rank(left[i]!) - rank(right[i]!);
    }
    return 0;
  })[0];
}

test("law: the tree finds what the rule says", () => {
  const segment = fc.constantFrom("a", "b", "{p}");
  const template = fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.boolean())
    .map(([parts, greedy]) => `/${[...parts, ...(greedy ? ["{g+}"] : [])].join("/")}`);
  const path = fc
    .array(fc.constantFrom("a", "b", "c"), { maxLength: 5 })
    .map((parts) => `/${parts.join("/")}`);
  fc.assert(
    fc.property(fc.uniqueArray(template, { minLength: 1, maxLength: 12 }), path, (templates, requested) => {
      assert.equal(find(trieOf(...templates), requested)?.value, naiveFind(templates, requested));
    }),
    { numRuns: 500 },
  );
});
