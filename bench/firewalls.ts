import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { type RunningServer, startServer } from "../test/running-server.ts";
import { ATTACK_QUERY, attackJsonOf, BROWSER_HEADERS, HARMLESS_QUERY, jsonOf } from "./firewall-requests.ts";
import { deployFirewalledApi } from "./firewalled-api.ts";
import { startModSecurity } from "./modsecurity.ts";
import { pinToCore } from "./processes.ts";
import { type LoadRequest, type LoadResult, measureLoad } from "./wrk.ts";

/** One kind of request behind both firewalls, each on one core. */
export interface FirewallResult {
  readonly request: string;
  readonly ours: LoadResult;
  readonly modSecurity: LoadResult;
  /** Our requests per second in proportion to ModSecurity's. */
  readonly ratio: number;
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
    const oursUrl = await deployFirewalledApi(server);
    pinToCore(serverPid(server), "measured");
    const urls = { oursUrl, theirsUrl: `https://127.0.0.1:${modSecurity.port}/answer` };
    const results: FirewallResult[] = [];
    for (const request of REQUESTS)
      results.push(await measureRequest(folder, request, urls, seconds, rounds));
    return results;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function measureRequest(
  folder: string,
  { name, harmless, attack }: (typeof REQUESTS)[number],
  { oursUrl, theirsUrl }: { readonly oursUrl: string; readonly theirsUrl: string },
  seconds: number,
  rounds: number,
): Promise<FirewallResult> {
  for (const url of [oursUrl, theirsUrl]) await assertAwake(harmless(url), attack(url));
  const load = (url: string): Promise<LoadResult> => measureLoad(folder, harmless(url), seconds, CONNECTIONS);
  await load(oursUrl);
  const results: FirewallResult[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await load(oursUrl);
    const modSecurity = await load(theirsUrl);
    const ratio = ours.requestsPerSecond / modSecurity.requestsPerSecond;
    results.push({ request: name, ours, modSecurity, ratio });
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
