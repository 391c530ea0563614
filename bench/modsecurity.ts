import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerBody, makeCertificate, type Nginx, startNginx, tlsOf } from "./nginx.ts";
import { findTool } from "./processes.ts";

/** Where Debian's packages libnginx-mod-http-modsecurity and modsecurity-crs put what is needed. */
const MODULE = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";
const RECOMMENDED = "/etc/nginx/modsecurity.conf";
const CORE_RULE_SET = "/usr/share/modsecurity-crs/owasp-crs.load";

/** What of nginx, ModSecurity and the core rule set is not installed. */
export const missingForModSecurity = (): readonly string[] => [
  ...["nginx", "wrk", "openssl"].filter((tool) => findTool(tool) === undefined),
  ...[MODULE, RECOMMENDED, CORE_RULE_SET].filter((path) => !existsSync(path)),
];

/**
 * nginx with ModSecurity and the OWASP core rule set, over TLS: what both packages recommend, switched on, request
 * bodies included. The audit log and response bodies are off, which spares it work that ours does not do either.
 */
export async function startModSecurity(folder: string): Promise<Nginx> {
  const pages = join(folder, "modsecurity-pages");
  mkdirSync(pages);
  for (const page of ["answer", "answer-to-post"]) writeFileSync(join(pages, page), answerBody);
  const rules = join(folder, "modsecurity.conf");
  writeFileSync(
    rules,
    `
    Include ${RECOMMENDED}
    SecRuleEngine On
    SecRequestBodyAccess On
    SecResponseBodyAccess Off
    SecAuditEngine Off
    SecStatusEngine Off
    Include /etc/modsecurity/crs/crs-setup.conf
    Include /usr/share/modsecurity-crs/rules/*.conf\n`,
  );
  const certificate = join(folder, "modsecurity.pem");
  const key = join(folder, "modsecurity.key");
  makeCertificate(certificate, key);
  // A page of text does not take POST; answering from the error's page spares nginx a back end.
  return startNginx(
    folder,
    "modsecurity",
    "measured",
    (port) => `
    server {
      listen 127.0.0.1:${port} ssl;
      ${tlsOf(certificate, key)}
      keepalive_requests 1000000000;
      default_type application/json;
      # A refusal is logged as an error.
      error_log stderr crit;
      root ${pages};
      error_page 405 =200 /answer-to-post;
      location = /answer { modsecurity on; modsecurity_rules_file ${rules}; }
      location = /answer-to-post { modsecurity off; }
    }`,
    MODULE,
  );
}
