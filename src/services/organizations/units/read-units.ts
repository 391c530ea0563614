import type {
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  ListChildrenRequest,
  ListChildrenResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  ListParentsRequest,
  ListParentsResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { childNotFound, parentNotFound } from "../errors.ts";
import { pageOf } from "../paging.ts";
import { managedCheck, managedOrganization } from "../permissions.ts";
import { requireParent, requireTarget, requireUnit } from "../require-record.ts";
import { unitView } from "../views.ts";

export const describeOrganizationalUnit: OrganizationsOperation<
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse
> = {
  name: "DescribeOrganizationalUnit",
  permits: ({ OrganizationalUnitId }, call) => [
    managedCheck(call, "DescribeOrganizationalUnit", OrganizationalUnitId),
  ],
  audit: reads,
  handle: ({ OrganizationalUnitId }, call) => {
    const organization = managedOrganization(call);
    return {
      OrganizationalUnit: unitView(organization, requireUnit(organization, OrganizationalUnitId)),
    };
  },
};

export const listOrganizationalUnitsForParent: OrganizationsOperation<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
> = {
  name: "ListOrganizationalUnitsForParent",
  permits: ({ ParentId }, call) => [managedCheck(call, "ListOrganizationalUnitsForParent", ParentId)],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const parent = requireParent(organization, input.ParentId, parentNotFound);
    const units = organization.childrenOf(parent.id).filter((child) => child.kind === "unit");
    const { items, ...page } = pageOf(units, input, ({ id }) => id);
    return { OrganizationalUnits: items.map((unit) => unitView(organization, unit)), ...page };
  },
};

const childKinds = { ACCOUNT: "account", ORGANIZATIONAL_UNIT: "unit" } as const;

export const listChildren: OrganizationsOperation<ListChildrenRequest, ListChildrenResponse> = {
  name: "ListChildren",
  permits: ({ ParentId }, call) => [managedCheck(call, "ListChildren", ParentId)],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const parent = requireParent(organization, input.ParentId, parentNotFound);
    const children = organization
      .childrenOf(parent.id)
      .filter(({ kind }) => kind === childKinds[input.ChildType]);
    const { items, ...page } = pageOf(children, input, ({ id }) => id);
    return { Children: items.map(({ id }) => ({ Id: id, Type: input.ChildType })), ...page };
  },
};

/** The one parent of a unit or account. */
export const listParents: OrganizationsOperation<ListParentsRequest, ListParentsResponse> = {
  name: "ListParents",
  permits: ({ ChildId }, call) => [managedCheck(call, "ListParents", ChildId)],
  audit: reads,
  handle: ({ ChildId }, call) => {
    const organization = managedOrganization(call);
    const child = requireTarget(organization, ChildId, childNotFound);
    if (child.kind === "root") throw childNotFound();
    const parent = requireParent(organization, child.parentId, parentNotFound);
    return { Parents: [{ Id: parent.id, Type: parent.kind === "root" ? "ROOT" : "ORGANIZATIONAL_UNIT" }] };
  },
};
