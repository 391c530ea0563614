import type { GetAccountSummaryResponse } from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { countAttachments } from "../managed-policies.ts";
import { iamCheck } from "../permissions.ts";
import { quotas } from "../quotas.ts";
import { accountOf } from "../require-entity.ts";

/** How many of everything there are, and how many there may be. */
export const getAccountSummary: IamOperation<object, GetAccountSummaryResponse> = {
  name: "GetAccountSummary",
  permits: (_input, call) => [iamCheck(call, "GetAccountSummary", "*")],
  audit: reads,
  handle: (_input, call) => {
    const account = accountOf(call);
    const policies = account.all("policy");
    const rootKeys = account.all("access-key").filter(({ ownerId }) => ownerId === account.accountId);
    const quotaEntries = Object.entries(quotas).map(([name, max]) => [`${name}Quota`, max]);
    return {
      SummaryMap: {
        ...Object.fromEntries(quotaEntries),
        Users: account.count("user"),
        Groups: account.count("group"),
        Roles: account.count("role"),
        InstanceProfiles: account.count("instance-profile"),
        Policies: policies.length,
        PolicyVersionsInUse: policies.filter(({ arn }) => countAttachments(arn, account).AttachmentCount > 0)
          .length,
        AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
        AccountMFAEnabled: 0,
        MFADevices: account.count("mfa-device"),
        MFADevicesInUse: account.all("mfa-device").filter(({ ownerId }) => ownerId !== undefined).length,
      },
    };
  },
};
