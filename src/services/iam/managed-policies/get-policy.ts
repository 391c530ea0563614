import type {
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { requireManagedPolicy } from "../managed-policies.ts";
import { encodeDocument } from "../policy-texts.ts";
import { accountOf } from "../require-entity.ts";
import { policyView } from "../views.ts";
import { policyCheck, requireVersion } from "./customer-policy.ts";
import { versionView } from "./versions.ts";

export const getPolicy: IamOperation<GetPolicyRequest, GetPolicyResponse> = {
  name: "GetPolicy",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "GetPolicy", PolicyArn)],
  audit: reads,
  handle: ({ PolicyArn }, call) => ({
    Policy: policyView(requireManagedPolicy(accountOf(call), PolicyArn), accountOf(call)),
  }),
};

export const getPolicyVersion: IamOperation<GetPolicyVersionRequest, GetPolicyVersionResponse> = {
  name: "GetPolicyVersion",
  permits: ({ PolicyArn }, call) => [policyCheck(call, "GetPolicyVersion", PolicyArn)],
  audit: reads,
  handle: ({ PolicyArn, VersionId }, call) => {
    const policy = requireManagedPolicy(accountOf(call), PolicyArn);
    const version = requireVersion(policy, VersionId);
    return { PolicyVersion: { ...versionView(policy, version), Document: encodeDocument(version.document) } };
  },
};
