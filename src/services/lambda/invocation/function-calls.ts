import type { Readable } from "node:stream";
import type { FunctionEnvironments } from "../../../compute/function-environments.ts";
import type { FunctionSpec } from "../../../compute/function-spec.ts";
import type { InvocationOutcome } from "../../../compute/invocation.ts";
import type { Vault } from "../../../vault/vault.ts";
import type { SessionIssuer } from "../../sts/port.ts";
import type { ConcurrencyLimits, ThrottleReason } from "../concurrency/concurrency-limits.ts";
import type { PackageStore } from "../packages/package-store.ts";
import type { FoundFunction } from "../state/found-function.ts";
import type { LambdaRecords } from "../state/lambda-records.ts";
import type { FunctionRecord, PublishedVersionRecord, RecordType, VersionRecord } from "../state/records.ts";
import { environmentSecrets, type RoleListener } from "./execution-roles.ts";

/** One call of a function, permitted and resolved to a version. */
export interface FunctionCall {
  readonly found: FoundFunction;
  /** The function's ARN as the caller gave it. */
  readonly invokedFunctionArn: string;
  readonly payload: Buffer;
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** JSON, decoded. */
  readonly clientContext?: string;
  readonly traceId?: string;
  readonly wantsLogTail?: boolean;
  readonly onStream?: (body: Readable, contentType: string) => void;
}

/** How a call ended, or why it did not begin. */
export type CallOutcome =
  | Exclude<InvocationOutcome, { kind: "throttled" }>
  | { readonly kind: "throttled"; readonly reason: ThrottleReason };

export interface FunctionCallsDeps {
  readonly environments: FunctionEnvironments;
  readonly concurrency: ConcurrencyLimits;
  readonly packages: PackageStore;
  readonly records: LambdaRecords;
  readonly vault: Vault;
  readonly sessions: SessionIssuer;
  readonly onRole: RoleListener;
  /** How functions reach Sallyport. Asked at every cold start: addresses are known once the server listens. */
  readonly network: () => FunctionNetwork;
}

/** How functions reach Sallyport. */
export interface FunctionNetwork {
  /** `AWS_ENDPOINT_URL`. */
  readonly endpointUrl?: string;
  readonly caCertificatesPem?: string;
}

/** Calls functions in their environments, within their concurrency. */
export class FunctionCalls {
  readonly #deps: FunctionCallsDeps;
  /** A version's spec lives as long as its record: a changed function is another record. */
  readonly #specs = new WeakMap<VersionRecord, FunctionSpec>();

  constructor(deps: FunctionCallsDeps) {
    this.#deps = deps;
    deps.records.onChange((type, before, after) => this.#retireChanged(type, before, after));
  }

  /** Never rejects, except when the archive of the function cannot be read any more. */
  async call({ found, ...call }: FunctionCall): Promise<CallOutcome> {
    const leave = this.#deps.concurrency.enter(found.record);
    if (typeof leave === "string") return { kind: "throttled", reason: leave };
    try {
      const packageFolder =
        this.#deps.packages.findReady(found.version) ?? (await this.#deps.packages.ensure(found.version));
      const outcome = await this.#deps.environments.invoke({
        spec: this.#specOf(found, packageFolder),
        ...call,
      });
      if (outcome.kind === "throttled")
        return { kind: "throttled", reason: "ConcurrentInvocationLimitExceeded" };
      return outcome;
    } finally {
      leave();
    }
  }

  #specOf({ record, version }: FoundFunction, packageFolder: string): FunctionSpec {
    let spec = this.#specs.get(version);
    if (!spec) {
      spec = this.#makeSpec(record, version, packageFolder);
      this.#specs.set(version, spec);
    }
    return spec;
  }

  #makeSpec(record: FunctionRecord, version: VersionRecord, packageFolder: string): FunctionSpec {
    const { network } = this.#deps;
    const spec: FunctionSpec = {
      key: keyOf(version),
      functionName: record.name,
      version: version.version,
      region: record.region,
      logGroupName: version.logGroupName,
      runtime: version.runtime,
      handler: version.handler,
      packageFolder,
      memoryMb: version.memoryMb,
      timeoutMs: version.timeoutS * 1000,
      ephemeralStorageMb: version.ephemeralStorageMb,
      secrets: async () => environmentSecrets(spec, record, version, this.#deps),
      get endpointUrl() {
        return network().endpointUrl;
      },
      get caCertificatesPem() {
        return network().caCertificatesPem;
      },
    };
    return spec;
  }

  /** Environments of what a record was before it changed are of no more use. */
  #retireChanged(type: RecordType, before: unknown, after: unknown): void {
    if (before === undefined) return;
    if (type === "function") {
      const { latest } = before as FunctionRecord;
      if ((after as FunctionRecord | undefined)?.latest !== latest)
        this.#deps.environments.retire(keyOf(latest));
    } else if (type === "function-version" && after === undefined) {
      this.#deps.environments.retire(keyOf((before as PublishedVersionRecord).configuration));
    }
  }
}

/** Revision ids are random: no two versions of any function share one. */
const keyOf = ({ revisionId }: VersionRecord): string => revisionId;
