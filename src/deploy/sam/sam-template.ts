import { requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import type { Value, ValueMap } from "../template/value.ts";
import { type Globals, withGlobals } from "./globals.ts";
import { declarationOrder } from "./resource-order.ts";
import type { Generated, SamResource } from "./sam-resource.ts";

const FUNCTION = "AWS::Serverless::Function";
export const API = "AWS::Serverless::Api";
const LAYER = "AWS::Serverless::LayerVersion";

/** Types of SAM that are refused, and why. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Application":
    "applications of the Serverless Application Repository are not available; use AWS::CloudFormation::Stack",
  "AWS::Serverless::HttpApi": "HTTP APIs are not built; use AWS::Serverless::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table is not built",
  "AWS::Serverless::StateMachine": "state machines are not built",
  "AWS::Serverless::Connector": "write the function's Policies instead",
  "AWS::Serverless::GraphQLApi": "GraphQL APIs are not built",
  "AWS::Serverless::WebSocketApi": "WebSocket APIs are not built",
  "AWS::Serverless::CapacityProvider": "capacity providers are not built",
};

/** Attributes that every resource which SAM generates takes over. */
const PASSED_ON = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];
const KNOWN_ATTRIBUTES = ["Type", "Properties", "DependsOn", "Metadata", "IgnoreGlobals", ...PASSED_ON];

/** A template's resources by what SAM does with them. */
export interface SamTemplate {
  /** CloudFormation's own, which stay as they are. */
  readonly plain: Generated;
  readonly functions: readonly SamResource[];
  readonly apis: readonly SamResource[];
  readonly layers: readonly SamResource[];
}

/** Reads the resources of a SAM template, in the order in which their events declare paths. Throws {@link TemplateError} for types and attributes that are not built. */
export function readSamTemplate(resources: ValueMap, globals: Globals): SamTemplate {
  const plain: Generated = {};
  const sorted = new Map<string, SamResource[]>([FUNCTION, API, LAYER].map((type) => [type, []]));
  for (const logicalId of declarationOrder(resources)) {
    const resource = requireMap(resources[logicalId], ["Resources", logicalId]);
    const type = String(resource["Type"]);
    if (type.startsWith("AWS::Serverless::"))
      listOf(sorted, logicalId, type).push(readResource(logicalId, type, resource, globals));
    else plain[logicalId] = resource;
  }
  return { plain, functions: sorted.get(FUNCTION)!, apis: sorted.get(API)!, layers: sorted.get(LAYER)! };
}

function listOf(sorted: ReadonlyMap<string, SamResource[]>, logicalId: string, type: string): SamResource[] {
  const list = sorted.get(type);
  if (list) return list;
  const reason = REFUSED_TYPES[type] ?? "the type is not known";
  throw new TemplateError(`${type} is not supported: ${reason}`, ["Resources", logicalId, "Type"]);
}

function readResource(logicalId: string, type: string, resource: ValueMap, globals: Globals): SamResource {
  const path = ["Resources", logicalId];
  for (const attribute of Object.keys(resource)) {
    if (KNOWN_ATTRIBUTES.includes(attribute)) continue;
    throw new TemplateError(`Attribute ${attribute} of ${type} is not supported`, [...path, attribute]);
  }
  const properties: Value | undefined = resource["Properties"];
  const own = properties === undefined ? {} : requireMap(properties, [...path, "Properties"]);
  const passedOn = PASSED_ON.filter((name) => resource[name] !== undefined);
  return {
    logicalId,
    properties: withGlobals(globals, type, own, resource["IgnoreGlobals"]),
    dependsOn: resource["DependsOn"],
    attributes: Object.fromEntries(passedOn.map((name) => [name, resource[name]!])),
    metadata: resource["Metadata"],
  };
}
