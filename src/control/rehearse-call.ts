import { AwsError } from "../aws/aws-error.ts";
import { loadModel } from "../aws/model.ts";
import { findViolations } from "../aws/validate.ts";
import type { AnyOperation, CheckSite } from "../services/operation.ts";
import { notImplemented } from "./dispatch.ts";
import { findRefusedMembers, membersAt } from "./refused-members.ts";
import type { ServiceRegistry } from "./service-registry.ts";
import { guardUnknown, type MemberPath, NotKnownYet, withoutUnknown } from "./unknown-values.ts";

/** A call that is not made: {@link NOT_KNOWN} stands in its input for what is not known yet. */
export interface RehearsedCall {
  readonly serviceId: string;
  readonly operationName: string;
  readonly input: object;
  /** Where and for whom the call would be. */
  readonly site: Omit<CheckSite<unknown>, "deps">;
}

/** What is wrong with an input, whatever the values that are not known yet turn out to be. */
export interface InputProblem {
  readonly error: AwsError;
  /** The member that it is about; empty where that is the call itself. */
  readonly path: MemberPath;
}

/**
 * Tells what dispatching a call would refuse for its input alone: what breaks the model, members whose effect is not
 * built, and what the operation's own rules say. All of it, not the first. Nothing is called, stored or audited, and
 * no permission is asked for.
 */
export function rehearseCall(call: RehearsedCall, registry: ServiceRegistry): readonly InputProblem[] {
  const { serviceId, operationName, input } = call;
  const registered = registry.find(serviceId, operationName);
  if (!registered) return [{ error: notImplemented(serviceId, operationName), path: [] }];
  const { service, operation } = registered;
  const known = withoutUnknown(input).value as object;
  return [
    ...findInvalid(call),
    ...findRefusedMembers(operationName, operation.refuses, known),
    ...findFailedChecks(operation, input, { ...call.site, deps: service.deps }),
  ];
}

function findInvalid({ serviceId, operationName, input }: RehearsedCall): readonly InputProblem[] {
  const { value, left } = withoutUnknown(input);
  try {
    return findViolations(loadModel(serviceId), operationName, value as object).flatMap(
      ({ violation, error }) => {
        const path = memberPath(violation.path);
        return left.some((place) => concerns(place, path)) ? [] : [{ error, path }];
      },
    );
  } catch (error) {
    if (error instanceof AwsError) return [{ error, path: [] }];
    throw error;
  }
}

/** `tags.1.member.key` as `["tags", 0, "key"]`. */
const memberPath = (path: string): MemberPath =>
  path
    .split(".")
    .filter((step) => step !== "member")
    .map((step) => (/^\d+$/.test(step) ? Number(step) - 1 : step));

/** Whether what was left out could be why something is missing at `path`: it stood there or within. Case aside. */
const concerns = (left: MemberPath, path: MemberPath): boolean =>
  path.every((step, index) => String(left[index]).toLowerCase() === String(step).toLowerCase());

function findFailedChecks(
  { checks = [] }: AnyOperation,
  input: object,
  site: CheckSite<unknown>,
): readonly InputProblem[] {
  const guarded = guardUnknown(input) as object;
  const problems: InputProblem[] = [];
  for (const { member, apply } of checks) {
    for (const { value, path } of attempt(() => membersAt(guarded, member)) ?? []) {
      const error = attempt(() => failureOf(() => apply(guarded, site, value)));
      if (error) problems.push({ error, path });
    }
  }
  return problems;
}

/** The refusal that a rule throws. */
function failureOf(rule: () => void): AwsError | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** What `look` gives; undefined when it came upon something that is not known yet. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    throw error;
  }
}
