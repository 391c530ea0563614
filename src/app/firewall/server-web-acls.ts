import {
  GetIPSetCommand,
  GetRegexPatternSetCommand,
  GetRuleGroupCommand,
  GetWebACLCommand,
  ListWebACLsCommand,
  WAFV2Client,
  type WebACL,
  type WebACLSummary,
} from "@aws-sdk/client-wafv2";
import { awsClient } from "../aws-client.ts";
import { readRootCredentials } from "../root-credentials.ts";
import { findServerAddress, requireServerAddress, type ServerAddress } from "../running-server.ts";
import { SettingsError } from "../settings.ts";
import {
  gatherReferences,
  parseWafArn,
  type Reference,
  type WebAclDefinition,
} from "./web-acl-definition.ts";

/** Most pages of web ACLs that are asked for; an account has 100 at most. */
const PAGES_MAX = 10;
const ORIGIN = "the running server";

/** The web ACLs of a running server, read by AWS WAF's own operations: whoever may not call them reads nothing. */
export class ServerWebAcls {
  readonly #server: ServerAddress;
  readonly #keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly #clients = new Map<string, WAFV2Client>();

  private constructor(server: ServerAddress, keys: { accessKeyId: string; secretAccessKey: string }) {
    this.#server = server;
    this.#keys = keys;
  }

  /** Of the server that owns a data folder. Throws {@link SettingsError} where none runs. */
  static of(dataFolder: string, environment: NodeJS.ProcessEnv): ServerWebAcls {
    return new ServerWebAcls(requireServerAddress(dataFolder), readRootCredentials(dataFolder, environment));
  }

  /** The same, or undefined where no server runs. */
  static find(dataFolder: string, environment: NodeJS.ProcessEnv): ServerWebAcls | undefined {
    return findServerAddress(dataFolder) && ServerWebAcls.of(dataFolder, environment);
  }

  /** @param nameOrArn Undefined takes the only one that there is. Throws {@link SettingsError} that names them all. */
  async read(nameOrArn: string | undefined): Promise<WebAclDefinition> {
    const arn = nameOrArn?.startsWith("arn:") ? nameOrArn : await this.#arnOf(nameOrArn);
    const { WebACL: found } = await this.#client(arn).send(new GetWebACLCommand({ ARN: arn }));
    return this.#definition(found!);
  }

  /** What an ARN in a rule names. */
  findReference = async (arn: string): Promise<Reference | undefined> => {
    const parts = parseWafArn(arn);
    if (!parts) return undefined;
    const named = { Name: parts.name, Id: parts.id, Scope: "REGIONAL" as const };
    const client = this.#client(arn);
    try {
      if (parts.type === "ipset") {
        const { IPSet } = await client.send(new GetIPSetCommand(named));
        return { kind: "ipset", addresses: IPSet?.Addresses ?? [] };
      }
      if (parts.type === "regexpatternset") {
        const { RegexPatternSet: set } = await client.send(new GetRegexPatternSetCommand(named));
        const list = set?.RegularExpressionList ?? [];
        return { kind: "regexpatternset", patterns: list.map(({ RegexString = "" }) => RegexString) };
      }
      if (parts.type !== "rulegroup") return undefined;
      const { RuleGroup: group } = await client.send(new GetRuleGroupCommand(named));
      return {
        kind: "rulegroup",
        group: { name: parts.name, arn, wire: group ?? {}, capacityWcu: group?.Capacity ?? 0 },
      };
    } catch (error) {
      if (error instanceof Error && error.name === "WAFNonexistentItemException") return undefined;
      throw error;
    }
  };

  async #definition(wire: WebACL): Promise<WebAclDefinition> {
    const references = await gatherReferences(wire.Rules ?? [], this.findReference, `web ACL ${wire.Name}`);
    return { name: wire.Name!, arn: wire.ARN!, origin: ORIGIN, wire, references };
  }

  async #arnOf(name: string | undefined): Promise<string> {
    const all = await this.#list();
    const fitting = name === undefined ? all : all.filter(({ Name }) => Name === name);
    if (fitting.length === 1) return fitting[0]!.ARN!;
    const names = all.map(({ Name }) => Name).join(", ");
    const there = all.length > 0 ? `There are ${names}.` : "The server has none.";
    throw new SettingsError(
      name === undefined
        ? `Say which web ACL you mean: --acl NAME, or --acl FILE. ${there}`
        : `There is no web ACL ${name}, nor a file of that name. ${there}`,
    );
  }

  async #list(): Promise<WebACLSummary[]> {
    const found: WebACLSummary[] = [];
    let NextMarker: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const command = new ListWebACLsCommand({ Scope: "REGIONAL", ...(NextMarker && { NextMarker }) });
      const answer = await this.#clientIn(this.#server.region).send(command);
      found.push(...(answer.WebACLs ?? []));
      NextMarker = answer.NextMarker;
      if (!NextMarker) break;
    }
    return found;
  }

  #client(arn: string): WAFV2Client {
    return this.#clientIn(parseWafArn(arn)?.region ?? this.#server.region);
  }

  #clientIn(region: string): WAFV2Client {
    const known = this.#clients.get(region);
    if (known) return known;
    const client = new WAFV2Client({ ...awsClient(this.#server, this.#keys), region });
    this.#clients.set(region, client);
    return client;
  }
}
