import { type ContextValue, contextVariables, valueAt } from "../context-variables.ts";
import type { FinishedRequest } from "./finished-request.ts";
import { loggingVariables } from "./logging-variables.ts";
import { overrideOf } from "./override-variables.ts";
import { escapeFor, escapeQuoted, type Place, placesIn } from "./place.ts";

/** What a variable without a value prints. */
const NOTHING = "-";

/** `$context.identity.sourceIp` or `${context.status}`. Only what a function named itself may hold a hyphen. */
const VARIABLE =
  /\$(?:\{context\.([\w.-]+)\}|context\.(authorizer(?:\.[\w-]+)+|(?:request|response)Override(?:\.[\w-]+)+|\w+(?:\.\w+)*))/g;

/** Variables whose values are sentences, or a time that has a space in it: none of it a client's choice. */
const SENTENCES =
  /^(?:requestTime|error\.message|(?:waf|authenticate|authorizer|authorize|integration)\.error|integrationErrorMessage)$/;

type Part = (request: FinishedRequest, context: () => ReturnType<typeof contextVariables>) => string;

/**
 * Compiles a stage's access log format into what writes a request's line: `$context.requestId $context.status` gives
 * `5e0ec6f4-… 200`. A variable that has no value, or that nobody knows, prints `-`. Source: API Gateway guide, "Setting
 * up CloudWatch logging for a REST API".
 */
export function compileLogFormat(format: string): (request: FinishedRequest) => string {
  const matches = [...format.matchAll(VARIABLE)];
  const texts: string[] = [];
  let end = 0;
  for (const match of matches) {
    texts.push(format.slice(end, match.index));
    end = match.index + match[0].length;
  }
  texts.push(format.slice(end));
  const places = placesIn(texts);
  const parts = matches.map((match, index) => compileVariable((match[1] ?? match[2])!, places[index]!));
  return (request) => {
    let variables: ReturnType<typeof contextVariables> | undefined;
    const context = () => (variables ??= contextVariables(request.x));
    let line = texts[0]!;
    for (const [index, part] of parts.entries()) line += part(request, context) + texts[index + 1]!;
    return line;
  };
}

function compileVariable(name: string, place: Place): Part {
  if (name === "error.messageString") return quotedMessage(place);
  const escapeText = escapeFor(place, SENTENCES.test(name));
  const logging = loggingVariables.get(name);
  if (logging) return (request) => write(logging.of(request), escapeText);
  const names = name.split(".");
  if (names[0] === "requestOverride" || names[0] === "responseOverride") {
    return ({ x }) => write(overrideOf(x, names), escapeText);
  }
  return (_request, context) => write(valueAt(context(), names), escapeText);
}

const write = (value: ContextValue | undefined, escapeText: (text: string) => string): string =>
  value === undefined || value === null || value === "" || typeof value === "object"
    ? NOTHING
    : escapeText(String(value));

/** `$context.error.messageString` brings its quotes along, except where the format has them already. */
function quotedMessage(place: Place): Part {
  const { of } = loggingVariables.get("error.message")!;
  const escapeText = escapeFor(place, true);
  return place.kind === "bare"
    ? (request) => `"${write(of(request), escapeQuoted)}"`
    : (request) => write(of(request), escapeText);
}
