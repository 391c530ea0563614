import type { AnyOperation, CheckSite } from "../services/operation.ts";
import { membersAt } from "./refused-members.ts";

/** Applies an operation's rules about its input. Throws AwsError. */
export function checkInput({ checks = [] }: AnyOperation, input: object, site: CheckSite<unknown>): void {
  for (const { member, apply } of checks) {
    for (const { value } of membersAt(input, member)) apply(input, site, value);
  }
}
