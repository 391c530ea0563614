import type { LogsCall } from "../dependencies.ts";
import type { LogGroupSettings, StoredLogGroup } from "../state/log-groups.ts";

/** Changes some settings of a group, durably. */
export async function changeGroup(
  group: StoredLogGroup,
  change: Partial<LogGroupSettings>,
  call: LogsCall,
): Promise<object> {
  call.deps.logs.groups.update(group.groupId, { ...group, ...change });
  await call.deps.logs.database.durable();
  return {};
}
