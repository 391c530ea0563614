import type { InspectionSubject } from "../../../gateway/ports.ts";
import type { WafDecision } from "../../../waf/decision.ts";
import type { RequestInput } from "../../../waf/request.ts";
import type { WatchedWebAcl } from "./watched-web-acl.ts";

/** One inspection that is over. */
export interface Inspected {
  readonly decision: WafDecision;
  readonly input: RequestInput;
  readonly subject: InspectionSubject;
}

/** Takes note of an inspection. Runs before the request goes on, so it must be quick; it cannot change the decision. */
export type Watch = (inspected: Inspected) => void;

/** Something that watches what web ACLs decide: a log, samples, counts. */
export interface FirewallObserver {
  /** How a web ACL is watched; undefined where it has nothing to watch. Asked once for each version of a web ACL. */
  watch(webAcl: WatchedWebAcl): Watch | undefined;
}
