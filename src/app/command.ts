import { parseArgs } from "node:util";

/** One option of a command. */
export interface CommandOption {
  /** Without the dashes: `data`. */
  readonly name: string;
  readonly type: "string" | "boolean";
  /** What stands for the value in the help: `DIR`. */
  readonly value?: string;
  readonly summary: string;
  /** The command does nothing without it. */
  readonly required?: true;
  /** It may be given several times; its values are in `lists`. */
  readonly repeatable?: true;
}

/** What the user gave a command. */
export interface CommandInput {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  /** The values of options that may be given several times. */
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  readonly positionals: readonly string[];
}

/** Where a command writes: results on `out`, progress and errors on `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: NodeJS.ProcessEnv;
}

/** One command of `sallyport`. */
export interface Command {
  /** One word, or two where several commands are about one thing: `waf test`. */
  readonly name: string;
  readonly summary: string;
  /** Names of the positional arguments: `FILE`. */
  readonly positionals: readonly string[];
  readonly options: readonly CommandOption[];
  /** Returns the exit code: 0 done, 1 failed, 2 wrongly called. */
  readonly run: (input: CommandInput, terminal: Terminal) => Promise<number>;
}

/** The user called a command wrongly: exit code 2, with what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** `sallyport deploy FILE [--stack NAME] …` */
export function usageLine(command: Command): string {
  const options = command.options.map(({ name, value, required, repeatable }) => {
    const option = value ? `--${name} ${value}` : `--${name}`;
    if (required) return option;
    return repeatable ? `[${option}]…` : `[${option}]`;
  });
  return ["sallyport", command.name, ...command.positionals, ...options].join(" ");
}

/** Parses a command's arguments; throws {@link UsageError} naming what does not fit. */
export function parseCommand(command: Command, args: readonly string[]): CommandInput {
  const options = Object.fromEntries(
    command.options.map(({ name, type, repeatable = false }) => [name, { type, multiple: repeatable }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    const missing = command.positionals.slice(positionals.length);
    if (missing.length > 0) throw new UsageError(`${command.name} needs ${missing.join(" and ")}.`);
    const surplus = positionals.slice(command.positionals.length);
    const forgotten = command.options.filter(({ name, required }) => required && values[name] === undefined);
    if (forgotten.length > 0)
      throw new UsageError(
        `${command.name} needs ${forgotten.map(({ name }) => `--${name}`).join(" and ")}.`,
      );
    if (surplus.length > 0) throw new UsageError(`${command.name} does not take "${surplus.join(" ")}".`);
    const entries = Object.entries(values);
    return {
      values: Object.fromEntries(
        entries.filter(([, value]) => !Array.isArray(value)),
      ) as CommandInput["values"],
      lists: Object.fromEntries(entries.filter(([, value]) => Array.isArray(value))) as CommandInput["lists"],
      positionals,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node goes on to say how to pass a file whose name begins with a dash: not what a slip of the finger needs.
    const [slip] = message.split(". To specify a positional argument");
    throw new UsageError(`${slip?.replace(/\.?$/, ".")}\nUsage: ${usageLine(command)}`);
  }
}
