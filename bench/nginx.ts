import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findTool, freePort, listening, pinToCore, startProcess, stopProcess } from "./processes.ts";

/** A running nginx of ours. */
export interface Nginx {
  readonly port: number;
  /** Its master and its worker. */
  readonly pids: readonly number[];
  readonly stop: () => Promise<void>;
}

/** What both sides answer and the origin returns: about the size of a small API answer. */
export const answerBody = JSON.stringify({
  ok: true,
  items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })),
});

/** The yardstick: over TLS, `/answer` answers by itself and `/proxy` asks the origin on kept-alive connections. */
export async function startYardstick(folder: string, originPort: number): Promise<Nginx> {
  const certificate = join(folder, "nginx.pem");
  const key = join(folder, "nginx.key");
  makeCertificate(certificate, key);
  return startNginx(
    folder,
    "yardstick",
    "measured",
    (port) => `
    upstream origin { server 127.0.0.1:${originPort}; keepalive 128; }
    server {
      listen 127.0.0.1:${port} ssl;
      ${tlsOf(certificate, key)}
      keepalive_requests 1000000000;
      default_type application/json;
      location /answer { return 200 '${answerBody}'; }
      location /proxy { proxy_pass http://origin/; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }`,
  );
}

export const tlsOf = (certificate: string, key: string): string =>
  `ssl_certificate ${certificate}; ssl_certificate_key ${key}; ssl_protocols TLSv1.3;`;

/** The back end that both sides ask, in plain HTTP. */
export const startOrigin = (folder: string): Promise<Nginx> =>
  startNginx(
    folder,
    "origin",
    "measuring",
    (port) => `
    server {
      listen 127.0.0.1:${port};
      keepalive_requests 1000000000;
      default_type application/json;
      location / { return 200 '${answerBody}'; }
    }`,
  );

/** @param module A module of nginx's to load, by path. */
export async function startNginx(
  folder: string,
  name: string,
  role: "measured" | "measuring",
  servers: (port: number) => string,
  module?: string,
): Promise<Nginx> {
  const home = join(folder, name);
  mkdirSync(home);
  const port = await freePort();
  const config = join(home, "nginx.conf");
  writeFileSync(
    config,
    `
    ${module === undefined ? "" : `load_module ${module};`}
    ${process.getuid?.() === 0 ? "user root;" : ""}
    worker_processes 1;
    daemon off;
    pid ${home}/nginx.pid;
    error_log stderr error;
    events { worker_connections 4096; }
    http {
      access_log off;
      ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${home}/${kind};`).join("\n      ")}
      ${servers(port)}
    }\n`,
  );
  const child = startProcess(findTool("nginx")!, ["-p", home, "-c", config]);
  await listening(port);
  const pids = [child.pid!, ...(await workersOf(child.pid!))];
  for (const pid of pids) pinToCore(pid, role);
  return { port, pids, stop: () => stopProcess(child) };
}

/** The workers of a master that listens: with many rules to read it does so before it has any. */
async function workersOf(pid: number, withinMs = 10_000): Promise<readonly number[]> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const { stdout } = spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" });
    const workers = stdout.trim().split("\n").filter(Boolean).map(Number);
    if (workers.length > 0) return workers;
    if (performance.now() > untilMs) throw new Error("nginx started no worker");
    await delay(10);
  }
}

/** P-256, as Sallyport's own: RSA would burden nginx with dearer handshakes. */
export function makeCertificate(certificate: string, key: string): void {
  const request = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  execFileSync("openssl", [...request, "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
}
