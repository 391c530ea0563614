import type { Integration, PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import type { Validated } from "../../operation.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import { rolesOf } from "../invocation-role.ts";
import { changeMethod } from "../methods/method-access.ts";
import { passRole, permit } from "../permissions.ts";
import type { IntegrationRecord } from "../state/api-record.ts";
import { integrationPath } from "./integration-access.ts";
import {
  checkBackend,
  checkCredentials,
  checkIntegration,
  checkProxySettings,
  checkTemplates,
  checkTimeout,
  parseKind,
  parsePassthrough,
  TIMEOUT_MS_MAX,
} from "./integration-rules.ts";
import { integrationView } from "./integration-view.ts";

export const putIntegration: ApiOperation<PutIntegrationRequest, Integration> = {
  name: "PutIntegration",
  permits: permit("PUT", integrationPath),
  audit: WRITE,
  refuses: [
    { member: "connectionType", accepts: ["INTERNET"] },
    { member: "connectionId" },
    { member: "integrationTarget" },
    { member: "responseTransferMode", accepts: ["BUFFERED"] },
    { member: "tlsConfig.insecureSkipVerification" },
  ],
  checks: [
    { member: "type", apply: ({ type }) => parseKind(type) },
    { member: "passthroughBehavior", apply: (input) => parsePassthrough(input.passthroughBehavior) },
    {
      member: "timeoutInMillis",
      apply: ({ timeoutInMillis }) => checkTimeout(timeoutInMillis ?? TIMEOUT_MS_MAX),
    },
    {
      member: "uri",
      apply: ({ type, integrationHttpMethod, uri }) =>
        checkBackend({ type: parseKind(type), httpMethod: integrationHttpMethod, uri }),
    },
    {
      member: "credentials",
      apply: ({ type, credentials }, { accountId }) =>
        credentials && checkCredentials({ type: parseKind(type), credentials }, accountId),
    },
    { member: "requestTemplates", apply: ({ requestTemplates }) => checkTemplates(requestTemplates) },
    {
      member: "requestParameters",
      apply: ({ type, requestParameters }) =>
        checkProxySettings({ type: parseKind(type), requestParameters }),
    },
    {
      member: "contentHandling",
      apply: ({ type, contentHandling }) => checkProxySettings({ type: parseKind(type), contentHandling }),
    },
  ],
  handle: async (input, call) => {
    if (input.credentials) await call.authorize(rolesOf([input.credentials]).map(passRole));
    return changeMethod(call, input, (method) => {
      const integration = newIntegration(input);
      checkIntegration(method, integration, call.accountId);
      method.integration = integration;
      return integrationView(integration);
    });
  },
};

const newIntegration = (input: Validated<PutIntegrationRequest>): IntegrationRecord => ({
  type: parseKind(input.type),
  ...(input.integrationHttpMethod ? { httpMethod: input.integrationHttpMethod } : {}),
  ...(input.uri ? { uri: input.uri } : {}),
  ...(input.connectionType === "INTERNET" ? { connectionType: "INTERNET" } : {}),
  ...(input.credentials ? { credentials: input.credentials } : {}),
  ...(input.requestParameters ? { requestParameters: { ...input.requestParameters } } : {}),
  ...(input.requestTemplates ? { requestTemplates: { ...input.requestTemplates } } : {}),
  passthroughBehavior: parsePassthrough(input.passthroughBehavior),
  ...(input.contentHandling ? { contentHandling: input.contentHandling } : {}),
  timeoutInMillis: input.timeoutInMillis ?? TIMEOUT_MS_MAX,
  cacheNamespace: input.cacheNamespace ?? input.resourceId,
  cacheKeyParameters: [...(input.cacheKeyParameters ?? [])],
  ...(input.tlsConfig ? { tlsConfig: { insecureSkipVerification: false } } : {}),
  responses: {},
});
