import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { awsClient } from "../aws-client.ts";
import { type CommandInput, type Terminal, UsageError } from "../command.ts";
import { readRootCredentials } from "../root-credentials.ts";
import { requireServerAddress } from "../running-server.ts";
import { resolveSettings, SettingsError } from "../settings.ts";

/** One line that a function logged. */
interface LoggedLine {
  readonly functionName: string;
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly message: string;
}

const groupPrefix = "/aws/lambda/";
/** Most lines that are shown: the latest. */
const linesMax = 10_000;

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 10_080) return minutes;
  throw new UsageError("--minutes takes a number from 1 to 10080, which is a week.");
}

/** Stacks name their functions after themselves: the stack's name finds all of them. */
async function findFunctionNames(client: CloudWatchLogsClient, namePrefix: string): Promise<string[]> {
  const names: string[] = [];
  const query = { logGroupNamePrefix: `${groupPrefix}${namePrefix}` };
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, query)) {
    names.push(...logGroups.map(({ logGroupName = "" }) => logGroupName.slice(groupPrefix.length)));
  }
  return names;
}

async function readLines(
  client: CloudWatchLogsClient,
  functionName: string,
  startTime: number,
): Promise<LoggedLine[]> {
  const lines: LoggedLine[] = [];
  const query = { logGroupName: `${groupPrefix}${functionName}`, startTime };
  for await (const { events = [] } of paginateFilterLogEvents({ client }, query)) {
    for (const { timestamp = 0, message = "" } of events)
      lines.push({ functionName, timeMs: timestamp, message: message.trimEnd() });
    lines.splice(0, lines.length - linesMax);
  }
  return lines;
}

/** `sallyport logs NAME`: what the functions whose names begin so have logged lately, oldest first. */
export async function logs(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const [name = ""] = input.positionals;
  const minutes = parseMinutes(String(input.values["minutes"] ?? 10));
  const server = requireServerAddress(dataFolder);
  const root = readRootCredentials(dataFolder, terminal.environment);
  const client = new CloudWatchLogsClient(awsClient(server, root));
  const functionNames = await findFunctionNames(client, name);
  if (functionNames.length === 0)
    throw new SettingsError(`No function whose name begins with ${name} has logged anything.`);
  const startTime = Date.now() - minutes * 60_000;
  const perFunction = await Promise.all(functionNames.map((each) => readLines(client, each, startTime)));
  const lines = perFunction.flat().sort((one, other) => one.timeMs - other.timeMs);
  if (input.values["json"]) {
    terminal.out(JSON.stringify(lines.slice(-linesMax), null, 2));
    return 0;
  }
  for (const { functionName, timeMs, message } of lines.slice(-linesMax))
    terminal.out(`${new Date(timeMs).toISOString()}  ${functionName}  ${message}`);
  if (lines.length === 0)
    terminal.err(
      `Nothing was logged since ${new Date(startTime).toISOString()}. --minutes looks further back.`,
    );
  return 0;
}
