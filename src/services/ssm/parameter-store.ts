import { AwsError } from "../../aws/aws-error.ts";
import { listAll } from "../../store/list-all.ts";
import { type ResourceKey, type StoredResource, VersionConflictError } from "../../store/resource-store.ts";
import type { SsmCall } from "./dependencies.ts";
import type { ParameterRecord } from "./parameter-record.ts";
import { parameterNotFound } from "./ssm-errors.ts";

/** Attempts at a write that others keep overtaking. */
const ATTEMPTS_MAX = 20;

const keyOf = (call: SsmCall, name: string): ResourceKey => ({
  accountId: call.accountId,
  region: call.region,
  service: "ssm",
  type: "parameter",
  id: name,
});

export const findParameter = async (call: SsmCall, name: string): Promise<ParameterRecord | undefined> =>
  (await call.deps.store.get<ParameterRecord>(keyOf(call, name)))?.value;

/**
 * Stores what `change` makes of the parameter, or of undefined where there is none, and returns it. Started over when
 * another caller wrote in between, so no write is lost.
 */
export async function changeParameter(
  call: SsmCall,
  name: string,
  change: (current: ParameterRecord | undefined) => ParameterRecord,
): Promise<ParameterRecord> {
  const key = keyOf(call, name);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const current: StoredResource<ParameterRecord> | undefined = await call.deps.store.get(key);
    const changed = change(current?.value);
    try {
      await call.deps.store.put(key, changed, current?.version ?? "absent");
      return changed;
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }
  throw new AwsError("TooManyUpdates", "There are concurrent updates for a resource. Try again.");
}

/** As `changeParameter`, for a parameter that must exist. */
export const changeExistingParameter = (
  call: SsmCall,
  name: string,
  change: (current: ParameterRecord) => ParameterRecord,
): Promise<ParameterRecord> =>
  changeParameter(call, name, (current) => {
    if (!current) throw parameterNotFound();
    return change(current);
  });

/** Whether there was one to delete. */
export const deleteStoredParameter = (call: SsmCall, name: string): Promise<boolean> =>
  call.deps.store.delete(keyOf(call, name));

/** Every parameter of the caller's account and region whose name starts with `prefix`, by name, after `afterName`. */
export async function* listParameters(
  call: SsmCall,
  prefix: string,
  afterName?: string,
): AsyncGenerator<ParameterRecord> {
  const { accountId, region } = call;
  const query = { accountId, region, service: "ssm", type: "parameter", idPrefix: prefix };
  const afterKey = afterName === undefined ? {} : { afterKey: { accountId, region, id: afterName } };
  for await (const { value } of listAll<ParameterRecord>(call.deps.store, { ...query, ...afterKey }))
    yield value;
}
