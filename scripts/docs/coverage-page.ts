import { CATALOGUE } from "../../src/aws/catalogue.ts";
import { loadModel } from "../../src/aws/model.ts";
import type { AnyOperation } from "../../src/services/operation.ts";

/** The members of an operation's input that are refused, as they stand in a table. */
const refusedMembers = ({ refuses = [] }: AnyOperation): string =>
  refuses.map(({ member }) => `\`${member}\``).join(", ");

/** Names of operations in a fold, a line each with their service, so that a search shows whose they are. */
const fold = (id: string, names: readonly string[]): readonly string[] => [
  `<details><summary>Refused with <code>NotImplemented</code>: ${names.length} operations</summary>`,
  "",
  "```text",
  ...names.map((name) => `${id} ${name}`),
  "```",
  "",
  "</details>",
  "",
];

/** docs/coverage.md: every operation of every service, as implemented or refused. */
export function coveragePage(built: ReadonlyMap<string, readonly AnyOperation[]>): string {
  const sections = CATALOGUE.map(({ id }) => {
    const names = [...loadModel(id).operations.keys()].sort();
    const operations = new Map((built.get(id) ?? []).map((operation) => [operation.name, operation]));
    const unknown = [...operations.keys()].filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new Error(`${id} lists operations that its model has not: ${unknown.join(", ")}`);
    const refused = names.filter((name) => !operations.has(name));
    return { id, names, operations, refused };
  });
  const summary = sections.map(
    ({ id, operations, refused }) => `| [${id}](#${id}) | ${operations.size} | ${refused.length} |`,
  );
  const details = sections.flatMap(({ id, operations, refused }) => [
    `## ${id}`,
    "",
    ...(operations.size > 0
      ? ["| implemented | members refused |", "|---|---|"].concat(
          [...operations.values()]
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .map((operation) => `| ${operation.name} | ${refusedMembers(operation)} |`),
          [""],
        )
      : ["Not there at all: every call is refused.", ""]),
    ...(refused.length > 0 ? fold(id, refused) : ["No operation is refused.", ""]),
  ]);
  return [
    "# Coverage",
    "",
    "Every operation of every service that Sallyport knows is here: implemented and enforced, or refused with `NotImplemented` (HTTP 501). A call that sets a member listed as refused is refused, and the answer names the member; nothing is stored and ignored. What Sallyport does not know, it refuses as an unknown operation.",
    "",
    "| service | implemented | refused |",
    "|---|---|---|",
    ...summary,
    "",
    ...details,
  ].join("\n");
}
