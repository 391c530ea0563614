import type { ParameterValue } from "./parameters.ts";
import type { Value, ValueMap } from "./value.ts";
import { words } from "./words.ts";

/** Where and as what a stack is deployed: the pseudo parameters' values. */
export interface StackPlace {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly stackId: string;
  readonly stackName: string;
  /** Always empty: notification topics are refused. */
  readonly notificationArns: readonly string[];
}

/** Values of other resources, as far as they exist. */
export interface ResourceValues {
  /** What `Ref` gives; undefined when the resource is not in the stack under the present conditions. */
  ref(logicalId: string): Value | undefined;
  attribute(logicalId: string, name: string): Value | undefined;
}

/** All that an intrinsic function may look at. */
export interface Scope {
  readonly place: StackPlace;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly mappings: ReadonlyMap<string, ValueMap>;
  /** Whether a condition holds. Throws for an unknown name. */
  readonly condition: (name: string) => boolean;
  /** The value that a stack of the account and region exports under a name; undefined when none does. */
  readonly importValue: (name: string) => string | undefined;
  readonly resources: ResourceValues;
}

/** Removes the property or list item that it stands for. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

/** A value, or its absence. */
export type Evaluated = Value | typeof NO_VALUE;

const URL_SUFFIXES: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn" };

/** The value of a pseudo parameter; undefined when there is none of that name. */
export function findPseudoParameter(name: string, place: StackPlace): Evaluated | undefined {
  const pseudo: Readonly<Record<string, Evaluated>> = {
    "AWS::AccountId": place.accountId,
    "AWS::NoValue": NO_VALUE,
    "AWS::NotificationARNs": [...place.notificationArns],
    "AWS::Partition": place.partition,
    "AWS::Region": place.region,
    "AWS::StackId": place.stackId,
    "AWS::StackName": place.stackName,
    "AWS::URLSuffix": URL_SUFFIXES[place.partition] ?? "amazonaws.com",
  };
  return Object.hasOwn(pseudo, name) ? pseudo[name] : undefined;
}

export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set(
  words(
    "AWS::AccountId AWS::NoValue AWS::NotificationARNs AWS::Partition AWS::Region AWS::StackId",
    "AWS::StackName AWS::URLSuffix",
  ),
);

/** No resource has a value: for the parts of a template that may not speak of resources. */
export const noResources: ResourceValues = { ref: () => undefined, attribute: () => undefined };
