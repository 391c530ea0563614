import type { GetParameterResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value } from "../template/value.ts";

/** Reads a plain SSM parameter as the caller: `name` or `name:version`. A SecureString is refused, as AWS does. */
export async function readSsmParameter(caller: OperationCaller, name: string): Promise<string> {
  const { Parameter } = (await caller.call("ssm", "GetParameter", { Name: name })) as GetParameterResult;
  if (Parameter?.Type === "SecureString") {
    throw new AwsError(
      "ValidationError",
      `SSM parameter ${name} is a SecureString, which templates cannot refer to`,
    );
  }
  if (Parameter?.Value === undefined)
    throw new AwsError("ValidationError", `Unable to fetch SSM parameter ${name}`);
  return Parameter.Value;
}

/** `{{resolve:service:what}}`. Source: CloudFormation User Guide, "Dynamic references". */
const DYNAMIC_REFERENCE = /\{\{resolve:([a-z-]+):([^{}]*)\}\}/g;
/** Most dynamic references in one resource. Source: CloudFormation User Guide, "Dynamic references". */
const REFERENCES_MAX = 60;

/**
 * Puts parameters' values where texts say `{{resolve:ssm:name}}`. Other services' references are refused by name, not
 * passed on as if they were text.
 */
export async function resolveDynamicReferences(
  value: Value,
  path: Path,
  caller: OperationCaller,
): Promise<Value> {
  const values = new Map<string, string>();
  for (const [reference, service, name] of JSON.stringify(value).matchAll(DYNAMIC_REFERENCE)) {
    if (service !== "ssm") {
      throw new TemplateError(`Dynamic references to ${service} are not supported; supported: ssm`, path);
    }
    if (values.has(reference)) continue;
    if (values.size === REFERENCES_MAX)
      throw new TemplateError(`More than ${REFERENCES_MAX} dynamic references`, path);
    values.set(reference, await readSsmParameter(caller, name!));
  }
  return values.size === 0 ? value : substitute(value, values);
}

function substitute(value: Value, values: ReadonlyMap<string, string>): Value {
  if (typeof value === "string")
    return value.replace(DYNAMIC_REFERENCE, (reference) => values.get(reference) ?? reference);
  if (Array.isArray(value)) return value.map((item) => substitute(item, values));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, values)]));
}
