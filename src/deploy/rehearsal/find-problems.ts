import type { ResourceChange } from "@aws-sdk/client-cloudformation";
import type { AwsError } from "../../aws/aws-error.ts";
import type { ResourceRecord } from "../engine/records.ts";
import type { Target } from "../engine/target.ts";
import { readObject } from "../resources/property-schema.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import { type FindRefusals, findUnbuiltProperties } from "../resources/unbuilt-properties.ts";
import { findAuthorPath, findNamedPath } from "../template/author-path.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";
import { foreseenProperties } from "./foreseen-properties.ts";
import { type Rehearse, type RehearsedProblem, rehearseResource } from "./rehearse-resource.ts";

/** How a template is rehearsed. What is absent is left to the operations, when they are called. */
export interface RehearsalPorts {
  readonly registry: ResourceRegistry;
  readonly findRefusals?: FindRefusals;
  readonly rehearse?: Rehearse;
}

/** What the deployment starts from. */
interface RehearsalBasis {
  readonly changes: readonly ResourceChange[];
  readonly resources: readonly ResourceRecord[];
}

/**
 * What of a template can never be deployed, whatever the resources turn out to be that it makes: each problem with its
 * path and place. Resources that would be left as they are are not looked at. Nothing is made.
 */
export async function findProblems(
  target: Target,
  basis: RehearsalBasis,
  ports: RehearsalPorts,
): Promise<readonly TemplateError[]> {
  const problems: TemplateError[] = [];
  for (const declaration of target.resources) {
    const unbuilt = findUnbuilt(declaration, ports);
    const rehearsed = await rehearseChange(target, declaration, basis, ports);
    const found = withoutRepetitions([...unbuilt, ...rehearsed]);
    problems.push(...found.map((problem) => located(target, declaration, problem)));
  }
  return problems;
}

function findUnbuilt(
  { logicalId, type, properties }: ResourceDeclaration,
  { registry, findRefusals }: RehearsalPorts,
): readonly TemplateError[] {
  if (!findRefusals) return [];
  const definition = registry.get(type)!;
  const path = propertiesPath(logicalId);
  const read = readObject(definition.properties, properties, path, "static");
  return findUnbuiltProperties(definition, read, path, findRefusals);
}

async function rehearseChange(
  { scope }: Target,
  declaration: ResourceDeclaration,
  { changes, resources }: RehearsalBasis,
  { registry, rehearse }: RehearsalPorts,
): Promise<readonly TemplateError[]> {
  const { logicalId } = declaration;
  const change = changes.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
  if (!rehearse || !change) return [];
  const type = registry.get(declaration.type)!;
  const record = resources.find((each) => each.logicalId === logicalId);
  const isNew = change.Action === "Add" || change.Replacement === "True" || !type.update;
  const current = isNew ? undefined : record?.current;
  try {
    const properties = foreseenProperties(type, declaration, scope);
    const resource = { type, logicalId, properties, place: scope.place, ...(current && { current }) };
    const problems = await rehearseResource(resource, rehearse);
    return problems.map((problem) => templateError(declaration, properties, problem));
  } catch (error) {
    if (error instanceof TemplateError) return [error];
    throw error;
  }
}

/** The problem of a call as one of the property that the call's member was made of. */
function templateError(
  { logicalId, properties }: ResourceDeclaration,
  foreseen: ValueMap,
  { error, path, value }: RehearsedProblem,
): TemplateError {
  const start = propertiesPath(logicalId);
  if (error instanceof TemplateError) return new TemplateError(error.reason, start);
  const named = propertyPath(properties, path);
  const found = named.length > 0 ? named : (originOf(value, path.at(-1), foreseen) ?? []);
  return new TemplateError(`${error.message} (${error.code})`, [...start, ...found]);
}

/**
 * Where among the properties, at any depth, stands what a call takes as a member: a document that it takes as text, a
 * map or list that it takes as it is, and a scalar under the member's own name, letter case aside.
 */
function originOf(value: unknown, member: Path[number] | undefined, foreseen: Value): Path | undefined {
  if (typeof foreseen !== "object" || foreseen === null) return undefined;
  if (foreseen === value || (typeof value === "string" && JSON.stringify(foreseen) === value)) return [];
  for (const [key, item] of Object.entries(foreseen)) {
    const isNamed = item === value && key.toLowerCase() === String(member).toLowerCase();
    const path = isNamed ? [] : originOf(value, member, item);
    if (path) return [Array.isArray(foreseen) ? Number(key) : key, ...path];
  }
  return undefined;
}

/** As much of a member's path as properties have too, letter case aside: `rules`, 0 as `Rules`, 0. */
function propertyPath(value: Value, [step, ...rest]: Path): Path {
  if (step === undefined) return [];
  if (Array.isArray(value)) {
    const item = typeof step === "number" ? value[step] : undefined;
    return item === undefined ? [] : [step, ...propertyPath(item, rest)];
  }
  if (!isMap(value)) return [];
  const name = Object.keys(value).find((key) => key.toLowerCase() === String(step).toLowerCase());
  return name === undefined ? [] : [name, ...propertyPath(value[name]!, rest)];
}

/** Gives a problem its line and column: where the author wrote the value, or the closest that the reason names. */
function located(
  { loaded: { source } }: Target,
  { logicalId }: ResourceDeclaration,
  { reason, path }: TemplateError,
): TemplateError {
  const value = valueAt(source.value, path);
  const exact = value === undefined ? undefined : findNamedPath(value, path, reason);
  const written = exact ?? findAuthorPath(source.value, logicalId, reason);
  return new TemplateError(reason, exact ?? path, written ? source.locate(written) : "");
}

const valueAt = (root: Value, path: Path): Value | undefined =>
  path.reduce<Value | undefined>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);

/** Several calls may take the same property, and several rules look at one: the first that refuses it speaks. */
function withoutRepetitions(problems: readonly TemplateError[]): readonly TemplateError[] {
  const told = new Set<string>();
  return problems.filter(({ path, reason }) => {
    const isProperty = path.length > propertiesPath("").length;
    const isItem = path.some((step) => typeof step === "number");
    const keys = [...(isProperty ? [JSON.stringify(path)] : []), ...(isItem ? [] : [reason])];
    const isNew = !keys.some((key) => told.has(key));
    for (const key of keys) told.add(key);
    return isNew;
  });
}

/** Most problems that one refusal lists. */
const PROBLEMS_MAX = 50;

/** All problems as one refusal; the text of a single one as it is. */
export function describeProblems(problems: readonly AwsError[]): string {
  const messages = problems.map(({ message }) => message);
  if (messages.length === 1) return messages[0]!;
  const listed = messages.slice(0, PROBLEMS_MAX).map((message) => `- ${message}`);
  const more = messages.length - listed.length;
  return [
    `${messages.length} problems were found in the template, and nothing was made or changed:`,
    ...listed,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("\n");
}
