import type { CompiledPolicy } from "../policy/compile.ts";
import type { ConditionContext } from "../policy/condition-context.ts";
import type { Principal } from "../policy/principal.ts";

/** One permission that a call needs. All checks of a call must pass before its handler runs. */
export interface IamCheck {
  /** `service:Action`, as in the Service Authorization Reference: `iam:CreateRole`. */
  readonly action: string;
  /** The resource's ARN, or `*` where the action has no resource type. */
  readonly resource: string;
  /** Service-specific condition keys (`iam:passedtoservice`), lower-case; control adds the global ones. */
  readonly context?: ConditionContext;
  /** The resource-based policy of the resource, if there is one. */
  readonly resourcePolicy?: CompiledPolicy;
  /**
   * The resource's policy alone opens the door, as with role trust policies and KMS key policies: an identity policy
   * cannot stand in for a missing one. Default false.
   */
  readonly resourcePolicyRequired?: boolean;
  /** The account that owns the resource. Default: the ARN's account, else the caller's. */
  readonly resourceAccountId?: string;
  /** Where the resource is (`aws:RequestedRegion`). Default: the region that the call was signed for. */
  readonly resourceRegion?: string;
}

/** At least one: an operation is never open by omission. */
export type IamChecks = readonly [IamCheck, ...IamCheck[]];

/** Where an AWS API call came from. */
export interface CallOrigin {
  /** The peer's address, or the service's name for calls made inside (`cloudformation.amazonaws.com`). */
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Whether the call came over TLS (`aws:SecureTransport`). */
  readonly secureTransport: boolean;
  /** The services that passed the caller's credentials on, first to last (`aws:CalledVia`). Absent over the wire. */
  readonly calledVia?: readonly string[];
  /** The Host header, for answers that hold addresses of our own. Empty for calls made inside. */
  readonly host: string;
}

/** One AWS API call under way: what a handler may know and do. */
export interface Call<Deps> {
  readonly deps: Deps;
  readonly principal: Principal;
  /** The account that the call acts in: the caller's. Empty for anonymous callers. */
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly requestId: string;
  readonly nowMs: number;
  readonly origin: CallOrigin;
  /** Fires when the caller went away or the server is stopping. */
  readonly signal: AbortSignal;
  /** Asks for permissions that only show while handling, such as `iam:PassRole`. Throws AccessDenied. */
  readonly authorize: (checks: readonly IamCheck[]) => Promise<void>;
  /** The raw HTTP request's facts that a few operations need (S3's conditional requests and streams). */
  readonly http?: CallHttp;
}

/** HTTP facts of a call that came over the wire. */
export interface CallHttp {
  readonly method: string;
  /** Lower-case names; the last of duplicates wins except where RFC 9110 lets them be joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, without the question mark: presigned requests carry their signature's facts here. */
  readonly rawQuery: string;
}

/** How a call is recorded by the audit. */
export interface AuditClass {
  readonly kind: "management" | "data";
  readonly readOnly: boolean;
}

/**
 * Required members stay required and lose `undefined`: by the time a handler runs, the input has been checked
 * against the model. The SDK's types spell a required member `Name: string | undefined`.
 */
export type Validated<In> = {
  [K in keyof In]: object extends Pick<In, K> ? In[K] : Exclude<In[K], undefined>;
};

/** One AWS operation. `In` and `Out` come from the AWS model; `In` is already validated. */
export interface Operation<In extends object, Out extends object, Deps> {
  /** Exactly as in the model: `ScheduleKeyDeletion`. */
  readonly name: string;
  /** Evaluated before `handle`. `public` only where AWS itself asks for no permission (GetCallerIdentity). */
  readonly permits: "public" | ((input: Validated<In>, call: Call<Deps>) => IamChecks | Promise<IamChecks>);
  /**
   * Whether a call needs no signature because its input proves who calls, as an identity provider's token does. Whoever
   * calls without one is anonymous. Default false.
   */
  readonly acceptsUnsigned?: boolean;
  readonly audit: AuditClass & {
    /** Members that never reach a record: passwords, secrets, payloads. */
    readonly redact: readonly (keyof In & string)[];
  };
  /**
   * Members whose effect is not built yet. A call that sets one is refused, naming it; never stored and ignored.
   * Nested members by path: `"VpcConfig"`, `"Environment.Foo"`. A value that is false, empty or AWS's default passes
   * when listed in `accepts`.
   */
  readonly refuses?: readonly RefusedMember[];
  /**
   * Rules about the input that need nothing stored. Applied after the permissions and before `handle`; and to a
   * template's resources before the first of them is made, when parts of the input are not known yet.
   */
  readonly checks?: readonly InputCheck<In, Deps>[] | undefined;
  readonly handle: (input: Validated<In>, call: Call<Deps>) => Out | Promise<Out>;
}

/** What a rule about an input may look at beside it. */
export type CheckSite<Deps> = Pick<Call<Deps>, "deps" | "accountId" | "region" | "partition">;

/** A rule about the input alone. One rule each: what one of them cannot tell yet keeps no other from being applied. */
export interface InputCheck<In extends object, Deps> {
  /** The member that the rule is about: `Runtime`. With `[]` at its end it is applied to each element: `Rules[]`. */
  readonly member: string;
  /** Throws AwsError. `value` is the member's, or the element. */
  readonly apply: (input: Validated<In>, site: CheckSite<Deps>, value: unknown) => void;
}

/** A member of the input whose effect is not built yet. */
export interface RefusedMember {
  /** Dotted path from the input's root, `[]` for every element of a list: `Tags[].Key`. */
  readonly member: string;
  /** Values that ask for nothing beyond what is built, and so pass: `["PassThrough"]` for TracingConfig.Mode. */
  readonly accepts?: readonly unknown[];
}

/** An operation of any types, as a service lists it. */
// biome-ignore lint/suspicious/noExplicitAny: the list holds operations of many inputs; each is checked where it is written.
export type AnyOperation = Operation<any, any, any>;

/** One AWS service: what it does and, by name, what it does not do yet. Together they equal the model. */
export interface Service {
  /** Its id in the catalogue: `iam`, `apigateway`. */
  readonly id: string;
  readonly operations: readonly AnyOperation[];
  readonly deps: unknown;
  /** Loads what the service keeps in memory. Called once, before the first call. */
  readonly start?: () => Promise<void>;
  /** Lets go of everything the service started. */
  readonly stop?: () => Promise<void>;
}
