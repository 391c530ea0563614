import type { Principal } from "../policy/principal.ts";

/** Calls an AWS operation as the deploying principal: authorized, validated, audited like a call over the wire. */
export interface OperationCaller {
  /**
   * @param service Its id in the catalogue: `iam`, `apigateway`.
   * @param operation As in the model: `CreateRole`.
   * Throws AwsError.
   */
  call(service: string, operation: string, input: object): Promise<object>;
}

/** Whose authority a deployment has. Control provides it. */
export interface Callers {
  /** Calls in `region` with the permissions that `principal` has at the time of each call. */
  as(principal: Principal, region: string): OperationCaller;
  /**
   * Calls as the role, whose trust policy must let `cloudformation.amazonaws.com` assume it. The caller's right to pass
   * the role has been checked before. Throws AwsError when the role cannot be assumed.
   */
  assumeRole(roleArn: string, sessionName: string, region: string): Promise<OperationCaller>;
}
