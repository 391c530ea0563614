import { openText, sealText, type Vault, type VaultContext } from "../../../vault/vault.ts";
import { invalidParameter } from "../lambda-errors.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";

/** Longest names and values together, in bytes. Source: Lambda quotas page, "Function environment variables". */
const VARIABLES_BYTES_MAX = 4096;

/** Source: Lambda developer guide, "Defined runtime environment variables", "Reserved environment variables". */
const RESERVED = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
  "SALLYPORT_RUNTIME_SOCKET",
  "SALLYPORT_PACKAGES",
  "SALLYPORT_RUNTIME",
]);

/** Where sealed variables belong: they open for no other function. */
const contextOf = ({ accountId, region, incarnation }: VariablesOwner): VaultContext => ({
  purpose: "lambda-environment-variables",
  accountId,
  region,
  incarnation,
});

type VariablesOwner = Pick<FunctionRecord, "accountId" | "region" | "incarnation">;

/** Throws InvalidParameterValueException on variables that Lambda does not take. */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: " +
        reserved.join(", "),
    );
  }
  if (Object.entries(variables).some(([name, value]) => `${name}${value}`.includes("\0"))) {
    throw invalidParameter("Environment variables cannot hold a null character.");
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > VARIABLES_BYTES_MAX) {
    throw invalidParameter(
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        "exceeded the 4KB limit. String measured: [redacted]",
    );
  }
}

/** The variables as they are stored; undefined when there are none. */
export function sealVariables(
  variables: Readonly<Record<string, string>>,
  owner: VariablesOwner,
  vault: Vault,
): string | undefined {
  if (Object.keys(variables).length === 0) return undefined;
  return sealText(vault, JSON.stringify(variables), contextOf(owner));
}

/** The variables of a version. Throws VaultOpenError when they cannot be opened. */
export function openVariables(
  { sealedVariables }: VersionRecord,
  owner: VariablesOwner,
  vault: Vault,
): Record<string, string> {
  if (sealedVariables === undefined) return {};
  return JSON.parse(openText(vault, sealedVariables, contextOf(owner))) as Record<string, string>;
}
