import type {
  ListAttachedGroupPoliciesRequest,
  ListAttachedGroupPoliciesResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedUserPoliciesRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { type PageInput, pageOf } from "../paging.ts";
import { entityCheck } from "../permissions.ts";
import { accountOf, requireIdentity } from "../require-entity.ts";
import { type IdentityType, identityNouns } from "./identity-type.ts";

interface ListInput extends PageInput {
  readonly PathPrefix?: string | undefined;
}

/** The answers of the three operations are alike. */
const listAttached = <In extends ListInput>(
  type: IdentityType,
  nameOf: (input: Validated<In>) => string,
): IamOperation<In, ListAttachedGroupPoliciesResponse> => ({
  name: `ListAttached${identityNouns[type]}Policies`,
  permits: (input, call) => [
    entityCheck(call, `ListAttached${identityNouns[type]}Policies`, type, nameOf(input)),
  ],
  audit: reads,
  handle: (input, call) => {
    const { PathPrefix: prefix = "/" } = input as ListInput;
    const { attachedPolicyArns } = requireIdentity(accountOf(call), type, nameOf(input));
    const arns = attachedPolicyArns.filter((arn) => pathOf(arn).startsWith(prefix)).sort();
    const { items, ...page } = pageOf(arns, input as ListInput, (arn) => arn);
    const AttachedPolicies = items.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
      PolicyArn: arn,
    }));
    return { AttachedPolicies, ...page };
  },
});

/** `arn:aws:iam::aws:policy/service-role/X` has the path `/service-role/`. */
const pathOf = (arn: string): string => arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);

export const listAttachedUserPolicies = listAttached<ListAttachedUserPoliciesRequest>(
  "user",
  ({ UserName }) => UserName,
);
export const listAttachedGroupPolicies = listAttached<ListAttachedGroupPoliciesRequest>(
  "group",
  ({ GroupName }) => GroupName,
);
export const listAttachedRolePolicies = listAttached<ListAttachedRolePoliciesRequest>(
  "role",
  ({ RoleName }) => RoleName,
);
