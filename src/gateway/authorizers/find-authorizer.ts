import { CompileError } from "../compile-error.ts";
import type { MethodTarget } from "../method-target.ts";
import type { Authorizer } from "./authorizer.ts";

/** The Lambda authorizer that a method names, if it names one. Throws {@link CompileError} when that is not there. */
export function findAuthorizer({ method, authorizers }: MethodTarget): Authorizer | undefined {
  const { authorization } = method;
  if (authorization.type !== "CUSTOM") return undefined;
  const authorizer = authorizers.get(authorization.authorizerId);
  if (!authorizer) throw new CompileError(`the authorizer ${authorization.authorizerId} is not there`);
  return authorizer;
}
