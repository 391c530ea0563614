import type { Command, CommandInput, CommandOption, Terminal } from "./command.ts";

const dataOption: CommandOption = {
  name: "data",
  type: "string",
  value: "DIR",
  summary: "Folder that holds all state. Default .sallyport",
};
const jsonOption: CommandOption = { name: "json", type: "boolean", summary: "Print JSON for programs" };
const isolationOption: CommandOption = {
  name: "isolation",
  type: "string",
  value: "LEVEL",
  summary: "How functions are kept apart: auto (default), bubblewrap, process or shared-user",
};

const aclOption: CommandOption = {
  name: "acl",
  type: "string",
  value: "NAME",
  summary:
    "The web ACL: its name or ARN in the running server, or a file: a template, FILE#LogicalId, or what " +
    "get-web-acl printed. Default: the server's only one",
};
const clientIpOption: CommandOption = {
  name: "client-ip",
  type: "string",
  value: "ADDRESS",
  summary: "The client's address, where a request does not tell it. Default 127.0.0.1",
};
/** What the firewall knows about addresses. */
const firewallDataOptions: readonly CommandOption[] = [
  {
    name: "geo-database",
    type: "string",
    value: "FILE",
    summary: "Country database in MaxMind's format, for rules about countries",
  },
  {
    name: "asn-database",
    type: "string",
    value: "FILE",
    summary: "Autonomous system database in MaxMind's format, for rules about them",
  },
  {
    name: "address-lists",
    type: "string",
    value: "DIR",
    summary: "Folder of address lists, for the rule groups AmazonIpReputationList and AnonymousIpList",
  },
];
/** Of commands that run a web ACL, from the server or from a file, without any request being sent. */
const webAclOptions: readonly CommandOption[] = [
  {
    name: "parameters",
    type: "string",
    value: "LIST",
    summary: "Parameters of a template: Key=Value,Key=Value; its defaults for the rest",
  },
  ...firewallDataOptions,
];

type Run = Command["run"];

/** A command's code is loaded when it runs: `explain` does not pay for the server. */
const lazily =
  (load: () => Promise<Run>): Run =>
  async (input: CommandInput, terminal: Terminal) =>
    (await load())(input, terminal);

/** Every command, in the order of the help. `docs/command-line.md` is made from this table. */
export const commands: readonly Command[] = [
  {
    name: "start",
    summary: "Start the server: AWS APIs and your APIs on one port",
    positionals: [],
    options: [
      { name: "port", type: "string", value: "PORT", summary: "TCP port; 0 picks a free one. Default 4566" },
      { name: "host", type: "string", value: "ADDRESS", summary: "Address to listen on. Default 127.0.0.1" },
      dataOption,
      { name: "ephemeral", type: "boolean", summary: "Keep nothing after the exit" },
      {
        name: "template",
        type: "string",
        value: "FILE",
        summary: "Deploy this SAM or CloudFormation template once ready",
      },
      {
        name: "example",
        type: "boolean",
        summary: "Deploy the example in examples/orders and print commands to try",
      },
      {
        name: "plain-http-from-anywhere",
        type: "boolean",
        summary: "Accept plain HTTP AWS calls from other than loopback",
      },
      isolationOption,
      ...firewallDataOptions,
    ],
    run: lazily(async () => (await import("./commands/start.ts")).start),
  },
  {
    name: "deploy",
    summary: "Package and deploy a SAM or CloudFormation template to the running server",
    positionals: ["FILE"],
    options: [
      {
        name: "stack",
        type: "string",
        value: "NAME",
        summary: "Stack name. Default: the name of the template's folder",
      },
      {
        name: "parameters",
        type: "string",
        value: "LIST",
        summary: "Key=Value,Key=Value; the template's defaults for the rest",
      },
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/deploy.ts")).deploy),
  },
  {
    name: "call",
    summary: "Send one signed request to an API, as root or as an IAM user",
    positionals: ["METHOD", "URL"],
    options: [
      {
        name: "as",
        type: "string",
        value: "USER",
        summary: "Name of the IAM user who signs. Default: root",
      },
      { name: "body", type: "string", value: "TEXT", summary: "The request's body" },
      {
        name: "header",
        type: "string",
        value: "'NAME: VALUE'",
        repeatable: true,
        summary: "A header, signed like the rest; may be given several times",
      },
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/call.ts")).call),
  },
  {
    name: "explain",
    summary: "Show why a request to an API or an AWS API call was let in or refused",
    positionals: ["REQUEST_ID"],
    options: [dataOption, jsonOption],
    run: lazily(async () => (await import("./commands/explain.ts")).explain),
  },
  {
    name: "whocan",
    summary: "List who could call a method, and through which policy statement",
    positionals: ["METHOD", "PATH"],
    options: [
      { name: "api", type: "string", value: "ID", summary: "The API, where several are deployed" },
      { name: "stage", type: "string", value: "NAME", summary: "Its stage, where it has several" },
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/whocan.ts")).whocan),
  },
  {
    name: "waf test",
    summary:
      "Show what each rule of a web ACL makes of a request; exit codes: 0 let in, 1 stopped, 2 cannot be told, or the command failed",
    positionals: [],
    options: [
      aclOption,
      {
        name: "request",
        type: "string",
        value: "FILE",
        required: true,
        summary: "The request as HTTP/1.1 text, the stage first in its path; - for the standard input",
      },
      clientIpOption,
      {
        name: "repeat",
        type: "string",
        value: "N",
        summary: "Send it N times at once, for rate-based rules. Default 1",
      },
      ...webAclOptions,
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/waf-test.ts")).wafTest),
  },
  {
    name: "waf replay",
    summary:
      "Run recorded requests through a web ACL and tell what would be decided otherwise; exit codes: 0 nothing, 1 something, 2 the command failed",
    positionals: ["LOG"],
    options: [
      aclOption,
      {
        name: "against",
        type: "string",
        value: "NAME",
        summary: "Another web ACL to compare with. Default: what the log says was decided",
      },
      clientIpOption,
      ...webAclOptions,
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/waf-replay.ts")).wafReplay),
  },
  {
    name: "waf counts",
    summary:
      "Show how many requests each web ACL, rule and label let in, stopped and counted since the server started, where CloudWatchMetricsEnabled is true",
    positionals: [],
    options: [dataOption, jsonOption],
    run: lazily(async () => (await import("./commands/waf-counts.ts")).wafCounts),
  },
  {
    name: "logs",
    summary: "Show what functions logged: those whose names begin with NAME, such as a stack's",
    positionals: ["NAME"],
    options: [
      { name: "minutes", type: "string", value: "N", summary: "How far to look back. Default 10" },
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/logs.ts")).logs),
  },
  {
    name: "audit",
    summary: "List the latest AWS API calls: who, what, and whether it was allowed",
    positionals: [],
    options: [
      { name: "limit", type: "string", value: "N", summary: "How many, at most 1000. Default 20" },
      dataOption,
      jsonOption,
    ],
    run: lazily(async () => (await import("./commands/audit.ts")).audit),
  },
  {
    name: "status",
    summary: "Show whether the server runs, where, and with what",
    positionals: [],
    options: [dataOption, jsonOption],
    run: lazily(async () => (await import("./commands/status.ts")).status),
  },
  {
    name: "ca",
    summary: "Print the local authority's certificate, for clients to trust",
    positionals: [],
    options: [dataOption],
    run: lazily(async () => (await import("./commands/ca.ts")).ca),
  },
];
