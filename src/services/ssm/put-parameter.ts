import type { ParameterType, PutParameterRequest, PutParameterResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import type { Validated } from "../operation.ts";
import { checkAllowedPattern } from "./allowed-pattern.ts";
import { type SsmCall, type SsmOperation, WRITE } from "./dependencies.ts";
import { checkNewName, parseSelector } from "./parameter-name.ts";
import {
  latestVersion,
  type ParameterRecord,
  type PlainType,
  VERSIONS_MAX,
  type VersionRecord,
} from "./parameter-record.ts";
import { changeParameter } from "./parameter-store.ts";
import { parameterCheck, requestTagConditions } from "./permissions.ts";
import { notBuilt, validationFailed } from "./ssm-errors.ts";
import { mergeTags } from "./tag-rules.ts";

/** Largest value of the standard tier, in bytes of UTF-8. Source: API reference, PutParameter. */
const VALUE_BYTES_MAX = 4_096;

export const putParameter: SsmOperation<PutParameterRequest, PutParameterResult> = {
  name: "PutParameter",
  permits: async (input, call) => {
    const overwrite = ["ssm:Overwrite", [String(input.Overwrite ?? false)]] as const;
    const name = parseSelector(input.Name, call).name;
    const conditions = [overwrite, ...requestTagConditions(input.Tags)];
    const check = await parameterCheck(call, "PutParameter", name, conditions);
    if (!input.Tags?.length) return [check];
    return [check, { ...check, action: "ssm:AddTagsToResource" }];
  },
  audit: { ...WRITE, redact: ["Value"] },
  refuses: [
    { member: "KeyId" },
    { member: "Policies" },
    { member: "Tier", accepts: ["Standard"] },
    { member: "DataType", accepts: ["text"] },
  ],
  checks: [
    { member: "Type", apply: ({ Type }) => Type && plainType(Type) },
    { member: "Value", apply: ({ Value, AllowedPattern }) => checkValue(Value, AllowedPattern) },
  ],
  handle: async (input, call) => {
    const { name, selector } = parseSelector(input.Name, call);
    if (selector !== undefined) throw validationFailed("Parameter name must not have a version or label.");
    checkNewName(name);
    const written = await changeParameter(call, name, (current) =>
      withNewVersion(input, call, name, current),
    );
    return { Version: latestVersion(written).version, Tier: "Standard" };
  },
};

function withNewVersion(
  input: Validated<PutParameterRequest>,
  call: SsmCall,
  name: string,
  current: ParameterRecord | undefined,
): ParameterRecord {
  if (current && !input.Overwrite) {
    const message =
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
    throw new AwsError("ParameterAlreadyExists", message);
  }
  if (current && input.Tags?.length) {
    throw validationFailed("Invalid request: tags and overwrite can't be used together.");
  }
  const versions = [...(current?.versions ?? []), newVersion(input, call, current)];
  return { name, versions: versions.slice(-VERSIONS_MAX), tags: mergeTags(current?.tags ?? [], input.Tags) };
}

function newVersion(
  input: Validated<PutParameterRequest>,
  call: SsmCall,
  current: ParameterRecord | undefined,
): VersionRecord {
  const before = current && latestVersion(current);
  const allowedPattern = input.AllowedPattern ?? before?.allowedPattern;
  const description = input.Description ?? before?.description;
  checkValue(input.Value, allowedPattern);
  return {
    version: (before?.version ?? 0) + 1,
    value: input.Value,
    type: typeOf(input, before),
    modifiedAtMs: call.nowMs,
    modifiedBy: call.principal.arn,
    ...(description === undefined ? {} : { description }),
    ...(allowedPattern === undefined ? {} : { allowedPattern }),
  };
}

/** Every other type is kept as plain text. */
function plainType(type: ParameterType): PlainType {
  if (type === "SecureString") throw notBuilt("SecureString parameters");
  return type;
}

function typeOf(input: Validated<PutParameterRequest>, before: VersionRecord | undefined): PlainType {
  const type = input.Type ?? before?.type;
  if (type === undefined) throw validationFailed("A parameter type is required when you create a parameter.");
  if (before && before.type !== type) {
    const message =
      "Parameter Store doesn't support changing a parameter type. You must create a new, unique parameter.";
    throw new AwsError("HierarchyTypeMismatchException", message);
  }
  return plainType(type);
}

function checkValue(value: string, allowedPattern: string | undefined): void {
  if (value === "") throw validationFailed("Parameter value can't be empty.");
  if (Buffer.byteLength(value) > VALUE_BYTES_MAX) {
    throw validationFailed(
      `Standard tier parameters support a maximum parameter value of ${VALUE_BYTES_MAX} characters.`,
    );
  }
  if (allowedPattern) checkAllowedPattern(allowedPattern, value);
}
