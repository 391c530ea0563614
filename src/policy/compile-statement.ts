import { type ArnTest, compileArnPattern } from "./arn-pattern.ts";
import { type CompiledCondition, compileCondition } from "./compile-condition.ts";
import type { ConditionContext } from "./condition-context.ts";
import type { Effect, Negatable, PolicyDocument, PrincipalElement, Statement } from "./document.ts";
import { matchPrincipal, type PrincipalMatch, sortPrincipals, sparesPrincipal } from "./match-principal.ts";
import { type FixedToken, parsePattern, type Token } from "./pattern.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import type { Principal } from "./principal.ts";
import { compileWildcard } from "./wildcard.ts";

/** A statement as closures. It applies when every element does. */
export interface CompiledStatement {
  /** The name of the policy that it belongs to. */
  readonly policy: string;
  /** Its Sid, or its place in the document. */
  readonly label: string;
  readonly effect: Effect;
  /** Takes the action in lower case. */
  readonly coversAction: (lowerCaseAction: string) => boolean;
  readonly coversResource: ArnTest;
  /** How it names the caller, undefined when it does not. `direct` where the kind of policy has no principals. */
  readonly matchPrincipal: (principal: Principal) => PrincipalMatch | undefined;
  readonly conditions: readonly CompiledCondition[];
}

/** Rewrites a resource as the policy's service abbreviates it into a full ARN. */
export type ResourceExpander = (resource: string) => string;

/** Compiles one statement. Throws {@link PolicyDocumentError}. */
export function compileStatement(
  statement: Statement,
  version: PolicyDocument["version"],
  policy: string,
  expandResource: ResourceExpander,
): CompiledStatement {
  const { label, effect, place } = statement;
  return {
    policy,
    label,
    effect,
    coversAction: compileActions(statement.actions, place),
    coversResource: compileResources(statement.resources, version, place, expandResource),
    matchPrincipal: compilePrincipals(statement.principals),
    conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
  };
}

function compileActions(actions: Negatable<readonly string[]>, place: string): (action: string) => boolean {
  const syntax = { wildcards: true, variables: false };
  const tests = actions.value.map((action) =>
    compileWildcard(parsePattern(action.toLowerCase(), syntax, place) as readonly FixedToken[]),
  );
  return (action) => tests.some((test) => test(action)) !== actions.negated;
}

function compileResources(
  resources: Negatable<readonly string[]> | undefined,
  version: PolicyDocument["version"],
  place: string,
  expandResource: ResourceExpander,
): ArnTest {
  // A trust policy speaks of the role that it is attached to.
  if (!resources) return () => true;
  const elementPlace = `${place}.${resources.negated ? "NotResource" : "Resource"}`;
  const tests = resources.value.map((resource) =>
    compileResource(expandResource(resource), version, elementPlace),
  );
  const { negated } = resources;
  if (tests.length === 1 && !negated) return tests[0]!;
  return (arn, context) => tests.some((test) => test(arn, context)) !== negated;
}

function compileResource(resource: string, version: PolicyDocument["version"], place: string): ArnTest {
  const tokens = parsePattern(resource, { wildcards: true, variables: version === "2012-10-17" }, place);
  refuseEarlyVariable(tokens, place);
  const test = compileArnPattern(tokens);
  if (!test) {
    const shown = resource.slice(0, 128);
    throw new PolicyDocumentError(place, `Resource ${shown} must be in ARN format or "*".`);
  }
  return test;
}

/** Source: IAM User Guide, "Where you can use policy variables": only after an ARN's fifth colon. */
function refuseEarlyVariable(tokens: readonly Token[], place: string): void {
  let colons = 0;
  for (const token of tokens) {
    if (token.kind === "text") colons += token.text.split(":").length - 1;
    if (token.kind === "variable" && colons < 5) {
      throw new PolicyDocumentError(
        place,
        "A policy variable can stand only after the fifth colon of an ARN.",
      );
    }
  }
}

function compilePrincipals(
  principals: Negatable<PrincipalElement> | undefined,
): CompiledStatement["matchPrincipal"] {
  if (!principals) return () => "direct";
  const named = sortPrincipals(principals.value);
  if (principals.negated) return (principal) => (sparesPrincipal(named, principal) ? undefined : "direct");
  return (principal) => matchPrincipal(named, principal);
}

/** Whether every condition holds. */
export function conditionsHold(statement: CompiledStatement, context: ConditionContext): boolean {
  for (const condition of statement.conditions) {
    if (!condition.holds(context)) return false;
  }
  return true;
}
