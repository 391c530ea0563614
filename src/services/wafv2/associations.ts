import type {
  AssociateWebACLRequest,
  DisassociateWebACLRequest,
  GetWebACLForResourceRequest,
  GetWebACLForResourceResponse,
  ListResourcesForWebACLRequest,
  ListResourcesForWebACLResponse,
} from "@aws-sdk/client-wafv2";
import { type Arn, parseArn } from "../../aws/arn.ts";
import type { IamCheck } from "../operation.ts";
import { READ, type WafCall, type WafOperation, WRITE } from "./dependencies.ts";
import { arnCheck, requireOwn } from "./entities.ts";
import { invalidParameter, nonexistent } from "./waf-errors.ts";
import { webAclView } from "./web-acls.ts";

export const associateWebAcl: WafOperation<AssociateWebACLRequest, object> = {
  name: "AssociateWebACL",
  permits: ({ WebACLArn, ResourceArn }, call) => [
    arnCheck("AssociateWebACL", WebACLArn, call),
    stageCheck("wafv2:AssociateWebACL", ResourceArn, call),
    stageCheck("apigateway:SetWebACL", ResourceArn, call),
  ],
  audit: WRITE,
  checks: [{ member: "ResourceArn", apply: ({ ResourceArn }) => parseStageArn(ResourceArn) }],
  handle: async ({ WebACLArn, ResourceArn }, call) => {
    requireStage(ResourceArn, call);
    await call.deps.records.associate(call, ResourceArn, WebACLArn, () =>
      requireOwn(call, "webacl", WebACLArn),
    );
    return {};
  },
};

export const disassociateWebAcl: WafOperation<DisassociateWebACLRequest, object> = {
  name: "DisassociateWebACL",
  permits: ({ ResourceArn }, call) => [
    stageCheck("wafv2:DisassociateWebACL", ResourceArn, call),
    stageCheck("apigateway:SetWebACL", ResourceArn, call),
  ],
  audit: WRITE,
  handle: async ({ ResourceArn }, call) => {
    const { records } = call.deps;
    const webAclArn = records.webAclArnOf(ResourceArn);
    if (webAclArn === undefined) requireStage(ResourceArn, call);
    else {
      // The association is its account's: a stage's ARN does not tell whose it is.
      await records.associate(call, ResourceArn, undefined, () => requireOwn(call, "webacl", webAclArn));
    }
    return {};
  },
};

export const getWebAclForResource: WafOperation<GetWebACLForResourceRequest, GetWebACLForResourceResponse> = {
  name: "GetWebACLForResource",
  permits: ({ ResourceArn }, call) => {
    const webAclArn = call.deps.records.webAclArnOf(ResourceArn);
    return [
      stageCheck("wafv2:GetWebACLForResource", ResourceArn, call),
      // The answer shows the web ACL.
      ...(webAclArn === undefined ? [] : [arnCheck("GetWebACL", webAclArn, call)]),
    ];
  },
  audit: READ,
  handle: ({ ResourceArn }, call) => {
    requireStage(ResourceArn, call);
    const { records } = call.deps;
    const webAclArn = records.webAclArnOf(ResourceArn);
    const record = webAclArn === undefined ? undefined : records.find("webacl", webAclArn);
    return record ? { WebACL: webAclView(record) } : {};
  },
};

export const listResourcesForWebAcl: WafOperation<
  ListResourcesForWebACLRequest,
  ListResourcesForWebACLResponse
> = {
  name: "ListResourcesForWebACL",
  permits: ({ WebACLArn }, call) => [arnCheck("ListResourcesForWebACL", WebACLArn, call)],
  audit: READ,
  handle: ({ WebACLArn, ResourceType = "APPLICATION_LOAD_BALANCER" }, call) => {
    requireOwn(call, "webacl", WebACLArn);
    // Only stages of REST APIs can be protected, so there are no resources of the other types.
    const isStages = ResourceType === "API_GATEWAY";
    return { ResourceArns: isStages ? [...call.deps.records.resourcesOf(WebACLArn)] : [] };
  },
};

/** A permission on a protected resource. Its ARN names no account: it is the caller's. */
const stageCheck = (action: string, resource: string, { accountId }: WafCall): IamCheck => ({
  action,
  resource,
  resourceAccountId: accountId,
});

/** Throws unless the ARN is that of a deployed stage of the caller's. */
function requireStage(resourceArn: string, { deps, accountId, region, partition }: WafCall): void {
  const { arn, apiId, stageName } = parseStageArn(resourceArn);
  const isHere = arn.partition === partition && arn.region === region && arn.accountId === "";
  if (!isHere || !deps.isStage(accountId, region, apiId, stageName)) throw nonexistent();
}

/** The stage that an ARN names. Throws for other resources. */
function parseStageArn(resourceArn: string): {
  readonly arn: Arn;
  readonly apiId: string;
  readonly stageName: string;
} {
  const arn = parseArn(resourceArn);
  const stage = /^\/restapis\/([a-z0-9]+)\/stages\/([\w-]+)$/.exec(arn?.resource ?? "");
  if (arn?.service !== "apigateway" || !stage) {
    throw invalidParameter("RESOURCE_ARN", resourceArn, "Only stages of REST APIs can be protected.");
  }
  return { arn, apiId: stage[1]!, stageName: stage[2]! };
}
