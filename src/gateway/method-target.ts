import type { CompiledPolicy } from "../policy/compile.ts";
import type { CredentialDirectory, PolicyDirectory } from "../policy/identity-directory.ts";
import type { Authorizer } from "./authorizers/authorizer.ts";
import type { IntegrationPorts } from "./integrations/integration.ts";
import type { AccessLogSink, WebAclDirectory } from "./ports.ts";
import type { MethodSnapshot, RestStageSnapshot } from "./snapshot.ts";

/** What stages call while they run. */
export interface StagePorts extends IntegrationPorts {
  readonly credentials: CredentialDirectory;
  readonly policies: PolicyDirectory;
  readonly webAcls: WebAclDirectory;
  readonly accessLogs: AccessLogSink;
}

/** One deployed stage: what the stages that run before routing are compiled for. */
export interface StageTarget {
  readonly deployment: RestStageSnapshot;
  /** The API's resource policy, compiled once for all its methods. */
  readonly resourcePolicy: CompiledPolicy | undefined;
  /** The API's Lambda authorizers, by id, compiled once for all its methods: they share what they keep. */
  readonly authorizers: ReadonlyMap<string, Authorizer>;
  readonly ports: StagePorts;
}

/** One method of one deployed stage: what the stages of a method's pipeline are compiled for. */
export interface MethodTarget extends StageTarget {
  readonly method: MethodSnapshot;
}
