/** Extra facts of an {@link AwsError}. */
export interface AwsErrorOptions {
  /** HTTP status code. Default: the status that the service's model gives the code, else 400 (500 for server faults). */
  readonly status?: number;
  /** Further members of the error's shape, such as DynamoDB's `Item` or Lambda's `Type`. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Whose mistake it was. Default `client`. */
  readonly fault?: "client" | "server";
}

/**
 * A refusal that the caller of an AWS API sees. Thrown by operations and encoded per protocol in one place.
 * `code` is the model's shape name or the wire code where they differ (`EntityAlreadyExists`).
 */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly fault: "client" | "server";

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = options.status;
    this.members = options.members ?? {};
    this.fault = options.fault ?? "client";
  }
}
