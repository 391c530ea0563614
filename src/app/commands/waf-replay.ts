import { systemClock } from "../../base/clock.ts";
import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { drawReplay } from "../firewall/draw-replay.ts";
import { findWebAcl } from "../firewall/find-web-acl.ts";
import { findRecording, readRecording } from "../firewall/read-recording.ts";
import { Replay } from "../firewall/replay.ts";
import type { ReplayReport } from "../firewall/replay-report.ts";
import { verdictCommand } from "../verdict-command.ts";
import { parseClientIp } from "./waf-test.ts";

/** Between two lines that tell how far a long replay is, in milliseconds. */
const PROGRESS_MS = 2000;

/** Tells how far a replay is, from time to time. */
class Progress {
  readonly #terminal: Terminal;
  readonly #totalBytes: number;
  #readBytes = 0;
  #nextMs = systemClock.nowMs() + PROGRESS_MS;

  constructor(terminal: Terminal, totalBytes: number) {
    this.#terminal = terminal;
    this.#totalBytes = totalBytes;
  }

  readonly addBytes = (bytes: number): void => {
    this.#readBytes += bytes;
  };

  tell(count: number): void {
    if (systemClock.nowMs() < this.#nextMs) return;
    this.#nextMs = systemClock.nowMs() + PROGRESS_MS;
    const percent = Math.floor((100 * this.#readBytes) / Math.max(this.#totalBytes, 1));
    this.#terminal.err(
      `  ${count.toLocaleString("en-US")} requests and other entries, ${percent} % of the recording`,
    );
  }
}

/**
 * `sallyport waf replay LOG`: what a web ACL would decide otherwise than was decided, or than another web ACL would.
 * Exit code 0 nothing changes, 1 something changes or cannot be told, 2 not known.
 */
export const wafReplay = verdictCommand(runReplay);

async function runReplay(input: CommandInput, terminal: Terminal): Promise<number> {
  const { values } = input;
  const [log = ""] = input.positionals;
  const clientIp = parseClientIp(values["client-ip"]);
  const recording = findRecording(log);
  const webAcl = await findWebAcl(values["acl"] as string | undefined, input, terminal);
  const against = values["against"];
  const other = typeof against === "string" ? await findWebAcl(against, input, terminal) : undefined;
  const replay = new Replay(webAcl, other, systemClock.nowMs());
  const progress = new Progress(terminal, recording.bytes);
  for await (const recorded of readRecording(recording, { clientIp, onBytes: progress.addBytes })) {
    replay.add(recorded);
    progress.tell(replay.count);
  }
  const report = replay.report();
  requireRequests(report, log);
  terminal.out(values["json"] ? JSON.stringify(report, null, 2) : drawReplay(report));
  return report.unchanged === report.requests ? 0 : 1;
}

/** That nothing changes for no request at all proves nothing. */
function requireRequests({ requests, malformed }: ReplayReport, log: string): void {
  if (requests > 0) return;
  const [first] = malformed.first;
  const reason = first ? ` ${first.place}: ${first.reason}.` : "";
  throw new UsageError(
    `${log} holds no request that can be read.${reason} Give a log of AWS WAF, an HTTP archive, or requests as text.`,
  );
}
