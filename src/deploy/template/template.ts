import type { Path, Value, ValueMap } from "./value.ts";

/** What becomes of a resource that its stack no longer has. */
export type RetentionPolicy = "Delete" | "Retain" | "RetainExceptOnCreate";

/** One entry of `Parameters`. Source: CloudFormation User Guide, "Parameters". */
export interface ParameterDeclaration {
  readonly name: string;
  /** `String`, `Number`, `CommaDelimitedList`, `AWS::SSM::Parameter::Value<String>`, … */
  readonly type: string;
  readonly defaultValue?: string;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly noEcho: boolean;
  readonly description?: string;
  readonly constraintDescription?: string;
}

/** One entry of `Resources`, its intrinsic functions not yet evaluated. */
export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: ValueMap;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: RetentionPolicy;
  readonly updateReplacePolicy: RetentionPolicy;
  readonly metadata?: Value;
}

/** One entry of `Outputs`. */
export interface OutputDeclaration {
  readonly name: string;
  readonly value: Value;
  readonly description?: string;
  readonly exportName?: Value;
  readonly condition?: string;
}

/** One entry of `Rules`: assertions on the parameters. Source: CloudFormation User Guide, "Rules". */
export interface RuleDeclaration {
  readonly name: string;
  readonly condition?: Value;
  readonly assertions: readonly { readonly assert: Value; readonly description: string }[];
}

/** A template whose structure is sound and whose transforms have been applied. */
export interface Template {
  readonly description?: string;
  readonly metadata?: Value;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: ReadonlyMap<string, ValueMap>;
  readonly conditions: ReadonlyMap<string, Value>;
  readonly rules: readonly RuleDeclaration[];
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

export const propertiesPath = (logicalId: string): Path => ["Resources", logicalId, "Properties"];
