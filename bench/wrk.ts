import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findTool } from "./processes.ts";

/** A request, sent over and over. */
export interface LoadRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What one window of load showed. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  /** Milliseconds that half of the requests took at most. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const run = promisify(execFile);

/** Sends the request on kept-alive connections. Throws when any answer was not a success: a refusal is fast. */
export async function measureLoad(
  folder: string,
  request: LoadRequest,
  seconds: number,
  connections = 64,
): Promise<LoadResult> {
  const script = join(folder, "request.lua");
  writeFileSync(script, luaOf(request));
  const load = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, request.url];
  const pinned = availableParallelism() > 1 && findTool("taskset");
  const { stdout } = pinned
    ? await run("taskset", ["-c", String(availableParallelism() - 1), "wrk", ...load])
    : await run("wrk", load);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${request.url} was not served:\n${stdout}`);
  return {
    requestsPerSecond: Number(field(stdout, /Requests\/sec:\s+([\d.]+)/)),
    p50Ms: milliseconds(field(stdout, /^\s+50%\s+(\S+)/m)),
    p99Ms: milliseconds(field(stdout, /^\s+99%\s+(\S+)/m)),
  };
}

function field(output: string, pattern: RegExp): string {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`wrk said something else than expected:\n${output}`);
  return found;
}

/** `1.25ms`, `310.00us` and `1.02s` in milliseconds. */
function milliseconds(text: string): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  return Number(number) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit as "us" | "ms" | "s" | "m"];
}

const luaOf = ({ method = "GET", headers = {}, body }: LoadRequest): string =>
  [
    `wrk.method = ${luaText(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[${luaText(name)}] = ${luaText(value)}`),
    ...(body === undefined ? [] : [`wrk.body = ${luaText(body)}`]),
  ].join("\n");

/** JSON's text in quotes is Lua's too, as long as it holds no escape but those both know. */
const luaText = (text: string): string => JSON.stringify(text);
