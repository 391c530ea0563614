import type { MoveAccountRequest } from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { destinationParentNotFound, sourceParentNotFound } from "../errors.ts";
import { changeManaged, managedCheck } from "../permissions.ts";
import { requireAccount, requireParent } from "../require-record.ts";

/** Moves an account to another unit or to the root. The policies of its new place are in force at once. */
export const moveAccount: OrganizationsOperation<MoveAccountRequest, object> = {
  name: "MoveAccount",
  permits: ({ AccountId, SourceParentId, DestinationParentId }, call) => [
    managedCheck(call, "MoveAccount", AccountId),
    managedCheck(call, "MoveAccount", SourceParentId),
    managedCheck(call, "MoveAccount", DestinationParentId),
  ],
  audit: writes,
  handle: ({ AccountId, SourceParentId, DestinationParentId }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const account = requireAccount(organization, AccountId);
      const source = requireParent(organization, SourceParentId, sourceParentNotFound);
      if (account.parentId !== source.id) throw sourceParentNotFound();
      const destination = requireParent(organization, DestinationParentId, destinationParentNotFound);
      if (destination.id === source.id) {
        throw new AwsError(
          "DuplicateAccountException",
          "That account is already present in the specified destination.",
        );
      }
      change.put("target", { ...account, parentId: destination.id });
      return {};
    }),
};
