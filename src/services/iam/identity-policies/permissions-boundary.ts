import type {
  DeleteRolePermissionsBoundaryRequest,
  DeleteUserPermissionsBoundaryRequest,
  PutRolePermissionsBoundaryRequest,
  PutUserPermissionsBoundaryRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { noSuchEntity } from "../errors.ts";
import { requireAttachablePolicy } from "../managed-policies.ts";
import { boundaryKey, entityCheck } from "../permissions.ts";
import { requireIdentity } from "../require-entity.ts";
import { identityNouns } from "./identity-type.ts";

type BoundedType = "user" | "role";

/** Sets the policy that limits whatever else an identity is allowed. */
const putBoundary = <In extends object>(
  type: BoundedType,
  read: (input: Validated<In>) => { readonly identity: string; readonly arn: string },
): IamOperation<In, object> => ({
  name: `Put${identityNouns[type]}PermissionsBoundary`,
  permits: (input, call) => {
    const { identity, arn } = read(input);
    const action = `Put${identityNouns[type]}PermissionsBoundary`;
    return [entityCheck(call, action, type, identity, { "iam:PermissionsBoundary": arn })];
  },
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const { identity, arn } = read(input);
      const found = requireIdentity(change.account, type, identity);
      requireAttachablePolicy(change.account, arn);
      change.put(type, found.name, { ...found, permissionsBoundaryArn: arn });
      return {};
    }),
});

const deleteBoundary = <In extends object>(
  type: BoundedType,
  nameOf: (input: Validated<In>) => string,
): IamOperation<In, object> => ({
  name: `Delete${identityNouns[type]}PermissionsBoundary`,
  permits: (input, call) => {
    const identity = nameOf(input);
    const action = `Delete${identityNouns[type]}PermissionsBoundary`;
    return [entityCheck(call, action, type, identity, boundaryKey(call, type, identity))];
  },
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const found = requireIdentity(change.account, type, nameOf(input));
      const { permissionsBoundaryArn, ...unbounded } = found;
      if (permissionsBoundaryArn === undefined) {
        throw noSuchEntity(`The ${type} ${found.name} has no permissions boundary.`);
      }
      change.put(type, found.name, unbounded);
      return {};
    }),
});

export const putUserPermissionsBoundary = putBoundary<PutUserPermissionsBoundaryRequest>("user", (input) => ({
  identity: input.UserName,
  arn: input.PermissionsBoundary,
}));

export const putRolePermissionsBoundary = putBoundary<PutRolePermissionsBoundaryRequest>("role", (input) => ({
  identity: input.RoleName,
  arn: input.PermissionsBoundary,
}));

export const deleteUserPermissionsBoundary = deleteBoundary<DeleteUserPermissionsBoundaryRequest>(
  "user",
  ({ UserName }) => UserName,
);

export const deleteRolePermissionsBoundary = deleteBoundary<DeleteRolePermissionsBoundaryRequest>(
  "role",
  ({ RoleName }) => RoleName,
);
