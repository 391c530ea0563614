import type {
  DeleteOrganizationalUnitRequest,
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse,
} from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { changeManaged, managedCheck } from "../permissions.ts";
import { requireUnit } from "../require-record.ts";
import { unitView } from "../views.ts";
import { requireFreeName } from "./unit-names.ts";

/** Renames a unit. */
export const updateOrganizationalUnit: OrganizationsOperation<
  UpdateOrganizationalUnitRequest,
  UpdateOrganizationalUnitResponse
> = {
  name: "UpdateOrganizationalUnit",
  permits: ({ OrganizationalUnitId }, call) => [
    managedCheck(call, "UpdateOrganizationalUnit", OrganizationalUnitId),
  ],
  audit: writes,
  handle: ({ OrganizationalUnitId, Name }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const unit = requireUnit(organization, OrganizationalUnitId);
      const renamed = { ...unit, name: Name ?? unit.name };
      if (renamed.name !== unit.name) requireFreeName(organization, unit.parentId, renamed.name);
      change.put("target", renamed);
      return { OrganizationalUnit: unitView(organization, renamed) };
    }),
};

/** Deletes a unit that nothing lies under. */
export const deleteOrganizationalUnit: OrganizationsOperation<DeleteOrganizationalUnitRequest, object> = {
  name: "DeleteOrganizationalUnit",
  permits: ({ OrganizationalUnitId }, call) => [
    managedCheck(call, "DeleteOrganizationalUnit", OrganizationalUnitId),
  ],
  audit: writes,
  handle: ({ OrganizationalUnitId }, call) =>
    changeManaged(call, (change) => {
      const unit = requireUnit(change.organization, OrganizationalUnitId);
      if (change.organization.childrenOf(unit.id).length > 0) {
        throw new AwsError(
          "OrganizationalUnitNotEmptyException",
          "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.",
        );
      }
      change.delete("target", unit.id);
      return {};
    }),
};
