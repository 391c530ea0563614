/** An error of the runtime's own, named as Lambda names it: `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** What the caller of a function that threw gets to see. */
export interface ErrorDocument {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Anything that can be thrown, as Lambda's error document. */
export function errorDocument(thrown: unknown): ErrorDocument {
  if (thrown instanceof Error) {
    return {
      errorType: thrown.name || "Error",
      errorMessage: thrown.message,
      trace: (thrown.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof thrown, errorMessage: describe(thrown), trace: [] };
}

/** The same with the error's own enumerable members, as it is logged. */
export function errorLogEntry(thrown: unknown): string {
  const { errorType, errorMessage, trace } = errorDocument(thrown);
  const own = thrown instanceof Error ? { ...thrown } : {};
  try {
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    // Circular: the members are left out.
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "The thrown value cannot be shown";
  }
}
