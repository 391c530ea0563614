import type {
  DescribeOrganizationResponse,
  ListRootsRequest,
  ListRootsResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import {
  joinedOrganization,
  managedListCheck,
  managedOrganization,
  organizationsCheck,
} from "../permissions.ts";
import { organizationView, rootView } from "../views.ts";

/** Every member may ask for its own organization. */
export const describeOrganization: OrganizationsOperation<object, DescribeOrganizationResponse> = {
  name: "DescribeOrganization",
  permits: (_input, call) => [organizationsCheck(call, "DescribeOrganization", "*")],
  audit: reads,
  handle: (_input, call) => ({ Organization: organizationView(joinedOrganization(call)) }),
};

export const listRoots: OrganizationsOperation<ListRootsRequest, ListRootsResponse> = {
  name: "ListRoots",
  permits: (_input, call) => [managedListCheck(call, "ListRoots")],
  audit: reads,
  handle: (input, call) => {
    const organization = managedOrganization(call);
    const roots = organization.all("target").filter((target) => target.kind === "root");
    const { items, ...page } = pageOf(roots, input, ({ id }) => id);
    return { Roots: items.map((root) => rootView(organization, root)), ...page };
  },
};
