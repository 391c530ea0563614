import { existsSync, readFileSync, statSync } from "node:fs";
import type { OperationCaller } from "../../deploy/caller.ts";
import { parseTemplateText, TEMPLATE_BYTES_MAX } from "../../deploy/template/parse-text.ts";
import { TemplateError } from "../../deploy/template/template-error.ts";
import type { CommandInput, Terminal } from "../command.ts";
import { readDataInForce } from "../firewall-data/data-in-force.ts";
import { readAddressData } from "../firewall-data/firewall-data.ts";
import { readRootCredentials } from "../root-credentials.ts";
import { findServerAddress } from "../running-server.ts";
import { resolveSettings, type Settings, SettingsError } from "../settings.ts";
import { parseParameters } from "../template-parameters.ts";
import { wireCaller } from "../wire-caller.ts";
import { isWebAclDocument, readWebAclDocument } from "./document-web-acl.ts";
import { type RunnableWebAcl, runnableWebAcl } from "./runnable-web-acl.ts";
import { ServerWebAcls } from "./server-web-acls.ts";
import { readTemplateWebAcl } from "./template-web-acl.ts";
import type { ReferenceLookup, WebAclDefinition } from "./web-acl-definition.ts";

/**
 * The web ACL that a command names, ready to run: a file if there is one of that name (`template.yaml`,
 * `template.yaml#LogicalId`, what `aws wafv2 get-web-acl` printed), else a name or ARN in the running server.
 * @param named Undefined takes the server's only one.
 */
export async function findWebAcl(
  named: string | undefined,
  input: CommandInput,
  terminal: Terminal,
): Promise<RunnableWebAcl> {
  const settings = resolveSettings(input.values, terminal.environment);
  const definition = await findDefinition(named, input, settings, terminal.environment);
  const webAcl = runnableWebAcl(definition, await readAddressData(settings.firewallData));
  if (webAcl.skipped.length === 0) return webAcl;
  const tell = (problem: string) => terminal.err(problem);
  const inForce = await readDataInForce(settings, terminal.environment, tell);
  return inForce ? runnableWebAcl(definition, inForce) : webAcl;
}

async function findDefinition(
  named: string | undefined,
  input: CommandInput,
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): Promise<WebAclDefinition> {
  const [file, logicalId] = splitFile(named);
  if (file === undefined) {
    requireName(named);
    return ServerWebAcls.of(settings.dataFolder, environment).read(named);
  }
  const { size } = statSync(file);
  if (size > TEMPLATE_BYTES_MAX)
    throw new SettingsError(
      `${file} has ${size} bytes; a web ACL or template has ${TEMPLATE_BYTES_MAX} at most.`,
    );
  const text = readFileSync(file, "utf8");
  const lookup = outsideLookup(file, settings, environment);
  const document = parseObject(text);
  if (document && isWebAclDocument(document)) return readWebAclDocument(document, file, settings, lookup);
  requireReadable(text, file);
  return readTemplateWebAcl({
    file,
    text,
    logicalId,
    parameters: parseParameters(String(input.values["parameters"] ?? "")),
    place: settings,
    caller: outsideCaller(file, settings, environment),
    lookup,
  });
}

/** What holds a web ACL, for messages. */
const FORMS =
  'the name or ARN of a web ACL, a CloudFormation or SAM template, or JSON as "aws wafv2 get-web-acl" prints it';

/** `template.yaml#Firewall` → the file and the logical id; nothing where there is no such file. */
function splitFile(named: string | undefined): [file?: string, logicalId?: string] {
  if (named === undefined) return [];
  if (isFile(named)) return [named];
  const hash = named.lastIndexOf("#");
  const file = named.slice(0, Math.max(hash, 0));
  return hash > 0 && isFile(file) ? [file, named.slice(hash + 1)] : [];
}

/** Neither a folder nor a pipe or device, which may have no end. */
const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** A name or ARN, since there is no such file: what can only be a file's name is told to be none. */
function requireName(named: string | undefined): void {
  if (named === undefined || named.startsWith("arn:") || /^[\w-]+$/.test(named)) return;
  if (existsSync(named)) throw new SettingsError(`${named} is a folder. Give ${FORMS}.`);
  throw new SettingsError(`There is no file ${named}, and no web ACL has such a name. Give ${FORMS}.`);
}

/** Throws {@link SettingsError} for a file that is neither JSON nor YAML, or no object. */
function requireReadable(text: string, file: string): void {
  try {
    parseTemplateText(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new SettingsError(`${file} cannot be read: ${error.message.replace(/\.?$/, ".")} Give ${FORMS}.`);
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // YAML, or JSON whose mistake the template's reader places.
    return undefined;
  }
}

/** What a file refers to outside of itself is asked of the running server, if there is one. */
function outsideLookup(
  file: string,
  { dataFolder }: Settings,
  environment: NodeJS.ProcessEnv,
): ReferenceLookup {
  const server = ServerWebAcls.find(dataFolder, environment);
  if (server) return server.findReference;
  return async (arn) => {
    throw new SettingsError(
      `${file} refers to ${arn}, which only a running server can tell. Start it, or pass --data.`,
    );
  };
}

function outsideCaller(
  file: string,
  { dataFolder }: Settings,
  environment: NodeJS.ProcessEnv,
): OperationCaller {
  const server = findServerAddress(dataFolder);
  if (server) return wireCaller(server, readRootCredentials(dataFolder, environment));
  return {
    call: async (_service, operation) => {
      throw new SettingsError(
        `${file} needs ${operation} of a running server. Start it, or pass --parameters.`,
      );
    },
  };
}
