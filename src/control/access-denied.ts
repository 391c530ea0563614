import { AwsError } from "../aws/aws-error.ts";
import type { Decision, PolicyLayer } from "../policy/authorization.ts";
import type { Principal } from "../policy/principal.ts";

/** What a service's wire format calls the refusal, and with which status. */
export interface AccessDeniedShape {
  readonly code: string;
  readonly status: number;
}

const layerNames: Readonly<Record<PolicyLayer, string>> = {
  "service-control": "a service control policy",
  "vpc-endpoint": "a VPC endpoint policy",
  resource: "a resource-based policy",
  identity: "an identity-based policy",
  authorizer: "an authorizer's policy",
  "permissions-boundary": "a permissions boundary",
  session: "a session policy",
};

/** How AWS ends the sentence. Source: IAM User Guide, "Access denied error message examples". */
function reason(decision: Decision, action: string): string {
  const name = layerNames[decision.layer];
  if (decision.effect === "ExplicitDeny") return `with an explicit deny in ${name}`;
  return `because no ${name.replace(/^an? /, "")} allows the ${action} action`;
}

/** What the audit keeps of a refusal. */
export interface DenialReasons {
  readonly why: string;
  /** Which policy must allow what, for the caller to be let in. */
  readonly wayIn?: string;
}

/** A missing permission. The reasons are for the audit; the caller sees the message only. */
export class AccessDeniedError extends AwsError {
  readonly why: string;
  readonly wayIn: string | undefined;

  constructor(shape: AccessDeniedShape, message: string, { why, wayIn }: DenialReasons) {
    super(shape.code, message, { status: shape.status });
    this.why = why;
    this.wayIn = wayIn;
  }
}

/**
 * The refusal that the caller sees:
 * `User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:CreateRole on resource: … because no
 * identity-based policy allows the iam:CreateRole action`.
 */
export function accessDenied(
  shape: AccessDeniedShape,
  principal: Principal,
  action: string,
  resource: string,
  decision: Decision,
  reasons: DenialReasons,
): AccessDeniedError {
  const on = resource === "*" ? "" : ` on resource: ${resource}`;
  const message = `User: ${principal.arn} is not authorized to perform: ${action}${on} ${reason(decision, action)}`;
  return new AccessDeniedError(shape, message, reasons);
}

/** The refusal's code and status per service. Source: each service's API Reference, "Common Errors". */
export function accessDeniedShape(serviceId: string): AccessDeniedShape {
  switch (serviceId) {
    case "ec2":
      return { code: "UnauthorizedOperation", status: 403 };
    case "iam":
    case "sts":
    case "s3":
    case "cloudformation":
    case "cloudwatch":
      return { code: "AccessDenied", status: 403 };
    case "apigateway":
    case "apigatewayv2":
    case "lambda":
    case "sallyport":
      return { code: "AccessDeniedException", status: 403 };
    default:
      return { code: "AccessDeniedException", status: 400 };
  }
}
