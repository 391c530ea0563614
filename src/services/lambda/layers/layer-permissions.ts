import type {
  AddLayerVersionPermissionRequest,
  AddLayerVersionPermissionResponse,
  GetLayerVersionPolicyRequest,
  GetLayerVersionPolicyResponse,
  RemoveLayerVersionPermissionRequest,
} from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import { type LambdaCall, type LambdaOperation, READ, WRITE } from "../dependencies.ts";
import { checkRevision, invalidParameter, notFound } from "../lambda-errors.ts";
import { policyText } from "../permissions/compiled-policies.ts";
import { makeStatement, withoutStatement, withStatement } from "../permissions/statement.ts";
import type { LayerVersionRecord, PolicyRecord } from "../state/records.ts";
import { named } from "./get-layer-version.ts";
import {
  type LayerVersionName,
  layerVersionArn,
  layerVersionCheck,
  requireLayerVersion,
} from "./layer-reference.ts";

export const addLayerVersionPermission: LambdaOperation<
  AddLayerVersionPermissionRequest,
  AddLayerVersionPermissionResponse
> = {
  name: "AddLayerVersionPermission",
  permits: (input, call) => [layerVersionCheck(call, "AddLayerVersionPermission", named(input, call))],
  audit: WRITE,
  handle: async (input, call) => {
    if (input.Action !== "lambda:GetLayerVersion")
      throw invalidParameter("Action must be lambda:GetLayerVersion.");
    const name = named(input, call);
    const source = { ...input, PrincipalOrgID: input.OrganizationId };
    const statement = makeStatement(source, layerVersionArn(name, call.partition), call.partition);
    const policy = await changePolicy(call, name, (before) => {
      if (input.RevisionId !== undefined) checkRevision(input.RevisionId, before?.revisionId ?? "");
      return withStatement(before, statement, uuid(call.deps.random));
    });
    return { Statement: JSON.stringify(statement), ...(policy ? { RevisionId: policy.revisionId } : {}) };
  },
};

export const removeLayerVersionPermission: LambdaOperation<RemoveLayerVersionPermissionRequest, object> = {
  name: "RemoveLayerVersionPermission",
  permits: (input, call) => [layerVersionCheck(call, "RemoveLayerVersionPermission", named(input, call))],
  audit: WRITE,
  handle: async (input, call) => {
    await changePolicy(call, named(input, call), (before) =>
      withoutStatement(before, input.StatementId, input.RevisionId, uuid(call.deps.random)),
    );
    return {};
  },
};

export const getLayerVersionPolicy: LambdaOperation<
  GetLayerVersionPolicyRequest,
  GetLayerVersionPolicyResponse
> = {
  name: "GetLayerVersionPolicy",
  permits: (input, call) => [layerVersionCheck(call, "GetLayerVersionPolicy", named(input, call))],
  audit: READ,
  handle: (input, call) => {
    const name = named(input, call);
    const { policy } = requireLayerVersion(call, name);
    if (!policy) throw notFound(`No policy is associated with ${layerVersionArn(name, call.partition)}.`);
    return { Policy: policyText(policy), RevisionId: policy.revisionId };
  },
};

function changePolicy(
  call: LambdaCall,
  name: LayerVersionName,
  plan: (before: PolicyRecord | undefined) => PolicyRecord | undefined,
): Promise<PolicyRecord | undefined> {
  return call.deps.records.change(name, () => {
    const { policy: before, ...rest } = requireLayerVersion(call, name);
    const policy = plan(before);
    const record: LayerVersionRecord = { ...rest, ...(policy ? { policy } : {}) };
    return {
      edits: [{ type: "layer-version", id: `${name.layerName}:${name.version}`, record }],
      result: policy,
    };
  });
}
