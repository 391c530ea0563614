import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { AnyOperation, Service } from "../operation.ts";
import type { LogsDeps } from "./dependencies.ts";
import { filterLogEvents } from "./events/filter-log-events.ts";
import { getLogEvents } from "./events/get-log-events.ts";
import { putLogEvents } from "./events/put-log-events.ts";
import { createLogGroup } from "./groups/create-log-group.ts";
import { deleteLogGroup } from "./groups/delete-log-group.ts";
import { deleteRetentionPolicy } from "./groups/delete-retention-policy.ts";
import { describeLogGroups } from "./groups/describe-log-groups.ts";
import { putLogGroupDeletionProtection } from "./groups/put-log-group-deletion-protection.ts";
import { putRetentionPolicy } from "./groups/put-retention-policy.ts";
import { LogAppender } from "./log-appender.ts";
import type { LogsPort } from "./port.ts";
import { LogStore } from "./state/log-store.ts";
import { LogSweeper } from "./state/log-sweeper.ts";
import { createLogStream } from "./streams/create-log-stream.ts";
import { deleteLogStream } from "./streams/delete-log-stream.ts";
import { describeLogStreams } from "./streams/describe-log-streams.ts";
import { listTagsForResource } from "./tags/list-tags-for-resource.ts";
import { listTagsLogGroup } from "./tags/list-tags-log-group.ts";
import { tagLogGroup } from "./tags/tag-log-group.ts";
import { tagResource } from "./tags/tag-resource.ts";
import { untagLogGroup } from "./tags/untag-log-group.ts";
import { untagResource } from "./tags/untag-resource.ts";

/** What the service is made from. */
export interface LogsServiceParts {
  /** The logs' own database file, or `:memory:`. */
  readonly path: string;
  /** Room for all logs together, in bytes. Default 10 GiB. */
  readonly bytesMax?: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** CloudWatch Logs, and the way for other services to write logs. */
export interface LogsService extends Service {
  readonly port: LogsPort;
}

const operations: readonly AnyOperation[] = [
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteLogStream,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  filterLogEvents,
  getLogEvents,
  listTagsForResource,
  listTagsLogGroup,
  putLogEvents,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
  tagLogGroup,
  tagResource,
  untagLogGroup,
  untagResource,
];

/** Opens the database. The caller stops the service when done. */
export function createLogsService(parts: LogsServiceParts): LogsService {
  const { path, bytesMax = 10 * 1024 ** 3, clock, logger } = parts;
  const logs = new LogStore(path, bytesMax);
  const appender = new LogAppender(logs, clock, logger);
  const sweeper = new LogSweeper(logs.database, logs.groups, clock, logger);
  return {
    id: "logs",
    operations,
    deps: { logs } satisfies LogsDeps,
    port: appender,
    start: async () => sweeper.start(),
    stop: async () => {
      sweeper.stop();
      appender.flush();
      await logs.database.close();
    },
  };
}
