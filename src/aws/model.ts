import { createRequire } from "node:module";
import { NormalizedSchema } from "@smithy/core/schema";
import { assertThat } from "../base/assert.ts";
import { type CatalogueEntry, findService } from "./catalogue.ts";
import { type ConstraintOverlay, loadConstraints } from "./constraints/overlay.ts";
import { bindInput, bindOutput, type RestBinding } from "./rest-binding.ts";
import { type RestRoute, Router } from "./rest-route.ts";
import type { SchemaRef } from "./schema.ts";

/** One operation of a service, from the AWS model. */
export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** Names of the error shapes that the model lists for it. */
  readonly errors: readonly string[];
  /** HTTP bindings; present in services that speak a REST protocol. */
  readonly rest?: RestOperation;
}

/** How a REST operation is laid out over HTTP. */
export interface RestOperation {
  readonly route: RestRoute;
  /** Status of a success. */
  readonly status: number;
  readonly input: RestBinding;
  readonly output: RestBinding;
}

/** An error shape of a service. */
export interface ErrorModel {
  readonly name: string;
  readonly namespace: string;
  /** The code in query protocols where it differs from the name: `EntityAlreadyExists`. */
  readonly queryCode: string | undefined;
  readonly status: number;
  readonly fault: "client" | "server";
  readonly schema: NormalizedSchema;
}

/** One AWS service, from its model. */
export interface ServiceModel {
  readonly entry: CatalogueEntry;
  /** The Smithy namespace: `com.amazonaws.kms`. */
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name, and by query code where that differs. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
  readonly constraints: ConstraintOverlay;
  /** Finds a REST operation by its request. Empty for other protocols. */
  readonly router: Router<RoutedOperation>;
}

/** A REST operation as the router holds it. */
export interface RoutedOperation {
  readonly route: RestRoute;
  readonly operation: OperationModel;
}

const require = createRequire(import.meta.url);
const loaded = new Map<string, ServiceModel>();

/**
 * The model of a service. Its client package is loaded at the first call and kept: EC2's alone takes some 100 ms.
 * Throws when the catalogue has no such service.
 */
export function loadModel(serviceId: string): ServiceModel {
  const known = loaded.get(serviceId);
  if (known) return known;
  const entry = findService(serviceId);
  assertThat(entry, `No service ${serviceId} in the catalogue.`);
  const model = buildModel(entry, require(entry.clientPackage) as Record<string, unknown>);
  loaded.set(serviceId, model);
  return model;
}

/** The run-time schema of an operation: kind, namespace, name, traits, input, output. */
type OperationSchema = readonly [9, string, string, OperationTraits | number, SchemaRef, SchemaRef];
type ErrorSchema = readonly [-3, string, string, ErrorTraits | number, readonly string[], readonly unknown[]];

interface OperationTraits {
  readonly http?: readonly [method: string, uri: string, status: number];
}

interface ErrorTraits {
  readonly error?: "client" | "server";
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

function buildModel(entry: CatalogueEntry, exports: Record<string, unknown>): ServiceModel {
  const schemas = Object.values(exports).filter((value) => Array.isArray(value));
  const constraints = loadConstraints(entry.id);
  const operations = (schemas.filter((schema) => schema[0] === 9) as unknown as OperationSchema[]).map(
    (schema) => buildOperation(schema, constraints.errors[schema[2]] ?? []),
  );
  const errors = (schemas.filter(isServiceError) as unknown as ErrorSchema[]).map(buildError);
  assertThat(operations[0], `${entry.clientPackage} exports no operation schemas.`);
  return {
    entry,
    namespace: (schemas.find((schema) => schema[0] === 9) as OperationSchema | undefined)?.[1] ?? "",
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    errors: indexErrors(errors),
    constraints,
    router: new Router(
      operations.flatMap((operation) => (operation.rest ? [{ route: operation.rest.route, operation }] : [])),
    ),
  };
}

// The SDK's own base class of a service's errors travels on no wire.
const isServiceError = (schema: readonly unknown[]): boolean =>
  schema[0] === -3 && !String(schema[1]).startsWith("smithy.ts.sdk.synthetic");

function buildOperation(schema: OperationSchema, errors: readonly string[]): OperationModel {
  const [, , name, traits, inputRef, outputRef] = schema;
  const input = NormalizedSchema.of(inputRef);
  const output = NormalizedSchema.of(outputRef);
  const http = typeof traits === "object" ? traits.http : undefined;
  if (!http) return { name, input, output, errors };
  const [method, uri, status] = http;
  const { route, binding } = bindInput(input, method, uri);
  return { name, input, output, errors, rest: { route, status, input: binding, output: bindOutput(output) } };
}

function buildError(schema: ErrorSchema): ErrorModel {
  const [, namespace, name] = schema;
  const traits = typeof schema[3] === "object" ? schema[3] : {};
  const fault = traits.error ?? "client";
  return {
    name,
    namespace,
    queryCode: traits.awsQueryError?.[0],
    status: traits.awsQueryError?.[1] ?? traits.httpError ?? (fault === "server" ? 500 : 400),
    fault,
    schema: NormalizedSchema.of(schema as unknown as SchemaRef),
  };
}

// A shape's name goes before another shape's query code.
function indexErrors(errors: readonly ErrorModel[]): ReadonlyMap<string, ErrorModel> {
  const index = new Map(errors.map((error) => [error.name, error]));
  for (const error of errors) {
    if (error.queryCode !== undefined && !index.has(error.queryCode)) index.set(error.queryCode, error);
  }
  return index;
}
