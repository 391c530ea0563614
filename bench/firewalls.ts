import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { type RunningServer, startServer } from "../test/running-server.ts";
import { ATTACK_QUERY, attackJsonOf, BROWSER_HEADERS, HARMLESS_QUERY, jsonOf } from "./firewall-requests.ts";
import { deployFirewalledApi } from "./firewalled-api.ts";
import { startModSecurity } from "./modsecurity.ts";
import { pinToCore, processorTimeUs } from "./processes.ts";
import { type LoadRequest, type LoadResult, measureLoad } from "./wrk.ts";

/** One kind of request behind both firewalls, each on one core. */
export interface FirewallResult {
  readonly request: string;
  readonly ours: FirewallLoad;
  readonly modSecurity: FirewallLoad;
  /** ModSecurity's processor time in proportion to ours: what else uses the machine does not disturb it. */
  readonly ratio: number;
}

/** What one firewall showed under load. */
export interface FirewallLoad extends LoadResult {
  /** Processor time that a request took, in microseconds: TLS, HTTP, inspection and answer. */
  readonly processorUs: number;
}

/** A firewall under load, and where it runs. */
interface Target {
  readonly url: string;
  readonly pids: readonly number[];
}

/** Few, since an inspection of ModSecurity's takes milliseconds, and a queue says nothing about either. */
const CONNECTIONS = 8;
const BODY_BYTES = 4096;

type Shape = (url: string) => LoadRequest;

const post =
  (body: string): Shape =>
  (url) => ({
    url,
    method: "POST",
    headers: { ...BROWSER_HEADERS, "Content-Type": "application/json" },
    body,
  });

const REQUESTS: readonly { readonly name: string; readonly harmless: Shape; readonly attack: Shape }[] = [
  {
    name: "GET with three arguments",
    harmless: (url) => ({ url: `${url}?${HARMLESS_QUERY}`, headers: BROWSER_HEADERS }),
    attack: (url) => ({ url: `${url}?${ATTACK_QUERY}`, headers: BROWSER_HEADERS }),
  },
  {
    name: `POST of ${BODY_BYTES / 1024} KB of JSON`,
    harmless: post(jsonOf(BODY_BYTES)),
    attack: post(attackJsonOf(BODY_BYTES)),
  },
];

/**
 * Measures a stage of ours behind AWS's groups Common, SQLi and KnownBadInputs beside nginx with ModSecurity and the
 * OWASP core rule set, end to end over TLS, in turns. Of several rounds the one with the median ratio counts.
 */
export async function measureFirewalls(
  folder: string,
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
): Promise<readonly FirewallResult[]> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const modSecurity = await startModSecurity(folder);
    stops.push(modSecurity.stop);
    const server = await startServer();
    stops.push(server.stop);
    const pid = serverPid(server);
    pinToCore(pid, "measured");
    const targets = {
      ours: { url: await deployFirewalledApi(server), pids: [pid] },
      theirs: { url: `https://127.0.0.1:${modSecurity.port}/answer`, pids: modSecurity.pids },
    };
    const results: FirewallResult[] = [];
    for (const request of REQUESTS)
      results.push(await measureRequest(folder, request, targets, seconds, rounds));
    return results;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function measureRequest(
  folder: string,
  { name, harmless, attack }: (typeof REQUESTS)[number],
  { ours, theirs }: { readonly ours: Target; readonly theirs: Target },
  seconds: number,
  rounds: number,
): Promise<FirewallResult> {
  for (const { url } of [ours, theirs]) await assertAwake(harmless(url), attack(url));
  const load = async ({ url, pids }: Target): Promise<FirewallLoad> => {
    const beforeUs = processorTimeUs(pids);
    const result = await measureLoad(folder, harmless(url), seconds, CONNECTIONS);
    const usedUs = processorTimeUs(pids) - beforeUs;
    return { ...result, processorUs: usedUs / (result.requestsPerSecond * seconds) };
  };
  await load(ours);
  const results: FirewallResult[] = [];
  for (let round = 0; round < rounds; round++) {
    const [mine, modSecurity] = [await load(ours), await load(theirs)];
    const ratio = modSecurity.processorUs / mine.processorUs;
    results.push({ request: name, ours: mine, modSecurity, ratio });
  }
  return results.toSorted((a, b) => a.ratio - b.ratio)[rounds >> 1]!;
}

const serverPid = ({ dataFolder }: RunningServer): number =>
  (JSON.parse(readFileSync(join(dataFolder, "server.json"), "utf8")) as { pid: number }).pid;

/** A firewall that lets everything in is fast, and so is one that lets nothing in. */
async function assertAwake(harmless: LoadRequest, attack: LoadRequest): Promise<void> {
  const statuses = [await statusOf(harmless), await statusOf(attack)];
  if (statuses.join() !== "200,403") {
    throw new Error(
      `${harmless.url}: expected 200 to a harmless request and 403 to an attack, got ${statuses}`,
    );
  }
}

const statusOf = ({ url, method = "GET", headers = {}, body }: LoadRequest): Promise<number> =>
  new Promise((done, failed) => {
    // Loopback, and certificates made a moment ago.
    const request = httpsRequest(url, { method, headers, rejectUnauthorized: false }, (response) => {
      response.resume().once("end", () => done(response.statusCode ?? 0));
    });
    request.once("error", failed).end(body);
  });
