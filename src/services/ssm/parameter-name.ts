import { parseArn } from "../../aws/arn.ts";
import { AwsError } from "../../aws/aws-error.ts";
import type { SsmCall } from "./dependencies.ts";
import { validationFailed } from "./ssm-errors.ts";

/** Deepest hierarchy of a name, and longest name with its ARN. Source: API reference, PutParameter. */
const LEVELS_MAX = 15;
const NAME_CHARACTERS_MAX = 1_011;

const MALFORMED =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths ' +
  "divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

/** Throws unless a parameter may be created under this name. */
export function checkNewName(name: string): void {
  const plain = name.replace(/^\//, "");
  if (/^aws/i.test(plain)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (/^ssm/i.test(plain) || !/^\/?[\w.-]+(?:\/[\w.-]+)*$/.test(name)) throw validationFailed(MALFORMED);
  if (name.includes("/") && !name.startsWith("/")) {
    throw validationFailed("Parameter name must be a fully qualified name.");
  }
  if (name.length > NAME_CHARACTERS_MAX) throw validationFailed("Parameter name is too long.");
  if (name.split("/").length - 1 > LEVELS_MAX) {
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      `A parameter hierarchy can have a maximum of ${LEVELS_MAX} levels.`,
    );
  }
}

/** `/app/db` and `app` give `…:parameter/app/db` and `…:parameter/app`. */
export function parameterArn(call: SsmCall, name: string): string {
  return `arn:${call.partition}:ssm:${call.region}:${call.accountId}:parameter/${name.replace(/^\//, "")}`;
}

/** Which parameter, and which of its versions, a call asks for. */
export interface ParameterSelector {
  readonly name: string;
  /** What follows the colon: a version number or a label. Absent for the latest version. */
  readonly selector?: string;
}

/**
 * Reads `/app/db`, `/app/db:3` or the parameter's ARN. An ARN of another account or region names no parameter of the
 * caller's, since sharing is not built: it is refused.
 */
export function parseSelector(text: string, call: SsmCall): ParameterSelector {
  const arn = parseArn(text);
  if (arn) {
    const local = arn.service === "ssm" && arn.region === call.region && arn.accountId === call.accountId;
    if (!local || !arn.resource.startsWith("parameter/")) {
      throw validationFailed(`The parameter ${text} is not one of this account and region.`);
    }
    const path = arn.resource.slice("parameter".length);
    return splitSelector(path.lastIndexOf("/") === 0 ? path.slice(1) : path);
  }
  return splitSelector(text);
}

function splitSelector(text: string): ParameterSelector {
  const colon = text.indexOf(":");
  return colon === -1 ? { name: text } : { name: text.slice(0, colon), selector: text.slice(colon + 1) };
}
