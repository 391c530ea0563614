import type { OrganizationsDependencies } from "../dependencies.ts";
import type { AccountRequestRecord } from "../records.ts";

type Parts = Pick<OrganizationsDependencies, "records" | "iam">;

/** Makes the account and its role, and says so. Does no harm when it runs again after a crash. */
export async function finishAccount(
  { records, iam }: Parts,
  managementAccountId: string,
  request: AccountRequestRecord,
  nowMs: number,
): Promise<void> {
  const { accountId, roleName } = request;
  if (accountId === undefined) return;
  await iam.ensureMemberAccount({ accountId, roleName, managementAccountId });
  await records.change(managementAccountId, (change) =>
    change.put("account-request", { ...request, state: "SUCCEEDED", completedAtMs: nowMs }),
  );
}

/** Finishes what was under way when the program ended. */
export async function finishAccounts(parts: Parts, nowMs: number): Promise<void> {
  for (const organization of parts.records.organizations()) {
    const pending = organization.all("account-request").filter(({ state }) => state === "IN_PROGRESS");
    for (const request of pending)
      await finishAccount(parts, organization.managementAccountId, request, nowMs);
  }
}
