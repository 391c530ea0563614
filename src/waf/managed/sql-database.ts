import type { DetectorMatch } from "../detector.ts";
import { EVIDENCE } from "../detectors/evidence.ts";
import { detectSqli } from "../detectors/sqli.ts";
import type { InspectedRequest } from "../request.ts";
import { type DocumentedRule, findIn, type Part } from "./documented-rule.ts";
import { headerValues } from "./inputs.ts";
import type { InspectedValue } from "./inspected-value.ts";
import { BODY, COOKIE, HEADER, QUERY_ARGUMENTS, URI_PATH } from "./parts.ts";
import { type Family, rulesFor, signatureRules } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

const ENCODED = /%[2-7][0-9a-f]/i;

/** Paths and headers come as sent: percent signs, which are operators in SQL, are not looked at before their decoded forms. */
const detectDecoded = (form: string, evidence: number): DetectorMatch | undefined =>
  ENCODED.test(form) ? undefined : detectSqli(form, "LOW", evidence);

/** Headers whose own grammar has quotes or lists, and which no application puts into a query. */
const STRUCTURED_HEADER =
  /^(?:accept|sec-|if-|content-|cache-|etag$|authorization$|proxy-|forwarded$|via$|link$|connection$|host$|te$|upgrade|nel$|report-to$|alt-svc$|traceparent$|tracestate$|baggage$|x-amzn-trace-id$)/;

const readTextHeaders = (request: InspectedRequest): readonly InspectedValue[] =>
  headerValues(request).filter(({ name }) => !STRUCTURED_HEADER.test(name));

const TEXT_HEADERS: Part = { ...HEADER, values: (request) => request.derive(readTextHeaders) };

/** No other rule of AWS's group reads headers, so this one also finds there what the others find elsewhere. */
const withHeaders = (rule: DocumentedRule): DocumentedRule =>
  rule.name !== "SQLiExtendedPatterns_HEADER"
    ? rule
    : {
        ...rule,
        inspect: (request) =>
          rule.inspect(request) ??
          findIn(
            TEXT_HEADERS,
            request,
            "SQL_INJECTION",
            // A user agent has parentheses and semicolons, but neither quotes nor words of SQL.
            (form, evidence) =>
              (evidence & (EVIDENCE.quote | EVIDENCE.sqlWord | EVIDENCE.equals)) === 0
                ? undefined
                : detectDecoded(form, evidence),
            "LOW",
          ),
      };

const SQLI: Family = {
  prefix: "SQLi",
  attack: "Changes the meaning of a query that the value is put into.",
  stops: "1' OR 'a'='a",
  allows: "O'Brien or O'Hara",
};

/** AWSManagedRulesSQLiRuleSet. */
export const SQL_DATABASE_RULES: readonly DocumentedRule[] = [
  ...rulesFor(
    SQLI,
    [
      [QUERY_ARGUMENTS, "SQLi_QueryArguments"],
      [BODY, "SQLi_Body"],
      [COOKIE, "SQLi_Cookie"],
    ],
    "SQL_INJECTION",
    (form, evidence) => detectSqli(form, "LOW", evidence),
    "LOW",
  ),
  ...rulesFor(SQLI, [[URI_PATH, "SQLi_URIPath"]], "SQL_INJECTION", detectDecoded, "LOW"),
  ...signatureRules(
    {
      prefix: "SQLiExtendedPatterns",
      attack:
        "Pieces of SQL, and of filters of other databases, that only attacks send; in headers, all SQL injection.",
      stops: "see x UNION ALL SELECT name, password FROM users",
      allows: "the union all select members attended",
    },
    SIGNATURES.extendedSql,
    [
      [QUERY_ARGUMENTS, "SQLiExtendedPatterns_QueryArguments"],
      [BODY, "SQLiExtendedPatterns_Body"],
      [HEADER, "SQLiExtendedPatterns_Header"],
      [URI_PATH, "SQLiExtendedPatterns_UriPath"],
    ],
  ).map(withHeaders),
];
