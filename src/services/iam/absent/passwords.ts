import type {
  DeleteLoginProfileRequest,
  GetAccountPasswordPolicyResponse,
  GetLoginProfileRequest,
  GetLoginProfileResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads, writes } from "../dependencies.ts";
import { noSuchEntity } from "../errors.ts";
import { entityCheck, iamCheck } from "../permissions.ts";
import { requireUser, requireUserName } from "../require-entity.ts";

/** Users have no console passwords here, and so no password policy: asking for one finds none, as in AWS. */

export const getLoginProfile: IamOperation<GetLoginProfileRequest, GetLoginProfileResponse> = {
  name: "GetLoginProfile",
  permits: ({ UserName }, call) => [
    entityCheck(call, "GetLoginProfile", "user", requireUserName(call, UserName)),
  ],
  audit: reads,
  handle: ({ UserName }, call) => {
    throw noLoginProfile(requireUser(call, UserName).name);
  },
};

export const deleteLoginProfile: IamOperation<DeleteLoginProfileRequest, object> = {
  name: "DeleteLoginProfile",
  permits: ({ UserName }, call) => [
    entityCheck(call, "DeleteLoginProfile", "user", requireUserName(call, UserName)),
  ],
  audit: writes,
  handle: ({ UserName }, call) => {
    throw noLoginProfile(requireUser(call, UserName).name);
  },
};

export const getAccountPasswordPolicy: IamOperation<object, GetAccountPasswordPolicyResponse> = {
  name: "GetAccountPasswordPolicy",
  permits: (_input, call) => [iamCheck(call, "GetAccountPasswordPolicy", "*")],
  audit: reads,
  handle: (_input, { accountId }) => {
    throw noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`);
  },
};

const noLoginProfile = (userName: string): Error =>
  noSuchEntity(`Login Profile for User ${userName} cannot be found.`);
