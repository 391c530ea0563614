import type { CreateInstanceProfileRequest, CreateInstanceProfileResponse } from "@aws-sdk/client-iam";
import { iamUniqueId } from "../../../base/ids.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, requireRoom } from "../quotas.ts";
import type { InstanceProfileRecord } from "../records.ts";
import { instanceProfileView } from "../views.ts";

/** Makes a container that hands one role to machines. */
export const createInstanceProfile: IamOperation<
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse
> = {
  name: "CreateInstanceProfile",
  permits: ({ InstanceProfileName, Path, Tags }, call) => [
    iamCheck(
      call,
      "CreateInstanceProfile",
      entityArn(call, "instance-profile", InstanceProfileName, Path),
      requestTagKeys(Tags),
    ),
  ],
  audit: writes,
  handle: ({ InstanceProfileName: name, Path: path = "/", Tags }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      if (change.account.find("instance-profile", name)) {
        throw alreadyExists(`Instance Profile ${name} already exists.`);
      }
      requireRoom("InstanceProfiles", change.account.count("instance-profile"));
      const profile: InstanceProfileRecord = {
        arn: entityArn(call, "instance-profile", name, path),
        uniqueId: iamUniqueId(call.deps.random, "AIPA"),
        name,
        path,
        createdAtMs: call.nowMs,
        tags: checkTags(tagRecords(Tags)),
      };
      change.put("instance-profile", name, profile);
      return { InstanceProfile: instanceProfileView(profile, change.account) };
    }),
};
