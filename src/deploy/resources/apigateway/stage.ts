import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ValueMap } from "../../template/value.ts";
import { call, ignoreMissing, tagMap } from "../calling.ts";
import {
  boolean,
  integer,
  listOf,
  mapOf,
  number,
  type ObjectOf,
  object,
  required,
  tags,
  text,
} from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import { syncApiTags } from "./api-tags.ts";
import { mapChanges, replaceChanged, segment } from "./patch.ts";

const methodSetting = object({
  ResourcePath: text,
  HttpMethod: text,
  MetricsEnabled: boolean,
  LoggingLevel: text,
  DataTraceEnabled: boolean,
  ThrottlingBurstLimit: integer,
  ThrottlingRateLimit: number,
  CachingEnabled: boolean,
  CacheTtlInSeconds: integer,
  CacheDataEncrypted: boolean,
});

const properties = {
  RestApiId: required(text),
  StageName: text,
  DeploymentId: text,
  Description: text,
  Variables: mapOf(text),
  TracingEnabled: boolean,
  CacheClusterEnabled: boolean,
  CacheClusterSize: text,
  ClientCertificateId: text,
  DocumentationVersion: text,
  AccessLogSetting: object({ DestinationArn: text, Format: text }),
  MethodSettings: listOf(methodSetting),
  Tags: tags,
};

type StageProperties = ObjectOf<typeof properties>;

/** The patch path of each member of a method setting. Source: API Gateway API Reference, UpdateStage. */
const SETTING_PATHS: Readonly<Record<string, string>> = {
  MetricsEnabled: "metrics/enabled",
  LoggingLevel: "logging/loglevel",
  DataTraceEnabled: "logging/dataTrace",
  ThrottlingBurstLimit: "throttling/burstLimit",
  ThrottlingRateLimit: "throttling/rateLimit",
  CachingEnabled: "caching/enabled",
  CacheTtlInSeconds: "caching/ttlInSeconds",
  CacheDataEncrypted: "caching/dataEncrypted",
};

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Stage". */
export const apiGatewayStage = resourceType({
  type: "AWS::ApiGateway::Stage",
  properties,
  takenBy: ["apigateway:CreateStage"],
  replacedBy: ["RestApiId", "StageName"],
  attributes: [],

  async create(wanted, context) {
    const stageName = wanted.StageName ?? "default";
    await call(context, "apigateway", "CreateStage", {
      restApiId: wanted.RestApiId,
      stageName,
      deploymentId: wanted.DeploymentId,
      description: wanted.Description,
      variables: wanted.Variables,
      tracingEnabled: wanted.TracingEnabled,
      cacheClusterEnabled: wanted.CacheClusterEnabled,
      cacheClusterSize: wanted.CacheClusterSize,
      documentationVersion: wanted.DocumentationVersion,
      tags: tagMap(wanted.Tags),
    });
    await context.created(stageName);
    await patch(wanted, stageName, laterChanges({ RestApiId: wanted.RestApiId }, wanted), context);
    return { physicalId: stageName };
  },

  async update(stageName, wanted, before, context) {
    const changes = [
      ...replaceChanged("/deploymentId", before.DeploymentId, wanted.DeploymentId),
      ...replaceChanged("/description", before.Description, wanted.Description),
      ...mapChanges("/variables", before.Variables, wanted.Variables),
      ...replaceChanged("/tracingEnabled", before.TracingEnabled, wanted.TracingEnabled, "false"),
      ...replaceChanged(
        "/cacheClusterEnabled",
        before.CacheClusterEnabled,
        wanted.CacheClusterEnabled,
        "false",
      ),
      ...replaceChanged("/cacheClusterSize", before.CacheClusterSize, wanted.CacheClusterSize),
      ...replaceChanged("/documentationVersion", before.DocumentationVersion, wanted.DocumentationVersion),
      ...laterChanges(before, wanted),
    ];
    await patch(wanted, stageName, changes, context);
    await syncApiTags(
      "restapis",
      `${wanted.RestApiId}/stages/${stageName}`,
      before.Tags,
      wanted.Tags,
      context,
    );
    return { physicalId: stageName };
  },

  async delete(stageName, { RestApiId }, context) {
    await ignoreMissing(call(context, "apigateway", "DeleteStage", { restApiId: RestApiId, stageName }));
  },
});

/** What CreateStage does not take. */
function laterChanges(before: StageProperties, after: StageProperties): PatchOperation[] {
  const [had, wanted] = [before.AccessLogSetting, after.AccessLogSetting];
  return [
    ...replaceChanged("/clientCertificateId", before.ClientCertificateId, after.ClientCertificateId),
    ...(had && !wanted ? [{ op: "remove" as const, path: "/accessLogSettings" }] : []),
    ...(wanted
      ? replaceChanged("/accessLogSettings/destinationArn", had?.DestinationArn, wanted.DestinationArn)
      : []),
    ...(wanted ? replaceChanged("/accessLogSettings/format", had?.Format, wanted.Format) : []),
    ...settingChanges(before, after),
  ];
}

function settingChanges(before: StageProperties, after: StageProperties): PatchOperation[] {
  const [had, wanted] = [settingsByMethod(before), settingsByMethod(after)];
  const removed = [...had.keys()].filter((method) => !wanted.has(method));
  return [
    ...removed.map((method) => ({ op: "remove" as const, path: `/${method}` })),
    ...[...wanted].flatMap(([method, setting]) =>
      Object.entries(SETTING_PATHS).flatMap(([name, path]) => {
        if (setting[name] === undefined) return [];
        return replaceChanged(`/${method}/${path}`, had.get(method)?.[name], setting[name]);
      }),
    ),
  ];
}

/** Settings by their part of a patch path: `~1orders/GET`, or `*`+`/*` for all methods. */
function settingsByMethod({ MethodSettings = [] }: StageProperties): Map<string, ValueMap> {
  return new Map(
    MethodSettings.map(({ ResourcePath = "/*", HttpMethod = "*", ...setting }) => {
      const resource = ResourcePath === "/*" ? "*" : segment(ResourcePath);
      return [`${resource}/${HttpMethod}`, setting as ValueMap];
    }),
  );
}

async function patch(
  { RestApiId }: StageProperties,
  stageName: string,
  patchOperations: PatchOperation[],
  context: ResourceContext,
): Promise<void> {
  if (patchOperations.length === 0) return;
  await call(context, "apigateway", "UpdateStage", { restApiId: RestApiId, stageName, patchOperations });
}
