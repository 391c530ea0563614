import type { CustomResponseBodies } from "./model.ts";

/** The databases that only the operator can supply, and the setting of each. */
const DATABASES = {
  country: "country database: start the server with --geo-database",
  asn: "autonomous system database: start the server with --asn-database",
} as const;

/** Why a rule that needs a database is refused where there is none. */
export const missingDatabase = (kind: keyof typeof DATABASES, removable: "statement" | "key"): string =>
  `This installation has no ${DATABASES[kind]}, or remove the ${removable}.`;

/** What rules may refer to, where they are parsed. */
export interface ParseContext {
  /** Only a web ACL's rules may refer to rule groups. */
  readonly owner: "webAcl" | "ruleGroup";
  readonly responseBodies: CustomResponseBodies;
  /** Which of the operator's databases are present: a rule that needs a missing one is refused. */
  readonly databases: { readonly geo: boolean; readonly asn: boolean };
}
