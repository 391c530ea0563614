import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
import { PolicyDocumentError } from "../../policy/policy-document-error.ts";
import { parseStrictJson } from "../../policy/strict-json.ts";

/** What a Lambda authorizer said of a caller. It may be kept, so it holds nothing of the request that led to it. */
export interface AuthorizerAnswer {
  readonly principalId: string;
  /** What the caller may do. It is asked anew for each request: an answer is never a verdict. */
  readonly policy: CompiledPolicy;
  /** Further values for integrations and logs, all as text. */
  readonly context: Readonly<Record<string, string>>;
  /** The API key that the caller counts as. A secret: for the stage that checks API keys and nobody else. */
  readonly usageIdentifierKey?: string;
}

/** A function's result is no authorizer's answer. The message says where it differs, for the decision record. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

/** Longest resource in a policy that an authorizer returns, in characters. Source: API Gateway guide, authorizer output. */
const RESOURCE_CHARACTERS_MAX = 512;

/**
 * Reads `{"principalId": "user", "policyDocument": {…}, "context": {"plan": "gold", "seats": 3}, "usageIdentifierKey": "…"}`.
 * Throws {@link MalformedAnswer}. Members that API Gateway does not know are passed over, as it does.
 * Source: API Gateway guide, "Output from an Amazon API Gateway Lambda authorizer".
 */
export function parseAnswer(payload: Buffer, authorizerName: string): AuthorizerAnswer {
  const document = parseDocument(payload);
  const { principalId, policyDocument, context, usageIdentifierKey } = document;
  if (typeof principalId !== "string" || principalId === "") {
    throw new MalformedAnswer("principalId is not a text");
  }
  if (!isRecord(policyDocument)) throw new MalformedAnswer("policyDocument is not an object");
  return {
    principalId,
    policy: parsePolicy(policyDocument, authorizerName),
    context: parseContext(context),
    ...parseUsageKey(usageIdentifierKey),
  };
}

function parseDocument(payload: Buffer): Record<string, unknown> {
  let document: unknown;
  try {
    // Strict: two readers of an object that names Effect twice could see two different policies.
    document = parseStrictJson(payload.toString("utf8"));
  } catch (error) {
    if (!(error instanceof PolicyDocumentError)) throw error;
    throw new MalformedAnswer("the result is not JSON, or an object in it names a member twice");
  }
  if (!isRecord(document)) throw new MalformedAnswer("the result is not an object");
  return document;
}

function parsePolicy(document: Record<string, unknown>, authorizerName: string): CompiledPolicy {
  try {
    return compilePolicy(JSON.stringify(document), {
      name: `policy returned by authorizer ${authorizerName}`,
      kind: "identity",
      expandResource: checkResource,
    });
  } catch (error) {
    if (!(error instanceof PolicyDocumentError)) throw error;
    throw new MalformedAnswer(`policyDocument is not a policy: ${error.message}`);
  }
}

function checkResource(resource: string): string {
  if (resource.length <= RESOURCE_CHARACTERS_MAX) return resource;
  throw new MalformedAnswer(`a resource in policyDocument is longer than ${RESOURCE_CHARACTERS_MAX}`);
}

function parseContext(value: unknown): Readonly<Record<string, string>> {
  // No prototype: the function may name a value `__proto__`.
  const context: Record<string, string> = Object.create(null);
  if (value === undefined || value === null) return context;
  if (!isRecord(value)) throw new MalformedAnswer("context is not an object");
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== "string" && typeof member !== "number" && typeof member !== "boolean") {
      throw new MalformedAnswer("a value of context is not a text, a number or a boolean");
    }
    context[name] = String(member);
  }
  return context;
}

function parseUsageKey(value: unknown): Pick<AuthorizerAnswer, "usageIdentifierKey"> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "string") throw new MalformedAnswer("usageIdentifierKey is not a text");
  return { usageIdentifierKey: value };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
