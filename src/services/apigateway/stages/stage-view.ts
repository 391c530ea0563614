import type { Stage } from "@aws-sdk/client-api-gateway";
import { accessLogView } from "../access-logs/access-log-settings.ts";
import type { StageRecord } from "../state/api-record.ts";
import { isEmptyMap } from "../string-map.ts";

/** A stage as AWS shows it. */
export const stageView = (stage: StageRecord): Stage => ({
  stageName: stage.name,
  deploymentId: stage.deploymentId,
  description: stage.description,
  cacheClusterEnabled: false,
  cacheClusterStatus: "NOT_AVAILABLE",
  methodSettings: stage.methodSettings,
  variables: stage.variables,
  accessLogSettings: accessLogView(stage),
  tracingEnabled: false,
  tags: isEmptyMap(stage.tags) ? undefined : stage.tags,
  createdDate: new Date(stage.createdAtMs),
  lastUpdatedDate: new Date(stage.lastUpdatedAtMs),
});
