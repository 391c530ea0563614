import type { CustomResponseBodies } from "./model.ts";

/** What rules may refer to, where they are parsed. */
export interface ParseContext {
  /** Only a web ACL's rules may refer to rule groups. */
  readonly owner: "webAcl" | "ruleGroup";
  readonly responseBodies: CustomResponseBodies;
  /** Which of the operator's databases are present: a rule that needs a missing one is refused. */
  readonly databases: { readonly geo: boolean; readonly asn: boolean };
}
