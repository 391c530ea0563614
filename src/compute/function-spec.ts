/** Runtimes that functions may name. Source: Lambda developer guide, "Lambda runtimes", less those it has retired. */
export type FunctionRuntime =
  | "nodejs18.x"
  | "nodejs20.x"
  | "nodejs22.x"
  | "nodejs24.x"
  | "python3.9"
  | "python3.10"
  | "python3.11"
  | "python3.12"
  | "python3.13"
  | "python3.14"
  | "provided.al2"
  | "provided.al2023";

/** Which program of ours, if any, speaks the Runtime API for the function. */
export type RuntimeFamily = "nodejs" | "python" | "provided";

/** `nodejs22.x` gives `nodejs`. */
export function familyOf(runtime: FunctionRuntime): RuntimeFamily {
  if (runtime.startsWith("nodejs")) return "nodejs";
  return runtime.startsWith("python") ? "python" : "provided";
}

/** What an environment is told once, at its cold start. Never logged, never kept longer than the start takes. */
export interface EnvironmentSecrets {
  /** The function's own environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The execution role's session. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    /** Milliseconds since the epoch. The environment is replaced before then. */
    readonly expiresAtMs: number;
  };
}

/** One version of a function, ready to run. */
export interface FunctionSpec {
  /** Names code and configuration together: an environment serves one key only. */
  readonly key: string;
  readonly functionName: string;
  /** `$LATEST` or a version's number. */
  readonly version: string;
  readonly region: string;
  readonly logGroupName: string;
  readonly runtime: FunctionRuntime;
  /** `file.export`, `folder/file.export`; whatever the function likes for `provided.*`. */
  readonly handler: string;
  /**
   * Absolute. Holds the unpacked code in `task/` and, merged in order, the layers in `opt/`; both read-only. Whoever may
   * search its parents must not be able to list them.
   */
  readonly packageFolder: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Size of the function's `/tmp`. */
  readonly ephemeralStorageMb: number;
  readonly secrets: () => Promise<EnvironmentSecrets>;
  /** `AWS_ENDPOINT_URL`: where the function's SDK finds Sallyport. */
  readonly endpointUrl?: string;
  /** PEM certificates that the function trusts besides the public ones. */
  readonly caCertificatesPem?: string;
}
