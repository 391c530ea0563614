import { requireKnownKeys, requireMap } from "../template/sections.ts";
import type { ValueMap } from "../template/value.ts";
import type { PublishedVersion } from "./function-version.ts";
import { resolveParameterRefs, type SamParameters } from "./sam-parameters.ts";
import { cfnResource, propertyPath, ref, type SamResource } from "./sam-resource.ts";

/** How often and how long a failed asynchronous invocation is tried again, as a resource of its own. */
export function eventInvokeConfig(
  resource: SamResource,
  published: PublishedVersion | undefined,
  parameters: SamParameters,
): ValueMap {
  const path = propertyPath(resource, "EventInvokeConfig");
  const config = requireMap(
    resolveParameterRefs(resource.properties["EventInvokeConfig"]!, parameters),
    path,
  );
  // Destinations are queues, topics and buses, which are not built.
  requireKnownKeys(config, ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"], path);
  const properties = {
    FunctionName: ref(resource.logicalId),
    Qualifier: published?.aliasName ?? "$LATEST",
    DestinationConfig: {},
    MaximumEventAgeInSeconds: config["MaximumEventAgeInSeconds"],
    MaximumRetryAttempts: config["MaximumRetryAttempts"],
  };
  const DependsOn = published && [published.aliasId];
  return cfnResource("AWS::Lambda::EventInvokeConfig", properties, { ...resource.attributes, DependsOn });
}
