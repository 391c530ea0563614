import { readFileSync } from "node:fs";
import { assertThat } from "../../base/assert.ts";
import { findService } from "../catalogue.ts";

/** What the AWS model asks of a value beyond its type. Bounds are inclusive. */
export interface Constraint {
  /** Least and most characters, bytes, elements or entries; of a number, its least and greatest value. */
  readonly min?: number;
  readonly max?: number;
  /** As the model spells it, for messages. */
  readonly pattern?: string;
  /** The same for JavaScript, where the spelling differs. Always matched against the whole value. */
  readonly matches?: string;
  readonly enum?: readonly string[];
  /** Whole numbers only. */
  readonly whole?: true;
  /** Constraints of a list's elements, and of a map's keys and values: indices into the table. */
  readonly element?: number;
  readonly key?: number;
  readonly value?: number;
}

/**
 * Constraints and error lists that the client packages leave out, generated from botocore's models by
 * `scripts/make-constraints.ts`.
 */
export interface ConstraintOverlay {
  /** The model it was made from: `botocore 1.43.11 kms/2014-11-01`. */
  readonly source: string;
  readonly table: readonly Constraint[];
  /** By structure, then by member: the index of the member's constraint. */
  readonly members: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Error shapes by operation. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

/** Reads the overlay of a service in the catalogue. */
export function loadConstraints(serviceId: string): ConstraintOverlay {
  assertThat(findService(serviceId), `No service ${serviceId} in the catalogue.`);
  const file = new URL(`./${serviceId}.gen.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as ConstraintOverlay;
}
