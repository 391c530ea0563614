import { hash } from "node:crypto";
import { CompileError } from "../compile-error.ts";
import type { RoutedExchange } from "../exchange.ts";
import { compileLinearRegex, type LinearRegex, RegexError } from "../linear-regex.ts";
import { compileExpression, type ParameterExpression } from "../parameter-expression.ts";
import type { LambdaAuthorizerSnapshot } from "../snapshot.ts";
import { type AuthorizerRefusal, refuse } from "./authorizer.ts";

/** Every value of every identity source, in order. For TOKEN: one source with one value, the token. */
export type Identity = readonly (readonly string[])[];

/** Finds the caller's identity in a request, or why the function need not be asked. */
export type IdentityReader = (x: RoutedExchange) => Identity | AuthorizerRefusal;

interface Source {
  readonly expression: string;
  readonly values: ParameterExpression;
}

/** Compiles where an authorizer finds identities. Throws {@link CompileError} or `RegexError`. */
export function compileIdentity(snapshot: LambdaAuthorizerSnapshot): IdentityReader {
  const { type, identitySources, identityValidationExpression: expression } = snapshot;
  const sources = identitySources.map((source) => ({ expression: source, values: compileSource(source) }));
  if (type === "REQUEST") {
    if (expression !== undefined) throw new CompileError("only a TOKEN has a validation expression");
    return (x) => readAll(sources, x);
  }
  if (sources.length !== 1 || !identitySources[0]!.startsWith("method.request.header.")) {
    throw new CompileError("a TOKEN stands in one header");
  }
  const pattern = expression === undefined ? undefined : compileLinearRegex(expression);
  return (x) => {
    const identity = readAll(sources, x);
    return "kind" in identity ? identity : (refuseToken(identity[0]!, pattern) ?? identity);
  };
}

/** Source: API Gateway API reference, CreateAuthorizer, `identitySource`. A path parameter cannot be one. */
const SOURCE =
  /^(?:method\.request\.(header|querystring)\.([\w!#$%&'*+.^`|~:-]+)|stageVariables\.\w+|context\.[\w.-]+)$/;

/**
 * All values of a header or parameter that is sent more than once count: were one of them chosen, a caller could be kept
 * under an identity other than the one that the function, which sees them all, judged by.
 */
function compileSource(expression: string): ParameterExpression {
  const match = SOURCE.exec(expression);
  if (!match) throw new CompileError(`"${expression}" is not an identity source`);
  const [, place, name] = match;
  return compileExpression(place ? `method.request.multivalue${place}.${name}` : expression, "request");
}

function readAll(sources: readonly Source[], x: RoutedExchange): Identity | AuthorizerRefusal {
  const identity: (readonly string[])[] = [];
  for (const { expression, values } of sources) {
    const found = values({ x });
    if (found.length === 0 || found.includes("")) {
      return refuse("identity_source_missing", `the request has no ${expression}`);
    }
    identity.push(found);
  }
  return identity;
}

function refuseToken(
  tokens: readonly string[],
  pattern: LinearRegex | undefined,
): AuthorizerRefusal | undefined {
  if (tokens.length > 1) return refuse("identity_token_invalid", "the token's header is sent twice");
  if (!pattern || isMatch(pattern, tokens[0]!)) return undefined;
  return refuse("identity_token_invalid", "the token does not match the validation expression");
}

function isMatch(pattern: LinearRegex, token: string): boolean {
  try {
    return pattern.matches(token);
  } catch (error) {
    // Too long for its pattern: never a match.
    if (error instanceof RegexError) return false;
    throw error;
  }
}

/**
 * The key under which the answer for an identity is kept. A digest, so that no token lies in memory for an hour; of JSON,
 * which keeps values apart: `["a", "b"]` and `["a,b"]` are two callers.
 */
export const identityKey = (identity: Identity): string => hash("sha256", JSON.stringify(identity), "base64");
