import type { OperationCaller } from "../caller.ts";
import type { StackPlace } from "../template/scope.ts";
import type { ValueMap } from "../template/value.ts";
import type { Members, ObjectOf } from "./property-schema.ts";

/** A key and its value, as CloudFormation writes tags. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a resource handler may use. */
export interface ResourceContext {
  /** Calls as the principal that deploys. */
  readonly caller: OperationCaller;
  readonly place: StackPlace;
  readonly logicalId: string;
  /** What the deploying caller has acknowledged; nested stacks are held to the same. */
  readonly capabilities: readonly string[];
  /** A name for a resource that the template does not name: `shop-Api-1A2B3C4D5E6F`. */
  readonly newName: (lengthMax: number) => string;
  /**
   * Notes the physical id as soon as the resource exists, so that a failure in a later step still lets the rollback
   * delete it.
   */
  readonly created: (physicalId: string) => Promise<void>;
  /** Waits `delayMs` milliseconds, or throws when the deployment is to stop. */
  readonly pause: (delayMs: number) => Promise<void>;
}

/** What a handler made: what `Ref` and `Fn::GetAtt` give. */
export interface ResourceState {
  readonly physicalId: string;
  /** What `Ref` gives, where that is not the physical id. */
  readonly ref?: string;
  readonly attributes?: ValueMap;
}

/** Capabilities that the caller must acknowledge before a stack may hold a resource. */
export type ResourceCapability = "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | "CAPABILITY_AUTO_EXPAND";

/** How one type of resource is made, changed and deleted. `P` is the type of its properties. */
export interface ResourceDefinition<P> {
  /** `AWS::IAM::Role`. */
  readonly type: string;
  readonly properties: Members;
  /**
   * Operations that take properties under their own names, letter case aside: `lambda:CreateFunction`. A template is
   * refused for what they refuse before anything is made.
   */
  readonly takenBy?: readonly string[];
  /** Operations that take one property each, and may not be built. */
  readonly propertiesTakenBy?: Readonly<Record<string, string>>;
  /** Properties whose change makes a new resource. `"all"` for a type that cannot change. */
  readonly replacedBy: readonly string[] | "all";
  /** Names for `Fn::GetAtt`; one that ends in `.` is a prefix: `Outputs.`. */
  readonly attributes: readonly string[];
  /** Attributes that an update in place may change; the others stay for as long as the resource does. */
  readonly changingAttributes?: readonly string[];
  /** Attributes that no description shows. */
  readonly secretAttributes?: readonly string[];
  readonly capability?: (properties: ValueMap) => ResourceCapability;
  readonly create: (properties: P, context: ResourceContext) => Promise<ResourceState>;
  /** Changes what differs between `before` and `properties`. Absent for types that are always replaced. */
  readonly update?: (
    physicalId: string,
    properties: P,
    before: P,
    context: ResourceContext,
  ) => Promise<ResourceState>;
  /** Deleting what is gone already is no error. */
  readonly delete: (physicalId: string, properties: P, context: ResourceContext) => Promise<void>;
}

/** A resource type whose properties' type is not known to the engine, which reads them by `properties` first. */
export type ResourceType = ResourceDefinition<ValueMap>;

/** Declares a resource type; its handlers see properties of the type that its schemas read. */
export function resourceType<M extends Members>(
  definition: ResourceDefinition<ObjectOf<M>> & { readonly properties: M },
): ResourceType {
  // The engine calls handlers only with what `readObject(definition.properties, …)` gave.
  return definition as unknown as ResourceType;
}

/** Whether `Fn::GetAtt` may name the attribute. */
export const hasAttribute = (type: Pick<ResourceType, "attributes">, name: string): boolean =>
  type.attributes.some((known) => known === name || (known.endsWith(".") && name.startsWith(known)));

/** Whether a change of these properties makes a new resource. */
export const isReplacedBy = (type: ResourceType, changed: readonly string[]): boolean =>
  changed.some((name) => type.replacedBy === "all" || type.replacedBy.includes(name));
