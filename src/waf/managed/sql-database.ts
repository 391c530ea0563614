import { detectSqli } from "../detectors/sqli.ts";
import type { DocumentedRule } from "./documented-rule.ts";
import { BODY, COOKIE, HEADER, QUERY_ARGUMENTS, URI_PATH } from "./parts.ts";
import { rulesFor, signatureRules } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

/** AWSManagedRulesSQLiRuleSet. */
export const SQL_DATABASE_RULES: readonly DocumentedRule[] = [
  ...rulesFor(
    {
      prefix: "SQLi",
      attack: "Changes the meaning of a query that the value is put into.",
      stops: "1' OR 'a'='a",
      allows: "O'Brien or O'Hara",
    },
    [
      [QUERY_ARGUMENTS, "SQLi_QueryArguments"],
      [BODY, "SQLi_Body"],
      [COOKIE, "SQLi_Cookie"],
      [URI_PATH, "SQLi_URIPath"],
    ],
    "SQL_INJECTION",
    (form, evidence) => detectSqli(form, "LOW", evidence),
    "LOW",
  ),
  ...signatureRules(
    {
      prefix: "SQLiExtendedPatterns",
      attack: "Pieces of SQL that only attacks send, wherever in a longer text they are.",
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
  ),
];
