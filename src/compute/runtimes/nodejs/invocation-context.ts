import type { RuntimeEvent } from "./runtime-client.ts";

/** What a callback-style handler calls when it is done. */
export type HandlerCallback = (error?: unknown, result?: unknown) => void;

/** The handler's second argument. Source: Lambda developer guide, "AWS Lambda context object in Node.js". */
export interface InvocationContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly clientContext: unknown;
  readonly identity: unknown;
  /** Whether a callback's result waits until nothing is left to do. */
  callbackWaitsForEmptyEventLoop: boolean;
  readonly getRemainingTimeInMillis: () => number;
  readonly done: HandlerCallback;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
}

export function invocationContext(event: RuntimeEvent, callback: HandlerCallback): InvocationContext {
  const { env } = process;
  const deadlineMs = Number(event.headers.get("lambda-runtime-deadline-ms"));
  return {
    functionName: env["AWS_LAMBDA_FUNCTION_NAME"]!,
    functionVersion: env["AWS_LAMBDA_FUNCTION_VERSION"]!,
    invokedFunctionArn: event.headers.get("lambda-runtime-invoked-function-arn")!,
    memoryLimitInMB: env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]!,
    awsRequestId: event.requestId,
    logGroupName: env["AWS_LAMBDA_LOG_GROUP_NAME"]!,
    logStreamName: env["AWS_LAMBDA_LOG_STREAM_NAME"]!,
    clientContext: parsed(event.headers.get("lambda-runtime-client-context")),
    identity: parsed(event.headers.get("lambda-runtime-cognito-identity")),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    done: callback,
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? "handled"),
  };
}

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));
