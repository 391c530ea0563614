import { badRequest, notBuilt } from "../api-errors.ts";
import {
  entryRule,
  missingContentType,
  missingParameter,
  type PatchRule,
  patchBoolean,
  replaceRule,
  setOrRemove,
} from "../patch.ts";
import type { IntegrationRecord } from "../state/api-record.ts";
import { parseContentHandling, parseKind, parsePassthrough } from "./integration-rules.ts";

/** A member that may only be patched to a value that asks for nothing. */
const onlyRule = (member: string, ...accepted: readonly string[]): PatchRule<IntegrationRecord> =>
  replaceRule(`/${member}`, (_integration, value = "") => {
    if (!accepted.includes(value)) throw notBuilt(member);
  });

const REQUEST_PARAMETERS = entryRule<IntegrationRecord, string>("/requestParameters/{name}", {
  get: (integration) => integration.requestParameters,
  set: (integration, map) => setOrRemove(integration, "requestParameters", map),
  parse: (value = "") => value,
  missing: missingParameter,
});

const REQUEST_TEMPLATES = entryRule<IntegrationRecord, string>("/requestTemplates/{contentType}", {
  get: (integration) => integration.requestTemplates,
  set: (integration, map) => setOrRemove(integration, "requestTemplates", map),
  parse: (value = "") => value,
  missing: missingContentType,
});

/** Parameters that a cache would be keyed by. They ask for nothing while no stage may have a cache. */
const CACHE_KEY_PARAMETERS: PatchRule<IntegrationRecord> = {
  path: "/cacheKeyParameters/{name}",
  ops: ["add", "remove"],
  apply: (integration, { op, keys: [name = ""] }) => {
    const others = integration.cacheKeyParameters.filter((parameter) => parameter !== name);
    if (op === "remove" && others.length === integration.cacheKeyParameters.length) throw missingParameter();
    integration.cacheKeyParameters = op === "add" ? [...others, name] : others;
  },
};

const TIMEOUT = replaceRule<IntegrationRecord>("/timeoutInMillis", (integration, value = "") => {
  if (!/^\d{1,9}$/.test(value)) throw badRequest("Invalid timeout specified");
  integration.timeoutInMillis = Number(value);
});

/** What UpdateIntegration takes. Source: API reference, "Patch operations", Integration. */
export const integrationPatches: readonly PatchRule<IntegrationRecord>[] = [
  replaceRule("/type", (integration, value) => {
    integration.type = parseKind(value);
  }),
  replaceRule("/httpMethod", (integration, value) => setOrRemove(integration, "httpMethod", value)),
  replaceRule("/uri", (integration, value) => setOrRemove(integration, "uri", value)),
  replaceRule("/credentials", (integration, value) => setOrRemove(integration, "credentials", value)),
  replaceRule("/passthroughBehavior", (integration, value) => {
    integration.passthroughBehavior = parsePassthrough(value);
  }),
  replaceRule("/contentHandling", (integration, value) =>
    setOrRemove(integration, "contentHandling", value ? parseContentHandling(value) : undefined),
  ),
  replaceRule("/cacheNamespace", (integration, value = "") => {
    integration.cacheNamespace = value;
  }),
  TIMEOUT,
  REQUEST_PARAMETERS,
  REQUEST_TEMPLATES,
  CACHE_KEY_PARAMETERS,
  onlyRule("connectionType", "INTERNET"),
  onlyRule("connectionId", ""),
  onlyRule("responseTransferMode", "BUFFERED"),
  replaceRule("/tlsConfig/insecureSkipVerification", (integration, value) => {
    if (patchBoolean(value)) throw notBuilt("tlsConfig.insecureSkipVerification");
    integration.tlsConfig = { insecureSkipVerification: false };
  }),
];
