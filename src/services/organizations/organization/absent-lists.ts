import type {
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { managedListCheck } from "../permissions.ts";

/** Lists of what cannot be made here, and which are therefore empty: tools read them beside an organization. */

export const listAwsServiceAccessForOrganization: OrganizationsOperation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
> = {
  name: "ListAWSServiceAccessForOrganization",
  permits: (_input, call) => [managedListCheck(call, "ListAWSServiceAccessForOrganization")],
  audit: reads,
  handle: () => ({ EnabledServicePrincipals: [] }),
};

export const listDelegatedAdministrators: OrganizationsOperation<
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse
> = {
  name: "ListDelegatedAdministrators",
  permits: (_input, call) => [managedListCheck(call, "ListDelegatedAdministrators")],
  audit: reads,
  handle: () => ({ DelegatedAdministrators: [] }),
};
