import { duplicateUnit } from "../errors.ts";
import type { Organization } from "../organization.ts";

/** Units right below one parent have different names. */
export function requireFreeName(organization: Organization, parentId: string, name: string): void {
  const units = organization.childrenOf(parentId).filter(({ kind }) => kind === "unit");
  if (units.some((unit) => unit.name === name)) throw duplicateUnit();
}
