import type { AliasConfiguration, AliasRoutingConfiguration } from "@aws-sdk/client-lambda";
import type { LambdaCall } from "../dependencies.ts";
import { referenceArn } from "../function-reference.ts";
import { functionNotFound, invalidParameter, notFound } from "../lambda-errors.ts";
import { findVersion } from "../state/found-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import type { AliasRecord, FunctionRecord } from "../state/records.ts";

/** Throws unless aliases may have this name: it must not look like a version. */
export function checkAliasName(name: string): void {
  if (/^\d+$/.test(name) || !/^[a-zA-Z0-9-_]{1,128}$/.test(name)) {
    throw invalidParameter(
      `Alias name cannot be a number or hold other characters than letters, digits, - and _: ${name}`,
    );
  }
}

/** Throws unless the version is there. */
export function checkVersion(call: LambdaCall, record: FunctionRecord, version: string): void {
  if (findVersion(call.deps.records, record, version)) return;
  throw functionNotFound(referenceArn({ ...record, qualifier: version }, call.partition));
}

/** Throws ResourceNotFoundException. */
export function requireAlias(call: LambdaCall, record: FunctionRecord, name: string): AliasRecord {
  const alias = ownEntry(record.aliases, name);
  if (alias) return alias;
  throw notFound(`Cannot find alias arn: ${referenceArn({ ...record, qualifier: name }, call.partition)}`);
}

/** The second version of an alias that splits its calls. Source: developer guide, "Alias routing configuration". */
export function routingOf(
  call: LambdaCall,
  record: FunctionRecord,
  primary: string,
  routing: AliasRoutingConfiguration | undefined,
): Pick<AliasRecord, "routing"> {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  const [first] = weights;
  if (!first) return {};
  const [version, weight] = first;
  if (weights.length > 1)
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  if (version === "$LATEST" || primary === "$LATEST") {
    throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  if (version === primary) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (!(weight >= 0 && weight <= 1)) throw invalidParameter("Function weights must be between 0.0 and 1.0.");
  checkVersion(call, record, version);
  return { routing: { version, weight } };
}

export function aliasView(call: LambdaCall, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  const { routing } = alias;
  return {
    AliasArn: referenceArn({ ...record, qualifier: alias.name }, call.partition),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(routing
      ? { RoutingConfig: { AdditionalVersionWeights: { [routing.version]: routing.weight } } }
      : {}),
  };
}
