import { UNIX_COMMANDS, UNIX_WORDS, WINDOWS_COMMANDS, WINDOWS_WORDS } from "./shell-words.ts";

/** One kind of shell: its commands, and what its arguments look like. */
interface Shell {
  /** Whether a command may stand within another one, in back-ticks, `$(…)` or braces. */
  readonly substitutes: boolean;
  readonly caseMatters: boolean;
  readonly commands: ReadonlySet<string>;
  /** Commands whose names are everyday words. */
  readonly words: ReadonlySet<string>;
  /** An argument that no prose has there: an option, a path, an address, a variable, a redirection. */
  readonly argument: RegExp;
  /** Arguments with which a command needs no separator before it. */
  readonly bare: RegExp;
}

const UNIX: Shell = {
  substitutes: true,
  caseMatters: true,
  commands: UNIX_COMMANDS,
  words: UNIX_WORDS,
  argument:
    /^(?:--?[a-z\d][\w=-]*|[~.]{0,2}\/[\w.*?/${-]|["']?(?:https?|ftp):\/\/|\$[\w({]|[\d.]{7,}|[<>]|\d{1,5}[smh]?(?=\s|$|[;|&`)#'"])|[\w.-]+@[\w.-]|["'][^"']{0,64}["']|%\w|(?:\/|\.{1,2})(?=\s|$|[;|&`)'"#])|\+\w|[\w'" ]{1,32}>|`|\\x|[\w-]+\.(?:[a-z]{2,8})(?=$|[\s;|&`)/:'"#])|[\w.]*\/[\w./]*[*?]|\*(?=$|[\s;|&.])|[\w.]+:[\d/]|\w+=\S)/i,
  bare: /^(?:-[a-z]{1,5}\b\s*(?:[\d/]|$)|-(?:an|la|al|a|e|i|c|q)\b|(?:-\S+\s+)*["']?(?:\/(?:e[?*\w]*c|etc|bin|tmp|proc|dev|root)\b)|<\s*\/)/i,
};

const WINDOWS: Shell = {
  substitutes: false,
  caseMatters: false,
  commands: WINDOWS_COMMANDS,
  words: WINDOWS_WORDS,
  argument:
    /^(?:[/-][a-z?]\b|[/-][a-z]{2,}|[a-z]:[\\/|]|[.\\]{1,2}\\|\\\\|%\w+%?|["']?https?:\/\/|[\d.]{7,}|-n\s|[<>]|(?:user|view|localgroup|group|start|stop|use|share|query|add|print|exist|accounts|session|config|process|os|list)\b|get-\w|hk(?:lm|cu|cr)\b|[\w-]+\.(?:[a-z]{2,8})(?=$|[\s;|&)/:"'])|\d{1,5}(?=\s|$|[;|&"')])|[-\w]+\s*[&|]|\d)/i,
  bare: /^(?:\/(?:all|c|s|add)\b|user\b.{0,64}\/add|[a-z]:\\)/i,
};

/** How far arguments are read, in characters: enough to tell a command from prose. */
const ARGUMENTS_LENGTH_MAX = 96;
/** Most separators after which a command is looked for. */
const SEPARATORS_MAX = 512;

/** What ends one command and begins another; a line feed does so as well. */
const SEPARATOR = /[;\n|&`]|\$\(|[<>]\(|\{/g;

/** A command's name, with the folder that it may lie in. */
const NAME =
  /\s{0,16}(?:[({!]\s{0,4})?((?:[a-z]:)?(?:[\w.*?-]{0,32}[\\/]){1,8})?([a-z][\w-]{0,24}|w)(?:\.exe|\.com)?(?![\w-])/iy;

/**
 * What of a text a Unix shell would run: a known command after something that ends the command before it, or as the
 * whole text, with arguments that commands have. Quotes, empty substitutions and `$IFS` hide none.
 *
 * `a.png; c''at${IFS}/etc/passwd` gives `; cat /etc/passwd`.
 */
export const findUnixCommand = (text: string): string | undefined =>
  findCommand(UNIX, unquoteUnix(text)) ?? findOddUnix(text);

/** What of a text cmd.exe would run. `x||n^slookup evil.example` gives `||nslookup evil.example`. */
export const findWindowsCommand = (text: string): string | undefined =>
  findCommand(WINDOWS, unquoteWindows(text));

/** `c"a"t`, `w\hoami`, `who$@ami` and `{cat,/etc/passwd}` are to a shell what they are without the signs. */
function unquoteUnix(text: string): string {
  if (!/[$"'\\`{]/.test(text)) return text;
  return text
    .replace(/\$\{?IFS\}?(?:\$9)?/g, " ")
    .replace(/(?<=\w)(?:\$[@*]|\$\(\)|``|\$\{\w{0,8}\})(?=\w)/g, "")
    .replace(/(^|[\s;|&`(/])(["'])(\w{1,16})\2(?=[\w/])/g, "$1$3")
    .replace(/(?<=\w)(?:\\|''|""|'|")(?=\w)|(?<=\w)["'](?=["']?\w)/g, "")
    .replace(
      /\{(\w{1,16}),([^{}\s]{1,64})\}/g,
      (_, name: string, rest: string) => `{${name} ${rest.replaceAll(",", " ")}`,
    );
}

const unquoteWindows = (text: string): string =>
  text.includes("^") || text.includes('"') ? text.replace(/\^|(?<=\w)""?(?=\w)/g, "") : text;

function findCommand(shell: Shell, text: string): string | undefined {
  const whole = commandAt(shell, text, 0, "");
  if (whole !== undefined && isBareCommand(shell, text, whole)) return text;
  SEPARATOR.lastIndex = 0;
  for (let seen = 0; seen < SEPARATORS_MAX; seen += 1) {
    const separator = SEPARATOR.exec(text);
    if (separator === null) return undefined;
    const next = SEPARATOR.lastIndex;
    // The second sign of `||` and `&&` ends no other command.
    if (text[next] === separator[0]) continue;
    if (!shell.substitutes && !";|&\n".includes(separator[0])) continue;
    const command = commandAt(shell, text, next, separator[0]);
    if (command !== undefined && isInjected(shell, text, separator.index, separator[0], command)) {
      const start = text[separator.index - 1] === separator[0] ? separator.index - 1 : separator.index;
      return text.slice(start, command.end + ARGUMENTS_LENGTH_MAX);
    }
    SEPARATOR.lastIndex = next;
  }
  return undefined;
}

interface Command {
  readonly name: string;
  /** Whether the name is that of a command alone, and no word of prose. */
  readonly telling: boolean;
  /** Whether a folder stands before the name. */
  readonly placed: boolean;
  readonly end: number;
}

function commandAt(shell: Shell, text: string, index: number, separator: string): Command | undefined {
  NAME.lastIndex = index;
  const match = NAME.exec(text);
  if (match === null || (separator === "" && match.index !== 0)) return undefined;
  const name = shell.caseMatters ? match[2]! : match[2]!.toLowerCase();
  const telling = shell.commands.has(name);
  if (!telling && !shell.words.has(name)) return undefined;
  return { name, telling, placed: (match[1]?.length ?? 0) > 1, end: NAME.lastIndex };
}

/** Arguments up to what ends the command. */
const argumentsOf = (text: string, end: number): string =>
  /^[^;|&\n`#)]*/.exec(text.slice(end, end + ARGUMENTS_LENGTH_MAX))![0].trim();

/** Prose does not begin with what ends a command. */
const isStart = (text: string, at: number): boolean => /^[\W\d]{0,8}$/.test(text.slice(0, at));

function isInjected(shell: Shell, text: string, at: number, separator: string, command: Command): boolean {
  // A name, a member, a call or an assignment of some other language: `; date.now`, `&id=5`, `| sort:`.
  if (/^(?:[=:(\][,/\\]|\.[^\s.])/.test(text.slice(command.end, command.end + 2))) return false;
  const given = argumentsOf(text, command.end);
  const isShort = isShortPrefix(text, at);
  const isArgument = shell.argument.test(given) || SYSTEM_PATH.test(given);
  if (separator === "`")
    return isSubstituted(text, at, command, isShort && (given === "" || command.telling || isArgument));
  if (separator === "{") return at <= 2 && (/^[^{}]{0,32}\}/.test(given) || (isArgument && command.telling));
  if (separator.endsWith("("))
    return (
      isShort ||
      LONG_ARGUMENT.test(given) ||
      (given === "" && /^(?:id|whoami|uname|ls|ifconfig)$/.test(command.name))
    );
  if (/^["'}\])]*$/.test(given)) return isAlone(text, at, separator, command, isShort);
  if (separator === "\n" && !isShort) return command.placed && isArgument;
  if (isArgument) return isShort || command.placed || LONG_ARGUMENT.test(given);
  const begins = separator === "\n" ? at === 0 && text.trim().indexOf("\n") < 0 : /^[;&]/.test(separator);
  if (begins && isStart(text, at)) return /^\S+(?:\s+\S+){0,2}$/.test(given);
  // One plain argument at most: with more, prose begins with the word.
  if (!isShort || separator === "\n" || !/^["']?[\w.@:-]+["'}\])]*$/.test(given)) return false;
  if (separator === "|")
    return (
      !text
        .slice(at + 1)
        .replace(/\|$/, "")
        .includes("|") &&
      (command.telling || !text.endsWith("|"))
    );
  return (
    command.telling || separator !== "&" || text[at - 1] === "&" || !/[a-z]{2}\s$/i.test(text.slice(0, at))
  );
}

/** A later argument that is a file of the system. */
const SYSTEM_PATH = /\s["']?\/(?:etc|proc|var|bin|usr|tmp|root|dev)\//;

/** Arguments that leave no doubt, for long texts, which may name commands in passing. */
const LONG_ARGUMENT =
  /^(?:(?:-{1,2}[a-z][\w-]*\s+){0,4}["']?(?:\/(?:etc|bin|usr|var|tmp|proc|dev|home|root)\b|https?:\/\/|\d{1,3}(?:\.\d{1,3}){3}|[a-z]:\\|%\w+%)|-(?:e|c|enc)\s+["'\w]|\/[a-z]\s+[\w.:%"-]+|user\s+\w+|[\w-]+\.(?:com|net|org|io|example)$)/i;

/** Whether what stands before a separator is a value that a command could be joined to, and no prose. */
const isShortPrefix = (text: string, at: number): boolean =>
  at <= 32 && /^\s*\S*(?:\s+\S{1,12})?\s*$/.test(text.slice(0, at));

/** A command without arguments. */
function isAlone(text: string, at: number, separator: string, command: Command, isShort: boolean): boolean {
  // A list such as `name;date;size` is none.
  if (!isShort || /^\w+(?:(?:;\w+){2,}|(?:\|\w+){2,})$/.test(text)) return false;
  const rest = text.slice(command.end).trim();
  if (!/^(?:$|[;|&`#\n"'>}]|[)\]]+(?:$|[;|&#'"`\s]))/.test(rest)) return false;
  const before = text.slice(0, at).replace(/[;|&\s]+$/, "");
  const isPlain = command.telling || command.placed || /^[\W\d]*[a-z]?$/i.test(before);
  const isDoubled = text[at - 1] === separator || text[at + 1] === separator;
  // Nor is a row of a table.
  if (separator === "|")
    return (
      !rest.slice(1).includes("|") &&
      (isDoubled || (isPlain && (/^\W*$/.test(before) || !rest.startsWith("|"))))
    );
  if (separator === "\n") return isPlain && rest.split("\n", 4).length < 4;
  return separator !== "&" || isDoubled || (isPlain && !/\s\S+$/.test(text.slice(0, at)));
}

/** Between back-ticks stands code in Markdown, too; there, other words stand around it. */
function isSubstituted(text: string, at: number, command: Command, isCommand: boolean): boolean {
  const close = text.indexOf("`", command.end);
  const rest = close < 0 ? "" : text.slice(close + 1);
  if (at === 0 && rest === "" && close > 0) return isCommand || command.name === "echo";
  return isCommand && text[at - 1] !== "`" && !/^`|\s\S+\s+\S/.test(rest) && rest.length <= 24;
}

/** A text that begins with a command: only arguments of commands tell it from a search for one. */
function isBareCommand(shell: Shell, text: string, command: Command): boolean {
  const rest = text.slice(command.end);
  if (!/^[\s;|&<>`"']/.test(`${rest} `)) return false;
  const given = argumentsOf(text, command.end);
  const after = rest.trimStart().slice(given.length).trim();
  const isPlaced = command.placed && /bin[\\/]|system32/i.test(text.slice(0, 64));
  if (given === "") return isPlaced || (command.telling && /^[;|&`\n]{1,2}["')]*$/.test(after));
  if (/^[;|&]$/.test(after))
    return /^\S+$/.test(given)
      ? command.telling || shell.argument.test(given)
      : SYSTEM_PATH.test(given) || (shell.argument.test(given) && (command.telling || /^[-/]/.test(given)));
  if (isPlaced) return shell.argument.test(given);
  return shell.bare.test(given) && (command.telling || /^["'<]?\s?[/\\]/.test(given));
}

/** Commands that need no name of a program: functions of Bash from the environment, arithmetic, interpreters. */
function findOddUnix(text: string): string | undefined {
  const found = ODD_UNIX.exec(text);
  return found === null ? undefined : text.slice(found.index, found.index + ARGUMENTS_LENGTH_MAX);
}

const ODD_UNIX = new RegExp(
  [
    // Shellshock, and variables that hold what they should not.
    String.raw`\(\)\s{0,8}\{\s{0,8}(?:[:_]?\s{0,4};|_\s{0,4};)\s{0,8}\}`,
    String.raw`(?:^|[;|&=])\s{0,4}(?:echo\s+["']?)?\$\{?(?:IFS|PATH|HOME|SHELL|PWD)\b(?:[:}]|$)`,
    String.raw`\becho\s+["']?\$(?:HOME|PATH|SHELL|USER|PWD|IFS|\{|\()`,
    String.raw`\$\{(?:PATH|HOME|PWD|SHELL):\d{1,2}:\d{1,2}\}`,
    // Programs by wildcards or a number, here-strings, words put together from variables.
    String.raw`(?:^|[\s;|&\`(])\/(?:[?*]{3}|bin|[\w?*]{0,3}[?*][\w?*]{0,3})\/[\w?*]{0,8}[?*][\w?*]{0,8}(?=\s|\$|<|$)`,
    String.raw`\bcat\s{0,8}(?:<\s{0,4})?["']?\/[\w*?]{1,8}\/[\w*?]{1,16}[*?]`,
    String.raw`(?:bash|sh|\$0)\s{0,4}<<<|<<<\s{0,4}['"$]`,
    String.raw`[;|&\`]\s{0,8}\$(?:'(?:\\x|\w)|\w\$\w)|^\$'\\x`,
    String.raw`(?:^|;)\w{1,8}=[^;\s]{1,64};(?:\w{1,8}=[^;\s]{1,64};)?\s{0,4}(?:if\b|\$\w{1,8}(?:\s|\$|$))`,
    String.raw`[;|&\`]\s{0,8}\$\(|\$\(\(\d{1,6}[+*-]\d{1,6}\)\)`,
    // Loops, tests, scripts that are read in, programs in folders that variables name.
    String.raw`[;&|]\s{0,8}(?:for\s+\w{1,16}\s+in\s[^;\n]{1,64};\s{0,4}do\b|while\s+\S{1,16};?\s{0,4}do\b|if\s[^;\n]{1,32};\s{0,4}then\b|case\s+\w{1,16}\s+in\b|\[\s-\w\s|\.\s+\/|\$\w{1,16}\/\w)`,
    // What ends in a shell by a pipe, and redirections into a file.
    String.raw`\|\s{0,8}(?:\/(?:usr\/)?bin\/)?(?:ba|z|k|da)?sh\s{0,8}(?:$|[;|&"'\`)])`,
    String.raw`^[^\s<>]{0,16}[;|&]{0,2}\s{0,8}>{1,2}\s{0,8}\/(?:tmp|var|etc|dev|home|root)\/\w`,
    String.raw`\/dev\/(?:tcp|udp)\/[\w.]`,
    // Interpreters that are asked to run a program.
    String.raw`__import__\(\s{0,8}["'](?:os|subprocess|commands|pty|socket)|\bos\.(?:system|popen|exec[lv]p?e?)\s{0,8}\(`,
    String.raw`\beval\s{0,8}\(\s{0,8}compile\s{0,8}\(|\bexec\s{0,8}\(\s{0,8}["']import\s`,
    String.raw`\bres\.(?:end|send)\s{0,8}\(\s{0,8}require\(|\brequire\(\s{0,8}["'](?:fs|net|vm|os)["']\s{0,8}\)\.\w`,
    String.raw`^\s{0,8}wget\s+(?:-\S{1,16}\s+){0,4}(?:https?|ftp):\/\/`,
    String.raw`\bsubprocess\.(?:popen|call|run|check_output|getoutput)\s{0,8}\(\s{0,8}["']|\bimport\s+os\s{0,8};`,
    String.raw`\(\s{0,8}[\"']child_process\b|\bprocess\.(?:mainModule|binding\s{0,8}\()|\breturn process\b`,
    String.raw`\bIO\.popen\s{0,8}[(\s]|\bKernel\.(?:exec|system|open)\b|^%x[({[]`,
    String.raw`^\s{0,8}--?(?:use-compress-program|checkpoint-action|oProxyCommand|to-command)=`,
    // Server-side includes.
    String.raw`<!--\s{0,8}#\s{0,8}(?:exec|include|echo|printenv|config|fsize|flastmod)\b`,
  ].join("|"),
  "i",
);
