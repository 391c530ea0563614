import { AwsError } from "../../aws/aws-error.ts";
import type { Deployment } from "../engine/deployment.ts";
import { planSecrets } from "../engine/plan-secrets.ts";
import { hideSecrets } from "../engine/property-contexts.ts";
import type { StackRecord } from "../engine/records.ts";
import { describeProblems, findProblems } from "../rehearsal/find-problems.ts";
import type { CloudFormationCall } from "./deps.ts";
import type { DeploymentChanges } from "./update-effect.ts";

/**
 * All that makes a deployment fail for the template and its parameters alone, as one text without secrets; undefined
 * where nothing does. Source: CloudFormation User Guide, "Validate stack deployments": a change set fails for it.
 */
export async function templateProblems(
  { target }: Deployment,
  planned: DeploymentChanges,
  stack: StackRecord,
  { deps }: CloudFormationCall,
): Promise<string | undefined> {
  const problems = await findProblems(target, planned, deps);
  if (problems.length === 0) return undefined;
  const secrets = planSecrets(deps.registry, target, stack, planned.resources);
  return hideSecrets(describeProblems(problems), secrets);
}

/** Throws `ValidationError` with {@link templateProblems}. */
export async function refuseProblems(
  deployment: Deployment,
  planned: DeploymentChanges,
  stack: StackRecord,
  call: CloudFormationCall,
): Promise<void> {
  const problems = await templateProblems(deployment, planned, stack, call);
  if (problems !== undefined) throw new AwsError("ValidationError", problems);
}
