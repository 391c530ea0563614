import type { StoredLogGroup } from "./log-groups.ts";

/** A day, in milliseconds. */
export const dayMs = 86_400_000;

/** The days that a group can keep its events. Source: API reference, PutRetentionPolicy. */
export const retentionDaysChoices: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Events before this time are expired, in milliseconds since the epoch; 0 when the group keeps its events for ever. */
export const expiredBeforeMs = (
  { retentionDays }: Pick<StoredLogGroup, "retentionDays">,
  nowMs: number,
): number => (retentionDays === null ? 0 : nowMs - retentionDays * dayMs);
