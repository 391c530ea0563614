import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { AnyOperation, Service } from "../operation.ts";
import { finishAccounts } from "./accounts/finish-account.ts";
import type { OrganizationsDependencies } from "./dependencies.ts";
import { operations } from "./operations.ts";
import type { OrganizationRecords } from "./organization-records.ts";

/** What Organizations is built on. */
export interface OrganizationsServiceOptions {
  /** The same that IAM asks for memberships. Loaded before IAM's first decision. */
  readonly records: OrganizationRecords;
  readonly iam: OrganizationsDependencies["iam"];
  readonly random: Random;
  readonly clock: Clock;
}

/** AWS Organizations. IAM must have started: accounts that were being made are finished at start. */
export function createOrganizationsService({
  records,
  iam,
  random,
  clock,
}: OrganizationsServiceOptions): Service {
  const deps: OrganizationsDependencies = { records, iam, random };
  return {
    id: "organizations",
    operations: operations as readonly AnyOperation[],
    deps,
    start: () => finishAccounts(deps, clock.nowMs()),
    stop: async () => records.close(),
  };
}
