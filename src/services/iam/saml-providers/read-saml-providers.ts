import type {
  GetSAMLProviderRequest,
  GetSAMLProviderResponse,
  ListSAMLProvidersResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityArn, iamCheck } from "../permissions.ts";
import type { SamlProviderRecord } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { wireDate } from "../views.ts";
import { samlProviderCheck } from "./change-saml-provider.ts";
import { requireSamlProvider } from "./require-provider.ts";

const dates = ({ createdAtMs, metadata: { validUntilMs } }: SamlProviderRecord) => ({
  CreateDate: wireDate(createdAtMs),
  ...(validUntilMs !== undefined && { ValidUntil: wireDate(validUntilMs) }),
});

export const getSamlProvider: IamOperation<GetSAMLProviderRequest, GetSAMLProviderResponse> = {
  name: "GetSAMLProvider",
  permits: ({ SAMLProviderArn }, call) => [samlProviderCheck(call, "GetSAMLProvider", SAMLProviderArn)],
  audit: reads,
  handle: ({ SAMLProviderArn }, call) => {
    const provider = requireSamlProvider(accountOf(call), SAMLProviderArn);
    return {
      SAMLMetadataDocument: provider.document,
      ...dates(provider),
      ...(provider.tags.length > 0 && { Tags: [...provider.tags] }),
    };
  },
};

export const listSamlProviders: IamOperation<object, ListSAMLProvidersResponse> = {
  name: "ListSAMLProviders",
  permits: (_input, call) => [iamCheck(call, "ListSAMLProviders", entityArn(call, "saml-provider", "*"))],
  audit: reads,
  handle: (_input, call) => ({
    SAMLProviderList: accountOf(call)
      .all("saml-provider")
      .map((provider) => ({ Arn: provider.arn, ...dates(provider) })),
  }),
};
