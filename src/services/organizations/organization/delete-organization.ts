import { AwsError } from "../../../aws/aws-error.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { changeManaged, managedOrganization, organizationsCheck } from "../permissions.ts";
import { recordTypes } from "../records.ts";
import { organizationArn } from "../resource-names.ts";

/** Dissolves an organization that has no member left but its management account, and no unit. */
export const deleteOrganization: OrganizationsOperation<object, object> = {
  name: "DeleteOrganization",
  permits: (_input, call) => [
    organizationsCheck(call, "DeleteOrganization", organizationArn(managedOrganization(call))),
  ],
  audit: writes,
  handle: (_input, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const isEmpty = organization.all("target").length === 2 && organization.accounts().length === 1;
      if (!isEmpty || organization.all("policy").length > 0) {
        throw new AwsError(
          "OrganizationNotEmptyException",
          "The organization isn't empty. To delete an organization, you must first remove all accounts except the management account, delete all OUs, and delete all policies.",
        );
      }
      for (const type of recordTypes) {
        for (const { id } of organization.all(type)) change.delete(type, id);
      }
      return {};
    }),
};
