import type {
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse,
} from "@aws-sdk/client-organizations";
import { shortId } from "../../../base/ids.ts";
import { type OrganizationsOperation, writes } from "../dependencies.ts";
import { constraintViolation, parentNotFound } from "../errors.ts";
import { UNIT_LEVELS_MAX } from "../organization.ts";
import { changeManaged, managedCheck, requestTagKeys } from "../permissions.ts";
import { newPolicyIds, TARGETS_MAX } from "../quotas.ts";
import type { UnitRecord } from "../records.ts";
import { requireParent } from "../require-record.ts";
import { layTags } from "../tags.ts";
import { unitView } from "../views.ts";
import { requireFreeName } from "./unit-names.ts";

export const createOrganizationalUnit: OrganizationsOperation<
  CreateOrganizationalUnitRequest,
  CreateOrganizationalUnitResponse
> = {
  name: "CreateOrganizationalUnit",
  permits: ({ ParentId, Tags }, call) => [
    managedCheck(call, "CreateOrganizationalUnit", ParentId, requestTagKeys(Tags)),
  ],
  audit: writes,
  handle: ({ ParentId, Name: name, Tags }, call) =>
    changeManaged(call, (change) => {
      const { organization } = change;
      const parent = requireParent(organization, ParentId, parentNotFound);
      requireFreeName(organization, parent.id, name);
      if (organization.lineOf(parent).length > UNIT_LEVELS_MAX) {
        throw constraintViolation(
          "OU_DEPTH_LIMIT_EXCEEDED",
          "You attempted to create an OU tree that is too many levels deep.",
        );
      }
      if (organization.all("target").length >= TARGETS_MAX) {
        throw constraintViolation("OU_NUMBER_LIMIT_EXCEEDED", "You attempted to exceed the number of OUs.");
      }
      const unit: UnitRecord = {
        kind: "unit",
        id: `ou-${organization.record!.rootId.slice("r-".length)}-${shortId(call.deps.random, 8)}`,
        parentId: parent.id,
        name,
        policyIds: newPolicyIds(organization),
        tags: layTags([], Tags),
      };
      change.put("target", unit);
      return { OrganizationalUnit: unitView(organization, unit) };
    }),
};
