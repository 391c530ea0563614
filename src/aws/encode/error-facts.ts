import type { AwsError } from "../aws-error.ts";
import type { Protocol } from "../catalogue.ts";
import type { ErrorModel, ServiceModel } from "../model.ts";

/** The parts of an error that every protocol spells in its own way. */
export interface ErrorFacts {
  readonly model: ServiceModel;
  /** The error's shape, where the model has one. */
  readonly shape: ErrorModel | undefined;
  readonly name: string;
  /** The code of query protocols. */
  readonly queryCode: string;
  readonly status: number;
  readonly fault: "client" | "server";
  readonly error: AwsError;
  readonly requestId: string;
  readonly protocol: Protocol;
}

/** Whose mistake it was, as query protocols spell it. */
export const senderOrReceiver = (facts: ErrorFacts): string =>
  facts.fault === "server" ? "Receiver" : "Sender";
