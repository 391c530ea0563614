import { functionNotFound, invalidParameter, notFound } from "./lambda-errors.ts";

/** Which function, and which of its versions or aliases, a call names. */
export interface FunctionReference {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** `$LATEST`, a version's number or an alias's name. */
  readonly qualifier?: string;
}

/** What a name without account or region is completed with. */
export interface CallerScope {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** `my-function`, `123456789012:function:my-function`, or the whole ARN; each with or without a qualifier. */
const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Longest name of a function. Source: API reference, CreateFunction. */
const NAME_CHARACTERS_MAX = 64;

/**
 * Reads `FunctionName` and `Qualifier`. `arn:aws:lambda:us-east-1:123456789012:function:orders:live` gives account
 * `123456789012`, region `us-east-1`, name `orders`, qualifier `live`. Throws InvalidParameterValueException.
 */
export function parseFunctionReference(
  text: string,
  caller: CallerScope,
  qualifier?: string | undefined,
): FunctionReference {
  const match = text.length <= 170 ? REFERENCE.exec(text) : null;
  const [, region = caller.region, accountId = caller.accountId, name = "", inName] = match ?? [];
  if (!match || name.length > NAME_CHARACTERS_MAX) throw invalidParameter(`Invalid function name: ${text}`);
  if (region !== caller.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${caller.region}')`);
  }
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier) {
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  const asked = inName ?? qualifier;
  return { accountId, region, name, ...(asked ? { qualifier: asked } : {}) };
}

/** The function's ARN, with the qualifier if the reference has one. */
export function referenceArn(reference: FunctionReference, partition: string): string {
  const { region, accountId, name, qualifier } = reference;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`;
}

export const referenceNotFound = (reference: FunctionReference, caller: CallerScope) =>
  functionNotFound(referenceArn(reference, caller.partition));
