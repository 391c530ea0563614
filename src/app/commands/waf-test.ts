import { existsSync, readFileSync, readSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { systemClock } from "../../base/clock.ts";
import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { drawTrial } from "../firewall/draw-trial.ts";
import { findWebAcl } from "../firewall/find-web-acl.ts";
import { parseRawRequest, REQUEST_BYTES_MAX } from "../firewall/raw-request.ts";
import { tryRequest } from "../firewall/trial.ts";
import { verdictCommand } from "../verdict-command.ts";

const STANDARD_INPUT = "-";
/** Most repetitions: beyond the highest limit of a rate-based rule that a trial could wait for. */
const REPEATS_MAX = 100_000;

/** `--client-ip`, or this machine's own. */
export function parseClientIp(text: string | boolean | undefined): string {
  const address = String(text ?? "127.0.0.1");
  if (isIP(address) > 0) return address;
  throw new UsageError(`--client-ip ${address} is no IP address.`);
}

function parseRepeats(text: string): number {
  const repeats = Number(text);
  if (Number.isInteger(repeats) && repeats >= 1 && repeats <= REPEATS_MAX) return repeats;
  throw new UsageError(`--repeat takes a number from 1 to ${REPEATS_MAX}.`);
}

/** The standard input to its end, or one byte more than a request may have: enough to refuse it. */
function readStandardInput(): Buffer {
  const bytes = Buffer.alloc(REQUEST_BYTES_MAX + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(process.stdin.fd, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function readRequestFile(file: string): Buffer {
  if (file === STANDARD_INPUT) return readStandardInput();
  if (!existsSync(file))
    throw new UsageError(`There is no file ${file}. --request - reads the standard input.`);
  const stats = statSync(file);
  if (stats.isDirectory()) throw new UsageError(`${file} is a folder. --request takes one file.`);
  if (!stats.isFile())
    throw new UsageError(`${file} is no file. Pass what it gives to the standard input: --request -.`);
  const { size } = stats;
  if (size > REQUEST_BYTES_MAX)
    throw new UsageError(`${file} has ${size} bytes; at most ${REQUEST_BYTES_MAX}.`);
  return readFileSync(file);
}

/**
 * `sallyport waf test`: what each rule of a web ACL makes of a request. Exit code 0 let in, 1 stopped, 2 not known, be it
 * that a rule which may decide cannot be evaluated here.
 */
export const wafTest = verdictCommand(runTrial);

async function runTrial(input: CommandInput, terminal: Terminal): Promise<number> {
  const { values } = input;
  const file = String(values["request"]);
  const clientIp = parseClientIp(values["client-ip"]);
  const repeats = parseRepeats(String(values["repeat"] ?? 1));
  const name = file === STANDARD_INPUT ? "standard input" : file;
  const request = parseRawRequest(readRequestFile(file), { file: name, clientIp });
  const webAcl = await findWebAcl(values["acl"] as string | undefined, input, terminal);
  const trial = tryRequest(webAcl, request, { repeats, nowMs: systemClock.nowMs() });
  terminal.out(values["json"] ? JSON.stringify(trial, null, 2) : drawTrial(trial));
  if (trial.undecided.length > 0) return 2;
  return trial.decision.action === "ALLOW" ? 0 : 1;
}
