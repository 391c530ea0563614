import { CATALOGUE } from "../../src/aws/catalogue.ts";
import { loadModel } from "../../src/aws/model.ts";
import type { AnyOperation } from "../../src/services/operation.ts";

function describe(operation: AnyOperation): string {
  const refused = (operation.refuses ?? []).map(({ member }) => `\`${member}\``);
  return refused.length > 0 ? `refuses ${refused.join(", ")}` : "";
}

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
    ({ id, names, operations }) =>
      `| [${id}](#${id}) | ${operations.size} | ${names.length - operations.size} |`,
  );
  const details = sections.flatMap(({ id, operations, refused }) => [
    `## ${id}`,
    "",
    ...(operations.size > 0
      ? ["| implemented | members refused until built |", "|---|---|"].concat(
          [...operations.values()]
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .map((operation) => `| ${operation.name} | ${describe(operation)} |`),
          [""],
        )
      : []),
    refused.length > 0 ? `Refused with \`NotImplemented\`: ${refused.join(", ")}.` : "Nothing is refused.",
    "",
  ]);
  return [
    "# Coverage",
    "",
    "Every operation of every service that Sallyport knows is here: implemented and enforced, or refused with `NotImplemented` (HTTP 501). A member listed as refused is refused by name when a call sets it; nothing is stored and ignored.",
    "",
    "| service | implemented | refused |",
    "|---|---|---|",
    ...summary,
    "",
    ...details,
  ].join("\n");
}
