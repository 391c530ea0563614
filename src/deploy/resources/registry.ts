import { apiGatewayAccount } from "./apigateway/account.ts";
import { apiGatewayAuthorizer } from "./apigateway/authorizer.ts";
import { apiGatewayDeployment } from "./apigateway/deployment.ts";
import { apiGatewayGatewayResponse } from "./apigateway/gateway-response.ts";
import { apiGatewayMethod } from "./apigateway/method.ts";
import { apiGatewayModel } from "./apigateway/model.ts";
import { apiGatewayRequestValidator } from "./apigateway/request-validator.ts";
import { apiGatewayResource } from "./apigateway/resource.ts";
import { apiGatewayRestApi } from "./apigateway/rest-api.ts";
import { apiGatewayStage } from "./apigateway/stage.ts";
import { cdkMetadata, cloudFormationWaitConditionHandle } from "./cloudformation/placeholders.ts";
import { cloudFormationStack } from "./cloudformation/stack.ts";
import { iamAccessKey } from "./iam/access-key.ts";
import { iamGroup } from "./iam/group.ts";
import { iamGroupPolicy, iamRolePolicy, iamUserPolicy } from "./iam/inline-policy.ts";
import { iamInstanceProfile } from "./iam/instance-profile.ts";
import { iamManagedPolicy } from "./iam/managed-policy.ts";
import { iamOidcProvider } from "./iam/oidc-provider.ts";
import { iamPolicy } from "./iam/policy.ts";
import { iamRole } from "./iam/role.ts";
import { iamSamlProvider } from "./iam/saml-provider.ts";
import { iamUser } from "./iam/user.ts";
import { iamUserToGroupAddition } from "./iam/user-to-group-addition.ts";
import { lambdaAlias } from "./lambda/alias.ts";
import { lambdaEventInvokeConfig } from "./lambda/event-invoke-config.ts";
import { lambdaFunction } from "./lambda/function.ts";
import { lambdaLayerVersion } from "./lambda/layer-version.ts";
import { lambdaLayerVersionPermission } from "./lambda/layer-version-permission.ts";
import { lambdaPermission } from "./lambda/permission.ts";
import { lambdaVersion } from "./lambda/version.ts";
import { logsLogGroup } from "./logs/log-group.ts";
import { logsLogStream } from "./logs/log-stream.ts";
import { organizationsAccount } from "./organizations/account.ts";
import { organizationsOrganizationalUnit } from "./organizations/organizational-unit.ts";
import { organizationsPolicy } from "./organizations/policy.ts";
import type { ResourceType } from "./resource-type.ts";
import { s3Bucket } from "./s3/bucket.ts";
import { s3BucketPolicy } from "./s3/bucket-policy.ts";
import { ssmParameter } from "./ssm/parameter.ts";
import { wafIpSet } from "./wafv2/ip-set.ts";
import { wafLoggingConfiguration } from "./wafv2/logging-configuration.ts";
import { wafRegexPatternSet } from "./wafv2/regex-pattern-set.ts";
import { wafRuleGroup } from "./wafv2/rule-group.ts";
import { wafWebAcl } from "./wafv2/web-acl.ts";
import { wafWebAclAssociation } from "./wafv2/web-acl-association.ts";

/** Resource types by name. */
export type ResourceRegistry = ReadonlyMap<string, ResourceType>;

const TYPES: readonly ResourceType[] = [
  apiGatewayAccount,
  apiGatewayAuthorizer,
  apiGatewayDeployment,
  apiGatewayGatewayResponse,
  apiGatewayMethod,
  apiGatewayModel,
  apiGatewayRequestValidator,
  apiGatewayResource,
  apiGatewayRestApi,
  apiGatewayStage,
  cdkMetadata,
  cloudFormationStack,
  cloudFormationWaitConditionHandle,
  iamAccessKey,
  iamGroup,
  iamGroupPolicy,
  iamInstanceProfile,
  iamManagedPolicy,
  iamOidcProvider,
  iamPolicy,
  iamRole,
  iamRolePolicy,
  iamSamlProvider,
  iamUser,
  iamUserPolicy,
  iamUserToGroupAddition,
  lambdaAlias,
  lambdaEventInvokeConfig,
  lambdaFunction,
  lambdaLayerVersion,
  lambdaLayerVersionPermission,
  lambdaPermission,
  lambdaVersion,
  logsLogGroup,
  logsLogStream,
  organizationsAccount,
  organizationsOrganizationalUnit,
  organizationsPolicy,
  s3Bucket,
  s3BucketPolicy,
  ssmParameter,
  wafIpSet,
  wafLoggingConfiguration,
  wafRegexPatternSet,
  wafRuleGroup,
  wafWebAcl,
  wafWebAclAssociation,
];

/** Every resource type that a template may have. */
export const resourceRegistry: ResourceRegistry = new Map(TYPES.map((type) => [type.type, type]));
