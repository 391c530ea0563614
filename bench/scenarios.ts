import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type RunningServer, rootKeys } from "../test/running-server.ts";
import type { BenchApi } from "./bench-api.ts";
import { signedLoad } from "./signed-load.ts";
import type { LoadRequest } from "./wrk.ts";

/** One kind of request, and what nginx does beside it. */
export interface Scenario {
  readonly name: string;
  /** nginx's location that does the same work without the security: answer by itself, or ask the origin. */
  readonly yardstick: "answer" | "proxy";
  /** Made anew for each window: a signature is good for minutes only. */
  readonly request: () => LoadRequest;
  /** For a protected request: the very same one, to a method that is open to all. */
  readonly unprotected?: (request: LoadRequest) => LoadRequest;
}

/** Every scenario, in the order in which the table shows them. */
export async function makeScenarios(server: RunningServer, api: BenchApi): Promise<readonly Scenario[]> {
  const path = (name: string): LoadRequest => ({ url: `${api.stageUrl}/${name}` });
  const unprotected = (request: LoadRequest): LoadRequest => ({ ...request, ...path("mock") });
  return [
    { name: "API, MOCK", yardstick: "answer", request: () => path("mock") },
    {
      name: "API, MOCK behind AWS_IAM: a user's policy of three statements, a resource policy",
      yardstick: "answer",
      request: () => signedLoad({ url: `${api.guardedUrl}/signed` }, "execute-api", api.clerkKeys),
      unprotected,
    },
    {
      name: "API, MOCK behind a Lambda authorizer, its policy kept",
      yardstick: "answer",
      request: () => ({ ...path("authorized"), headers: { Authorization: `Bearer ${"x".repeat(600)}` } }),
      unprotected,
    },
    { name: "API, HTTP_PROXY", yardstick: "proxy", request: () => path("proxy") },
    { name: "API, Node function", yardstick: "proxy", request: () => path("function") },
    { name: "AWS call, sts GetCallerIdentity", yardstick: "answer", request: () => callerIdentity(server) },
    { name: "AWS call, logs PutLogEvents, durable", yardstick: "answer", request: await logWriter(server) },
  ];
}

const callerIdentity = (server: RunningServer): LoadRequest =>
  signedLoad(
    {
      url: `${server.url}/`,
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    },
    "sts",
    rootKeys,
  );

/** Each call stores one event, and is answered once that is on the disk. */
async function logWriter(server: RunningServer): Promise<() => LoadRequest> {
  const stream = { logGroupName: "bench", logStreamName: "bench" };
  const logs = new CloudWatchLogsClient(server.client);
  await logs.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }));
  await logs.send(new CreateLogStreamCommand(stream));
  logs.destroy();
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "Logs_20140328.PutLogEvents",
  };
  return () => {
    const logEvents = [{ timestamp: Date.now(), message: "x".repeat(100) }];
    const body = JSON.stringify({ ...stream, logEvents });
    return signedLoad({ url: `${server.url}/`, method: "POST", headers, body }, "logs", rootKeys);
  };
}
