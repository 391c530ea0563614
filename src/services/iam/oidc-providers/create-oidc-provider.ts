import type {
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists, quotaExceeded } from "../errors.ts";
import { entityArn, iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, quotas, requireRoom } from "../quotas.ts";
import type { OidcProviderRecord } from "../records.ts";
import { providerName } from "./provider-url.ts";
import { readThumbprints } from "./thumbprints.ts";

/** Makes a provider known to the account. Which of its users may do what, trust policies say. */
export const createOpenIdConnectProvider: IamOperation<
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse
> = {
  name: "CreateOpenIDConnectProvider",
  permits: ({ Url, Tags }, call) => [
    iamCheck(
      call,
      "CreateOpenIDConnectProvider",
      entityArn(call, "oidc-provider", providerName(Url)),
      requestTagKeys(Tags),
    ),
  ],
  audit: writes,
  handle: ({ Url: url, ClientIDList, ThumbprintList, Tags }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const name = providerName(url);
      if (change.account.find("oidc-provider", name)) {
        throw alreadyExists(`Provider with url ${url} already exists.`);
      }
      requireRoom("OpenIDConnectProviders", change.account.count("oidc-provider"));
      const provider: OidcProviderRecord = {
        arn: entityArn(call, "oidc-provider", name),
        name,
        url,
        clientIds: checkClientIds(ClientIDList ?? []),
        thumbprints: readThumbprints(ThumbprintList),
        createdAtMs: call.nowMs,
        tags: checkTags(tagRecords(Tags)),
      };
      change.put("oidc-provider", name, provider);
      const tags = provider.tags.length > 0 ? { Tags: [...provider.tags] } : {};
      return { OpenIDConnectProviderArn: provider.arn, ...tags };
    }),
};

/** Each once, and not too many. */
export function checkClientIds(ids: readonly string[]): readonly string[] {
  const distinct = [...new Set(ids)];
  const max = quotas.ClientIdsPerOpenIdConnectProvider;
  if (distinct.length > max) throw quotaExceeded("ClientIdsPerOpenIdConnectProvider", max);
  return distinct;
}
