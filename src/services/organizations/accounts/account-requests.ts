import type {
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse,
} from "@aws-sdk/client-organizations";
import { type OrganizationsOperation, reads } from "../dependencies.ts";
import { statusNotFound } from "../errors.ts";
import { pageOf } from "../paging.ts";
import { managedListCheck, managedOrganization } from "../permissions.ts";
import { requestView } from "../views.ts";

export const describeCreateAccountStatus: OrganizationsOperation<
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse
> = {
  name: "DescribeCreateAccountStatus",
  permits: (_input, call) => [managedListCheck(call, "DescribeCreateAccountStatus")],
  audit: reads,
  handle: ({ CreateAccountRequestId }, call) => {
    const request = managedOrganization(call).find("account-request", CreateAccountRequestId);
    if (!request) throw statusNotFound();
    return { CreateAccountStatus: requestView(request) };
  },
};

export const listCreateAccountStatus: OrganizationsOperation<
  ListCreateAccountStatusRequest,
  ListCreateAccountStatusResponse
> = {
  name: "ListCreateAccountStatus",
  permits: (_input, call) => [managedListCheck(call, "ListCreateAccountStatus")],
  audit: reads,
  handle: (input, call) => {
    const { States } = input;
    const requests = managedOrganization(call)
      .all("account-request")
      .filter(({ state }) => !States?.length || States.includes(state));
    const { items, ...page } = pageOf(requests, input, ({ id }) => id);
    return { CreateAccountStatuses: items.map(requestView), ...page };
  },
};
