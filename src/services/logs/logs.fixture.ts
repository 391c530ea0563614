import { ManualClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { checkInput } from "../../control/check-input.ts";
import { inMemory } from "../../store/sqlite-database.ts";
import type { AnyOperation, IamCheck } from "../operation.ts";
import type { LogsCall, LogsDeps, LogsOperation } from "./dependencies.ts";
import { createLogsService, type LogsService, type LogsServiceParts } from "./service.ts";

/** When the tests' clocks start: 2026-01-01T00:00:00Z. */
export const startMs = Date.UTC(2026, 0, 1);

/** The service on a clock of its own, called as the server calls it once a call is let in. */
export class LogsFixture {
  readonly clock = new ManualClock(startMs);
  readonly service: LogsService;

  constructor(parts: Partial<LogsServiceParts> = {}) {
    this.service = createLogsService({ path: inMemory, clock: this.clock, logger: silentLogger, ...parts });
  }

  async run<In extends object, Out extends object>(
    operation: LogsOperation<In, Out>,
    input: Parameters<LogsOperation<In, Out>["handle"]>[0],
    over: Partial<LogsCall> = {},
  ): Promise<Out> {
    const call = this.call(over);
    checkInput(operation, input, call);
    return await operation.handle(input, call);
  }

  async permits(operation: AnyOperation, input: object): Promise<readonly IamCheck[]> {
    return operation.permits === "public" ? [] : await operation.permits(input, this.call());
  }

  call(over: Partial<LogsCall> = {}): LogsCall {
    return {
      deps: this.service.deps as LogsDeps,
      principal: { type: "Root", accountId: "000000000000", arn: "", userId: "", tags: {} },
      accountId: "000000000000",
      region: "us-east-1",
      partition: "aws",
      requestId: "request",
      nowMs: this.clock.nowMs(),
      origin: { sourceIp: "127.0.0.1", userAgent: "", secureTransport: true, host: "" },
      signal: AbortSignal.timeout(60_000),
      authorize: async () => {},
      ...over,
    };
  }
}
