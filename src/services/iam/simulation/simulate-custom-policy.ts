import type {
  EvaluationResult,
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
} from "@aws-sdk/client-iam";
import { parseArn } from "../../../aws/arn.ts";
import type { Principal } from "../../../policy/principal.ts";
import type { RefusedMember, Validated } from "../../operation.ts";
import { type IamCall, type IamOperation, reads } from "../dependencies.ts";
import { invalidInput } from "../errors.ts";
import { type PageInput, pageOf } from "../paging.ts";
import { iamCheck } from "../permissions.ts";
import { simulatedPolicy } from "./simulated-policy.ts";
import { type Simulation, simulate, simulatedContext } from "./simulation.ts";

/** The scenarios of EC2's many resources are not simulated. */
export const simulationRefuses: readonly RefusedMember[] = [{ member: "ResourceHandlingOption" }];

/** What the two simulations ask alike. */
export type SimulationInput = Pick<
  Validated<SimulateCustomPolicyRequest>,
  | "ActionNames"
  | "ResourceArns"
  | "ResourcePolicy"
  | "ResourceOwner"
  | "ContextEntries"
  | "PermissionsBoundaryPolicyInputList"
>;

/** Answers what policies that are given would allow, without anyone having them. */
export const simulateCustomPolicy: IamOperation<SimulateCustomPolicyRequest, SimulatePolicyResponse> = {
  name: "SimulateCustomPolicy",
  permits: (_input, call) => [iamCheck(call, "SimulateCustomPolicy", "*")],
  audit: reads,
  refuses: simulationRefuses,
  handle: (input, call) => {
    if (input.ResourcePolicy !== undefined && input.CallerArn === undefined) {
      throw invalidInput("CallerArn is required when a ResourcePolicy is given.");
    }
    const principal = input.CallerArn === undefined ? someUser(call.accountId) : callerOf(input.CallerArn);
    const identityPolicies = input.PolicyInputList.map((text, index) =>
      simulatedPolicy(text, `PolicyInputList.${index + 1}`, "identity"),
    );
    const results = simulate({ ...commonParts(input, principal, call), identityPolicies });
    return pageOfResults(results, input);
  },
};

/** One page of the answer. */
export function pageOfResults(
  results: readonly EvaluationResult[],
  input: PageInput,
): SimulatePolicyResponse {
  const places = results.map((result, index) => ({ result, place: String(index).padStart(6, "0") }));
  const { items, ...page } = pageOf(places, input, ({ place }) => place);
  return { EvaluationResults: items.map(({ result }) => result), ...page };
}

/** The parts of a simulation that do not depend on whose policies are simulated. */
export function commonParts(
  input: SimulationInput,
  principal: Principal,
  call: IamCall,
): Omit<Simulation, "identityPolicies"> {
  const [boundary, ...more] = input.PermissionsBoundaryPolicyInputList ?? [];
  if (more.length > 0) throw invalidInput("Only one permissions boundary can be simulated.");
  const { ResourcePolicy, ResourceOwner } = input;
  return {
    principal,
    actions: input.ActionNames,
    resources: input.ResourceArns?.length ? input.ResourceArns : ["*"],
    resourceAccountId: accountOfOwner(ResourceOwner) ?? principal.accountId,
    context: simulatedContext(principal, input.ContextEntries, call.nowMs),
    ...(boundary !== undefined && {
      boundary: simulatedPolicy(boundary, "PermissionsBoundaryPolicyInputList.1", "boundary"),
    }),
    ...(ResourcePolicy !== undefined && {
      resourcePolicy: simulatedPolicy(ResourcePolicy, "ResourcePolicy", "resource"),
    }),
  };
}

/** `ResourceOwner` is an account's ARN or its id. */
const accountOfOwner = (owner: string | undefined): string | undefined =>
  owner === undefined ? undefined : (parseArn(owner)?.accountId ?? owner);

/** A user who is nobody in particular. */
const someUser = (accountId: string): Principal => ({
  type: "User",
  accountId,
  arn: `arn:aws:iam::${accountId}:user/simulated`,
  userId: "simulated",
  tags: {},
});

/** Source: IAM API Reference, SimulateCustomPolicy: "CallerArn … must be the ARN of an IAM user." */
function callerOf(arn: string): Principal {
  const parsed = parseArn(arn);
  if (!parsed?.resource.startsWith("user/")) throw invalidInput("CallerArn must be the ARN of an IAM user.");
  const userName = arn.slice(arn.lastIndexOf("/") + 1);
  return { ...someUser(parsed.accountId), arn, userName };
}
