import type {
  AddClientIDToOpenIDConnectProviderRequest,
  DeleteOpenIDConnectProviderRequest,
  RemoveClientIDFromOpenIDConnectProviderRequest,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from "@aws-sdk/client-iam";
import type { IamCheck, Validated } from "../../operation.ts";
import { type IamCall, type IamOperation, writes } from "../dependencies.ts";
import { iamCheck, resourceTagKeys } from "../permissions.ts";
import type { OidcProviderRecord } from "../records.ts";
import { checkClientIds } from "./create-oidc-provider.ts";
import { requireOidcProvider } from "./require-provider.ts";
import { readThumbprints } from "./thumbprints.ts";

interface ProviderInput {
  readonly OpenIDConnectProviderArn: string | undefined;
}

/** A permission on a provider, with the keys about its tags. */
export const oidcProviderCheck = (call: IamCall, action: string, arn: string): IamCheck =>
  iamCheck(call, action, arn, resourceTagKeys(call, "oidc-provider", arn));

/** An operation that puts an edited provider in its place. */
const edit = <In extends ProviderInput>(
  name: string,
  edited: (provider: OidcProviderRecord, input: Validated<In>) => Partial<OidcProviderRecord>,
): IamOperation<In, object> => ({
  name,
  permits: (input, call) => [oidcProviderCheck(call, name, input.OpenIDConnectProviderArn as string)],
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const provider = requireOidcProvider(change.account, input.OpenIDConnectProviderArn as string);
      change.put("oidc-provider", provider.name, { ...provider, ...edited(provider, input) });
      return {};
    }),
});

/** One that is there already is no error. */
export const addClientIdToOpenIdConnectProvider = edit<AddClientIDToOpenIDConnectProviderRequest>(
  "AddClientIDToOpenIDConnectProvider",
  ({ clientIds }, { ClientID }) => ({ clientIds: checkClientIds([...clientIds, ClientID]) }),
);

/** One that is not there is no error. */
export const removeClientIdFromOpenIdConnectProvider = edit<RemoveClientIDFromOpenIDConnectProviderRequest>(
  "RemoveClientIDFromOpenIDConnectProvider",
  ({ clientIds }, { ClientID }) => ({ clientIds: clientIds.filter((id) => id !== ClientID) }),
);

export const updateOpenIdConnectProviderThumbprint = edit<UpdateOpenIDConnectProviderThumbprintRequest>(
  "UpdateOpenIDConnectProviderThumbprint",
  (_provider, { ThumbprintList }) => ({ thumbprints: readThumbprints(ThumbprintList) }),
);

/** Its tokens open nothing any more. Sessions that were made with them stay. */
export const deleteOpenIdConnectProvider: IamOperation<DeleteOpenIDConnectProviderRequest, object> = {
  name: "DeleteOpenIDConnectProvider",
  permits: ({ OpenIDConnectProviderArn }, call) => [
    oidcProviderCheck(call, "DeleteOpenIDConnectProvider", OpenIDConnectProviderArn),
  ],
  audit: writes,
  handle: ({ OpenIDConnectProviderArn }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      change.delete("oidc-provider", requireOidcProvider(change.account, OpenIDConnectProviderArn).name);
      return {};
    }),
};
