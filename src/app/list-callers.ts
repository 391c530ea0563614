import type { DeployedStages } from "../gateway/deployments.ts";
import type { RequestPath } from "../gateway/request-path.ts";
import { apiArn, compileResourcePolicy } from "../gateway/resource-policy.ts";
import type { MethodSnapshot, RestStageSnapshot } from "../gateway/snapshot.ts";
import type { DecidingStatement, PolicySet } from "../policy/authorization.ts";
import { type Foresight, foresee, type Proviso } from "../policy/foresee.ts";
import { anonymousPrincipal, type Principal } from "../policy/principal.ts";
import { requestContext } from "../policy/request-context.ts";
import type { IamPort } from "../services/iam/port.ts";
import { isKnownBeforehand } from "./known-beforehand.ts";
import { namedSessions } from "./named-sessions.ts";

/** One who could call a method. */
export interface PossibleCaller {
  /** `arn:aws:iam::…:user/ann`, `…:role/clerk`, `…:root`; a session's ARN where a policy names it; `anonymous`. */
  readonly principal: string;
  /** The statement that lets them in; absent for the root user, who needs none, and where nobody is asked. */
  readonly statement?: DecidingStatement;
  /** What their requests must fulfil. */
  readonly provisos: readonly Proviso[];
}

/** Who could call a method. */
export interface MethodCallers {
  readonly apiId: string;
  readonly stageName: string;
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly authorization: MethodSnapshot["authorization"]["type"];
  /** Who decides besides the policies that were asked. */
  readonly note?: string;
  /** What the API's resource policy says to whoever calls, known here or not; absent where it says nothing to all. */
  readonly toAll?: Omit<PossibleCaller, "principal">;
  readonly callers: readonly PossibleCaller[];
}

/** What the question is answered from. */
export interface CallerSources {
  readonly deployed: DeployedStages;
  readonly iam: Pick<IamPort, "accountIds" | "listPrincipals" | "findPolicies" | "findOrganization">;
  readonly nowMs: () => number;
}

/** Stands for any session of a role; no policy can name it. */
const anySession = "*";

/** Everyone who could send `httpMethod` to a path below a deployed stage, by the evaluator that requests meet. */
export function listCallers(
  stage: RestStageSnapshot,
  method: MethodSnapshot,
  request: { readonly httpMethod: string; readonly path: RequestPath },
  sources: CallerSources,
): MethodCallers {
  const { type } = method.authorization;
  const { apiId, stageName } = stage;
  const note = noteOn(stage, method);
  const subject = { apiId, stageName, httpMethod: request.httpMethod, resourcePath: method.resourcePath };
  const resource = `${apiArn(stage)}/${stageName}/${request.httpMethod}${request.path.canonical}`;
  const toAll = saidToAll(stage, resource, sources);
  const answer = { ...subject, authorization: type, ...(note && { note }), ...(toAll && { toAll }) };
  if (type === "CUSTOM") return { ...answer, callers: [] };
  if (type === "NONE" && stage.resourcePolicy === undefined) {
    return { ...answer, callers: [{ principal: anonymousPrincipal.arn, provisos: [] }] };
  }
  const principals = type === "NONE" ? [anonymousPrincipal] : everyPrincipal(stage, sources);
  return {
    ...answer,
    callers: principals.flatMap((principal) => foreseeCaller(principal, stage, resource, sources)),
  };
}

/** To a resource policy's statements for everybody, a caller without a name is as good as any. */
function saidToAll(
  stage: RestStageSnapshot,
  resource: string,
  sources: CallerSources,
): MethodCallers["toAll"] {
  if (stage.resourcePolicy === undefined) return undefined;
  const { decision, provisos } = foreseen(
    anonymousPrincipal,
    { identityPolicies: [] },
    stage,
    resource,
    sources,
  );
  return decision.statement && { statement: decision.statement, provisos };
}

function everyPrincipal(stage: RestStageSnapshot, { iam }: CallerSources): readonly Principal[] {
  const principals = iam.accountIds().flatMap((accountId) => iam.listPrincipals(accountId, anySession));
  return [...principals, ...namedSessions(stage.resourcePolicy, iam)];
}

function foreseeCaller(
  principal: Principal,
  stage: RestStageSnapshot,
  resource: string,
  sources: CallerSources,
): readonly PossibleCaller[] {
  const policies = sources.iam.findPolicies(principal);
  if (!policies) return [];
  const { decision, provisos } = foreseen(principal, policies, stage, resource, sources);
  if (decision.effect !== "Allow") return [];
  const { statement } = decision;
  return [{ principal: shownName(principal), ...(statement && { statement }), provisos }];
}

function foreseen(
  principal: Principal,
  policies: PolicySet,
  stage: RestStageSnapshot,
  resource: string,
  { iam, nowMs }: CallerSources,
): Foresight {
  const resourcePolicy = compileResourcePolicy(stage);
  const { accountId: resourceAccountId, region: requestedRegion } = stage;
  const resourceOrganization = iam.findOrganization?.(resourceAccountId);
  const facts = {
    nowMs: nowMs(),
    secureTransport: true,
    ...{ requestedRegion, resourceAccountId, resourceOrganization },
  };
  return foresee(
    {
      ...{ principal, policies, resource, resourceAccountId },
      action: "execute-api:Invoke",
      context: requestContext(principal, facts),
      ...(resourcePolicy && { resourcePolicy }),
    },
    isKnownBeforehand(principal),
  );
}

const shownName = ({ arn, roleArn }: Principal): string =>
  arn.endsWith(`/${anySession}`) && roleArn !== undefined ? roleArn : arn;

function noteOn(stage: RestStageSnapshot, { authorization }: MethodSnapshot): string | undefined {
  const hasPolicy = stage.resourcePolicy !== undefined;
  switch (authorization.type) {
    case "AWS_IAM":
      return undefined;
    case "NONE":
      return hasPolicy
        ? "The method asks nobody who they are."
        : "The method is open: it asks nobody who they are.";
    case "CUSTOM": {
      const { authorizerId } = authorization;
      const authorizer = stage.authorizers.find(({ id }) => id === authorizerId);
      const also = hasPolicy ? " The API's resource policy has a say too." : "";
      return `The Lambda authorizer ${authorizer?.name ?? authorizerId} decides on each caller: ${authorizer?.functionArn ?? "it is not there"}.${also}`;
    }
  }
}
