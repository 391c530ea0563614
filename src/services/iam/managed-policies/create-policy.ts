import type { CreatePolicyRequest, CreatePolicyResponse } from "@aws-sdk/client-iam";
import { iamUniqueId } from "../../../base/ids.ts";
import { type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, requireRoom } from "../quotas.ts";
import type { PolicyRecord } from "../records.ts";
import { policyView } from "../views.ts";
import { checkManagedDocument } from "./document.ts";

/** Makes a customer managed policy, whose first version is `v1`. */
export const createPolicy: IamOperation<CreatePolicyRequest, CreatePolicyResponse> = {
  name: "CreatePolicy",
  permits: ({ PolicyName, Path, Tags }, call) => [
    iamCheck(call, "CreatePolicy", entityArn(call, "policy", PolicyName, Path), requestTagKeys(Tags)),
  ],
  audit: writes,
  checks: [
    {
      member: "PolicyDocument",
      apply: ({ PolicyDocument }) => checkManagedDocument(PolicyDocument, "PolicyDocument"),
    },
    { member: "Tags", apply: ({ Tags }) => checkTags(tagRecords(Tags)) },
  ],
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const {
        PolicyName: name,
        PolicyDocument: document,
        Path: path = "/",
        Description: description,
      } = input;
      if (change.account.find("policy", name)) {
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      requireRoom("Policies", change.account.count("policy"));
      const policy: PolicyRecord = {
        arn: entityArn(call, "policy", name, path),
        uniqueId: iamUniqueId(call.deps.random, "ANPA"),
        name,
        path,
        createdAtMs: call.nowMs,
        updatedAtMs: call.nowMs,
        tags: tagRecords(input.Tags),
        versions: [{ id: "v1", document, createdAtMs: call.nowMs }],
        defaultVersionId: "v1",
        newestVersion: 1,
        ...(description !== undefined && { description }),
      };
      change.put("policy", name, policy);
      return { Policy: policyView(policy, change.account) };
    }),
};
