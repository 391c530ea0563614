/** A policy document whose shape has been checked. What its strings mean is checked when it is compiled. */
export interface PolicyDocument {
  /** `2008-10-17` when the document names none; that version has no policy variables. */
  readonly version: "2008-10-17" | "2012-10-17";
  readonly statements: readonly Statement[];
}

export type Effect = "Allow" | "Deny";

/** One statement. */
export interface Statement {
  /** The statement's Sid, or its place in the document: `Statement[2]`. What a person is shown. */
  readonly label: string;
  /** The path of the statement in the document, for errors: `Statement[2]`. */
  readonly place: string;
  readonly effect: Effect;
  /** `Principal`, or `NotPrincipal` when negated. Absent where the kind of policy has none. */
  readonly principals?: Negatable<PrincipalElement>;
  /** `Action`, or `NotAction` when negated. */
  readonly actions: Negatable<readonly string[]>;
  /** `Resource`, or `NotResource` when negated. Absent in trust policies. */
  readonly resources?: Negatable<readonly string[]>;
  readonly conditions: readonly Condition[];
}

/** An element that can be written as itself (`Action`) or as everything else (`NotAction`). */
export interface Negatable<T> {
  readonly negated: boolean;
  readonly value: T;
}

/** Whom a statement names. `Principal: "*"` is the same as `{"AWS": "*"}`. */
export interface PrincipalElement {
  /** Account ids, ARNs, unique ids, or `*`. */
  readonly aws: readonly string[];
  /** Service names: `lambda.amazonaws.com`. */
  readonly service: readonly string[];
  /** Identity providers: `cognito-identity.amazonaws.com`, or the ARN of one. */
  readonly federated: readonly string[];
}

/** One line of a Condition element: `{"StringLike": {"s3:prefix": ["home/"]}}`. */
export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** As written: `aws:PrincipalTag/Team`. */
  readonly key: string;
  readonly values: readonly string[];
  readonly place: string;
}
