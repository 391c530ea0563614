import type { InputProblem, RehearsedCall } from "../../control/rehearse-call.ts";
import type { MemberPath } from "../../control/unknown-values.ts";
import type { OperationCaller } from "../caller.ts";
import { UNKNOWN } from "../engine/property-contexts.ts";
import type { PhysicalResource } from "../engine/records.ts";
import type { ResourceContext, ResourceType } from "../resources/resource-type.ts";
import type { StackPlace } from "../template/scope.ts";
import { TemplateError } from "../template/template-error.ts";
import type { ValueMap } from "../template/value.ts";
import { rehearsedInput } from "./rehearsed-input.ts";
import { unknownAnswer } from "./unknown-answer.ts";

/** Tells what is wrong with a call that is not made. */
export type Rehearse = (call: RehearsedCall) => readonly InputProblem[];

/** What is wrong with a call, and the value that it is about, as the handler wrote it. */
export interface RehearsedProblem extends InputProblem {
  readonly value?: unknown;
}

/** A resource that is to be made, or changed from what it is. */
export interface RehearsedResource {
  readonly type: ResourceType;
  readonly logicalId: string;
  readonly properties: ValueMap;
  /** What it is, where it changes in place. */
  readonly current?: PhysicalResource;
  readonly place: StackPlace;
}

/** Most calls of one handler: a loop until an answer says that there is no more has no end here. */
const CALLS_MAX = 200;

/** Ends a rehearsal that can go no further. */
class RehearsalOver extends Error {
  override readonly name = "RehearsalOver";
}

/**
 * Runs a type's handler with operations that are not called: each tells what it would refuse for its input alone, and
 * answers nothing that is known. So the rules are the services' own, and the inputs those of the deployment.
 */
export async function rehearseResource(
  resource: RehearsedResource,
  rehearse: Rehearse,
): Promise<readonly RehearsedProblem[]> {
  const { type, properties, current } = resource;
  const calls = new RehearsedCalls(resource, rehearse);
  const context = contextOf(resource, calls);
  try {
    if (current) await type.update!(current.physicalId, properties, current.properties, context);
    else await type.create(properties, context);
  } catch (error) {
    // A handler that goes by answers or properties may well fail where they are not known. It says so of a template.
    if (error instanceof TemplateError && !calls.answered && !error.reason.includes(UNKNOWN))
      return [{ error, path: [] }];
  }
  return calls.problems;
}

class RehearsedCalls implements OperationCaller {
  readonly problems: RehearsedProblem[] = [];
  readonly #resource: RehearsedResource;
  readonly #rehearse: Rehearse;
  #count = 0;

  constructor(resource: RehearsedResource, rehearse: Rehearse) {
    this.#resource = resource;
    this.#rehearse = rehearse;
  }

  get answered(): boolean {
    return this.#count > 0;
  }

  async call(serviceId: string, operationName: string, input: object): Promise<object> {
    if (++this.#count > CALLS_MAX) throw new RehearsalOver();
    const { type, place } = this.#resource;
    const { accountId, region, partition } = place;
    // The template itself is refused for these, with the property's name.
    const isTold = Object.values(type.propertiesTakenBy ?? {}).includes(`${serviceId}:${operationName}`);
    if (isTold) return unknownAnswer;
    const known = rehearsedInput(input) as object;
    const site = { accountId, region, partition };
    const problems = this.#rehearse({ serviceId, operationName, input: known, site });
    this.problems.push(...problems.map((problem) => ({ ...problem, value: memberAt(input, problem.path) })));
    return unknownAnswer;
  }
}

/** The value at a path, whose first letters may be written small. */
const memberAt = (input: unknown, path: MemberPath): unknown =>
  path.reduce((value, step) => {
    if (typeof value !== "object" || value === null) return undefined;
    const members = value as Readonly<Record<string, unknown>>;
    const name = Object.keys(members).find((key) => key.toLowerCase() === String(step).toLowerCase());
    return name === undefined ? undefined : members[name];
  }, input);

const contextOf = ({ logicalId, place }: RehearsedResource, caller: OperationCaller): ResourceContext => ({
  caller,
  place,
  logicalId,
  capabilities: [],
  newName: () => UNKNOWN,
  created: async () => {},
  pause: async () => {
    throw new RehearsalOver();
  },
});
