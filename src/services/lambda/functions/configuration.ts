import { arch } from "node:process";
import type { LoggingConfig } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../aws/aws-error.ts";
import type { FunctionRuntime } from "../../../compute/function-spec.ts";
import type { InputCheck, RefusedMember } from "../../operation.ts";
import type { LambdaCall, LambdaDeps } from "../dependencies.ts";
import { invalidParameter } from "../lambda-errors.ts";
import { isFunctionRuntime, RUNTIME_NAMES } from "../runtimes.ts";
import type { VersionRecord } from "../state/records.ts";
import { checkVariables } from "./variables.ts";

/** Settings whose effect is not built. A call that asks for one is refused. */
export const REFUSED_SETTINGS: readonly RefusedMember[] = [
  { member: "VpcConfig" },
  { member: "DeadLetterConfig" },
  { member: "KMSKeyArn" },
  { member: "TracingConfig.Mode", accepts: ["PassThrough"] },
  { member: "FileSystemConfigs" },
  { member: "ImageConfig" },
  { member: "SnapStart.ApplyOn", accepts: ["None"] },
  { member: "LoggingConfig.LogFormat", accepts: ["Text"] },
  { member: "LoggingConfig.ApplicationLogLevel" },
  { member: "LoggingConfig.SystemLogLevel" },
  { member: "CapacityProviderConfig" },
  { member: "DurableConfig" },
];

/** The members of a call that say how a function runs. */
export interface ConfigurationInput {
  readonly Runtime?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Role?: string | undefined;
  readonly Description?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly EphemeralStorage?: { readonly Size: number | undefined } | undefined;
  readonly LoggingConfig?: LoggingConfig | undefined;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** The settings that a configuration input changes. */
export type Settings = Pick<
  VersionRecord,
  | "runtime"
  | "handler"
  | "roleArn"
  | "description"
  | "timeoutS"
  | "memoryMb"
  | "ephemeralStorageMb"
  | "logGroupName"
>;

/** Longest that a function may run, in seconds. Source: Lambda quotas, "Function timeout". The model has no maximum. */
const TIMEOUT_S_MAX = 900;

function checkTimeout(timeoutS: number): number {
  if (timeoutS <= TIMEOUT_S_MAX) return timeoutS;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${timeoutS}' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to ${TIMEOUT_S_MAX}`,
  );
}

/** The rules about each setting that need nothing stored. */
export const CONFIGURATION_CHECKS: readonly InputCheck<ConfigurationInput, LambdaDeps>[] = [
  { member: "Runtime", apply: ({ Runtime }, site) => Runtime !== undefined && checkRuntime(Runtime, site) },
  { member: "Timeout", apply: ({ Timeout }) => Timeout !== undefined && checkTimeout(Timeout) },
  { member: "Environment", apply: ({ Environment }) => checkVariables(Environment?.Variables ?? {}) },
];

/** What the members say, and `before` where they say nothing. Throws InvalidParameterValueException. */
export function applyConfiguration(input: ConfigurationInput, before: Settings, call: LambdaCall): Settings {
  return {
    runtime: input.Runtime === undefined ? before.runtime : checkRuntime(input.Runtime, call),
    handler: input.Handler ?? before.handler,
    roleArn: input.Role ?? before.roleArn,
    description: input.Description ?? before.description,
    timeoutS: checkTimeout(input.Timeout ?? before.timeoutS),
    memoryMb: input.MemorySize ?? before.memoryMb,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? before.ephemeralStorageMb,
    logGroupName: input.LoggingConfig?.LogGroup || before.logGroupName,
  };
}

/** A new function's settings. Source: API reference, CreateFunction. */
export const DEFAULT_SETTINGS = { description: "", timeoutS: 3, memoryMb: 128, ephemeralStorageMb: 512 };

/** Throws when functions of this runtime cannot run here: better told now than at every call. */
export function checkRuntime(name: string, call: Pick<LambdaCall, "deps">): FunctionRuntime {
  if (!isFunctionRuntime(name)) {
    throw invalidParameter(
      `Value ${name} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIME_NAMES.join(", ")}] or be a valid ARN`,
    );
  }
  const obstacle = call.deps.environments.findObstacle(name);
  if (obstacle !== undefined) throw invalidParameter(obstacle);
  return name;
}

/**
 * Which processors the function runs on. Scripts run on any; a program that comes with the function must be made for
 * this machine's.
 */
export function checkArchitecture(
  asked: readonly string[] | undefined,
  runtime: string,
  before: VersionRecord["architecture"] = "x86_64",
): VersionRecord["architecture"] {
  if (asked !== undefined && asked.length !== 1) {
    throw invalidParameter("Architectures must hold exactly one value.");
  }
  const architecture = (asked?.[0] as VersionRecord["architecture"] | undefined) ?? before;
  const here = arch === "arm64" ? "arm64" : "x86_64";
  if (runtime.startsWith("provided") && architecture !== here) {
    throw invalidParameter(`${runtime} functions run on this machine's processor only, which is ${here}.`);
  }
  return architecture;
}

/** Throws unless Lambda may act as the role. */
export function checkRole(roleArn: string, functionArn: string, accountId: string, call: LambdaCall): void {
  try {
    call.deps.sessions.issueForService({
      roleArn,
      serviceName: "lambda.amazonaws.com",
      sessionName: "check",
      sourceArn: functionArn,
      sourceAccountId: accountId,
      region: call.region,
    });
  } catch {
    // One answer for a role that is not there and one that does not trust Lambda, as in AWS.
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }
}
