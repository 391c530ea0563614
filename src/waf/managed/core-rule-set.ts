import { detectXss } from "../detectors/xss.ts";
import type { DocumentedRule } from "./documented-rule.ts";
import { BODY, COOKIE, HEADER, QUERY_ARGUMENTS, URI_PATH } from "./parts.ts";
import { rulesFor, signatureRules, sizeRule } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

const NO_USER_AGENT: DocumentedRule = {
  name: "NoUserAgent_HEADER",
  action: "BLOCK",
  labels: ["NoUserAgent_Header"],
  attack: "Scripts that do not say what they are: no User-Agent header, or an empty one.",
  stops: { headers: [["user-agent", ""]] },
  allows: { headers: [["user-agent", "curl/8.5.0"]] },
  inspect: (request) =>
    request.header("user-agent").some((value) => value.replaceAll("\0", "").trim() !== "")
      ? undefined
      : { conditionType: "SIZE_CONSTRAINT", location: "HEADER", fieldName: "user-agent", matchedData: [] },
};

const USER_AGENT = {
  ...HEADER,
  values: (request: Parameters<typeof HEADER.values>[0]) =>
    HEADER.values(request).filter(({ name }) => name === "user-agent"),
  example: (text: string) => ({ headers: [["user-agent", text] as const] }),
};

/** AWSManagedRulesCommonRuleSet. */
export const CORE_RULES: readonly DocumentedRule[] = [
  NO_USER_AGENT,
  ...signatureRules(
    {
      prefix: "UserAgent_BadBots",
      attack: "Scanners that say what they are.",
      stops: "sqlmap/1.7 (https://sqlmap.org)",
      allows: "Mozilla/5.0 (X11; Linux x86_64) Dirbyte/1.0",
    },
    SIGNATURES.badBot,
    [[USER_AGENT, "BadBots_Header"]],
  ),
  sizeRule(
    "SizeRestrictions_QUERYSTRING",
    "SizeRestrictions_QueryString",
    2048,
    (request) => request.queryString.length,
    (bytes) => ({ queryString: "a".repeat(bytes) }),
  ),
  sizeRule(
    "SizeRestrictions_Cookie_HEADER",
    "SizeRestrictions_Cookie_Header",
    10_240,
    (request) => request.header("cookie").join("; ").length,
    (bytes) => ({ headers: [["cookie", "a".repeat(bytes)]] }),
  ),
  sizeRule(
    "SizeRestrictions_BODY",
    "SizeRestrictions_Body",
    8192,
    (request) => Math.max(request.input.bodySizeBytes, request.input.body.length),
    (bytes) => ({ method: "POST", body: "a".repeat(bytes) }),
  ),
  sizeRule(
    "SizeRestrictions_URIPATH",
    "SizeRestrictions_URIPath",
    1024,
    (request) => request.uriPath.length,
    (bytes) => ({ uriPath: `/${"a".repeat(bytes - 1)}` }),
  ),
  ...signatureRules(
    {
      prefix: "EC2MetaDataSSRF",
      attack: "Makes the server fetch its own credentials from the instance metadata service.",
      stops: "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
      allows: "metadata of 169.25.4.169",
    },
    SIGNATURES.metadata,
    [
      [BODY, "EC2MetaDataSSRF_Body"],
      [COOKIE, "EC2MetaDataSSRF_Cookie"],
      [URI_PATH, "EC2MetaDataSSRF_URIPath"],
      [QUERY_ARGUMENTS, "EC2MetaDataSSRF_QueryArguments"],
    ],
  ),
  ...signatureRules(
    {
      prefix: "GenericLFI",
      attack: "Climbs out of a folder to read files of the server, or names them from the root.",
      stops: "../../../../windows/repair/sam",
      allows: "../images/a.png",
    },
    SIGNATURES.traversal,
    [
      [QUERY_ARGUMENTS, "GenericLFI_QueryArguments"],
      [BODY, "GenericLFI_Body"],
    ],
  ),
  ...signatureRules(
    {
      prefix: "GenericLFI",
      attack: "Climbs out of the folder that is served.",
      stops: "static/../../app/settings",
      allows: "static/a..b/c...d",
    },
    SIGNATURES.traversalInPath,
    [[URI_PATH, "GenericLFI_URIPath"]],
  ),
  ...signatureRules(
    {
      prefix: "RestrictedExtensions",
      attack: "Fetches logs, backups, settings and keys that were left in a served folder.",
      stops: "files/config.ini",
      allows: "blog.internal/config",
    },
    SIGNATURES.restrictedExtension,
    [
      [URI_PATH, "RestrictedExtensions_URIPath"],
      [QUERY_ARGUMENTS, "RestrictedExtensions_QueryArguments"],
    ],
  ),
  ...signatureRules(
    {
      prefix: "GenericRFI",
      attack:
        "Makes the server include a file from an address given by number, from itself, or from a stream of its runtime.",
      stops: "http://203.0.113.5/shell.txt?",
      allows: "https://example.com/203.0.113.5?",
    },
    SIGNATURES.remoteFile,
    [
      [QUERY_ARGUMENTS, "GenericRFI_QueryArguments"],
      [BODY, "GenericRFI_Body"],
      [URI_PATH, "GenericRFI_URIPath"],
    ],
  ),
  ...rulesFor(
    {
      prefix: "CrossSiteScripting",
      attack: "Runs script in the page of another user.",
      stops: '"><img src=x onerror=alert(1)>',
      allows: 'a <b>bold</b> word & a "quote"',
    },
    [
      [COOKIE, "CrossSiteScripting_Cookie"],
      [QUERY_ARGUMENTS, "CrossSiteScripting_QueryArguments"],
      [BODY, "CrossSiteScripting_Body"],
      [URI_PATH, "CrossSiteScripting_URIPath"],
    ],
    "XSS",
    detectXss,
  ),
];
