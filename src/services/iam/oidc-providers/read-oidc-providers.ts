import type {
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import { accountOf } from "../require-entity.ts";
import { wireDate } from "../views.ts";
import { oidcProviderCheck } from "./change-oidc-provider.ts";
import { requireOidcProvider } from "./require-provider.ts";

/** The URL is shown without its scheme, as AWS shows it. */
export const getOpenIdConnectProvider: IamOperation<
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse
> = {
  name: "GetOpenIDConnectProvider",
  permits: ({ OpenIDConnectProviderArn }, call) => [
    oidcProviderCheck(call, "GetOpenIDConnectProvider", OpenIDConnectProviderArn),
  ],
  audit: reads,
  handle: ({ OpenIDConnectProviderArn }, call) => {
    const provider = requireOidcProvider(accountOf(call), OpenIDConnectProviderArn);
    return {
      Url: provider.name,
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: wireDate(provider.createdAtMs),
      ...(provider.tags.length > 0 && { Tags: [...provider.tags] }),
    };
  },
};

export const listOpenIdConnectProviders: IamOperation<object, ListOpenIDConnectProvidersResponse> = {
  name: "ListOpenIDConnectProviders",
  permits: (_input, call) => [
    iamCheck(call, "ListOpenIDConnectProviders", entityArn(call, "oidc-provider", "*")),
  ],
  audit: reads,
  handle: (_input, call) => ({
    OpenIDConnectProviderList: accountOf(call)
      .all("oidc-provider")
      .map(({ arn }) => ({ Arn: arn })),
  }),
};
