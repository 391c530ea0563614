import { BlockList, isIP } from "node:net";
import { type ArnTest, compileArnPattern } from "./arn-pattern.ts";
import type { ConditionContext } from "./condition-context.ts";
import { type FixedToken, isFixed, type PatternSyntax, parsePattern, resolveTokens } from "./pattern.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import { compileWildcard } from "./wildcard.ts";

/** Whether a request's value matches any value of the policy. */
export type ValueTest = (seen: string, context: ConditionContext) => boolean;

/** Turns the values that a policy wants into a test of a request's value. Throws {@link PolicyDocumentError}. */
export type ValueCompiler = (wanted: readonly string[], syntax: PatternSyntax, place: string) => ValueTest;

const anyOf = (tests: readonly ValueTest[]): ValueTest =>
  tests.length === 1 ? tests[0]! : (seen, context) => tests.some((test) => test(seen, context));

/** Equal strings, or patterns that fit, after `fold` on both sides. */
const stringCompiler =
  (fold: (text: string) => string, wildcards: boolean): ValueCompiler =>
  (wanted, { variables }, place) => {
    const compile = (tokens: readonly FixedToken[]): ((seen: string) => boolean) => {
      const test = compileWildcard(tokens.map((token) => foldToken(token, fold)));
      return (seen) => test(fold(seen));
    };
    const compileValue = (value: string): ValueTest => {
      const tokens = parsePattern(value, { wildcards, variables }, place);
      if (isFixed(tokens)) return compile(tokens);
      return (seen, context) => {
        const resolved = resolveTokens(tokens, context);
        return resolved !== undefined && compile(resolved)(seen);
      };
    };
    return anyOf(wanted.map(compileValue));
  };

const foldToken = (token: FixedToken, fold: (text: string) => string): FixedToken =>
  token.kind === "text" ? { ...token, text: fold(token.text) } : token;

const asIs = (text: string): string => text;

export const compileStrings = stringCompiler(asIs, false);
export const compileStringsIgnoringCase = stringCompiler((text) => text.toLowerCase(), false);
export const compileStringPatterns = stringCompiler(asIs, true);

/** ARNs, part by part. */
export const compileArns: ValueCompiler = (wanted, syntax, place) =>
  anyOf(
    wanted.map((value): ArnTest => {
      const test = compileArnPattern(parsePattern(value, syntax, place));
      if (test) return test;
      throw new PolicyDocumentError(place, `Not an ARN pattern: ${show(value)}. Write arn:… or *.`);
    }),
  );

/** Values that are read into numbers and compared. A value of the request that cannot be read matches nothing. */
export const comparing =
  (
    read: (text: string) => number | undefined,
    form: string,
    holds: (seen: number, wanted: number) => boolean,
  ): ValueCompiler =>
  (wanted, _syntax, place) =>
    anyOf(
      wanted.map((value): ValueTest => {
        const limit = read(value);
        if (limit === undefined) throw new PolicyDocumentError(place, `Not ${form}: ${show(value)}.`);
        return (seen) => {
          const number = read(seen);
          return number !== undefined && holds(number, limit);
        };
      }),
    );

/** `true` or `false`, in any case; a variable may stand for either. */
export const compileBooleans: ValueCompiler = (wanted, syntax, place) => {
  for (const value of wanted) {
    const isVariable = syntax.variables && value.startsWith("${");
    if (!isVariable && !/^(?:true|false)$/i.test(value)) {
      throw new PolicyDocumentError(place, `Not a boolean: ${show(value)}. Write true or false.`);
    }
  }
  return compileStringsIgnoringCase(wanted, syntax, place);
};

/** Bytes, written in base64 on both sides. */
export const compileBinaries: ValueCompiler = (wanted, _syntax, place) =>
  anyOf(
    wanted.map((value): ValueTest => {
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) {
        throw new PolicyDocumentError(place, `Not base64: ${show(value)}.`);
      }
      const bytes = Buffer.from(value, "base64");
      return (seen) => bytes.equals(Buffer.from(seen, "base64"));
    }),
  );

/** IPv4 and IPv6 addresses and CIDR ranges; an address without a prefix length is itself alone. */
export const compileAddresses: ValueCompiler = (wanted, _syntax, place) => {
  const ranges = new BlockList();
  for (const value of wanted) {
    const [address, prefix, ...more] = value.split("/") as [string, string?, ...string[]];
    const family = isIP(address);
    const longest = family === 4 ? 32 : 128;
    const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (family === 0 || more.length > 0 || length < 0 || length > longest) {
      throw new PolicyDocumentError(place, `Not an IP address or CIDR range: ${show(value)}.`);
    }
    ranges.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  }
  const isListed = (seen: string): boolean => {
    const family = isIP(seen);
    // IPv4-mapped IPv6 addresses are compared as the IPv4 addresses they are.
    return family !== 0 && ranges.check(seen, family === 4 ? "ipv4" : "ipv6");
  };
  // A client sends many requests from one address.
  let lastSeen = "";
  let lastListed = false;
  return (seen) => {
    if (seen === lastSeen) return lastListed;
    lastListed = isListed(seen);
    lastSeen = seen;
    return lastListed;
  };
};

const show = (text: string): string => JSON.stringify(text.slice(0, 128));
