import { NormalizedSchema } from "@smithy/core/schema";

/** Any value that a schema can be made from, as `@smithy/core` types it. */
export type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

/** Traits of a member and its target, as the client packages carry them. */
export interface Traits {
  readonly httpLabel?: number;
  readonly httpQuery?: string;
  readonly httpQueryParams?: number;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: number;
  readonly httpResponseCode?: number;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: number;
  readonly xmlAttribute?: number;
  readonly ec2QueryName?: string;
  readonly sparse?: number;
  readonly sensitive?: number;
  readonly streaming?: number;
  readonly eventHeader?: number;
  readonly eventPayload?: number;
}

/** The static tuple of a structure: kind, namespace, name, traits, member names, member schemas, required members. */
export type StructureTuple = readonly [
  kind: 3 | 4 | -3,
  namespace: string,
  name: string,
  traits: unknown,
  members: readonly string[],
  schemas: readonly unknown[],
  required?: number,
];

/** Traits of a member, its target's included. */
export const traitsOf = (schema: NormalizedSchema): Traits => schema.getMergedTraits() as Traits;

/** Members of a structure or union, in the model's order. */
export const membersOf = (schema: NormalizedSchema): readonly (readonly [string, NormalizedSchema])[] =>
  [...schema.structIterator()] as const;

/** The structure's own tuple, which is also its identity: recursive shapes lead back to the same one. */
export const structureOf = (schema: NormalizedSchema): StructureTuple =>
  schema.getSchema() as unknown as StructureTuple;

/** Names of the members that must be present: in a tuple they come first. */
export function requiredMembersOf(schema: NormalizedSchema): ReadonlySet<string> {
  const [, , , , members, , required = 0] = structureOf(schema);
  return new Set(members.slice(0, required));
}

/** The structure with only some of its members, under another name where one is given. */
export function subStructure(
  schema: NormalizedSchema,
  keep: (name: string) => boolean,
  rename?: string,
): NormalizedSchema {
  const [kind, namespace, name, traits, members, schemas] = structureOf(schema);
  const kept = members
    .map((member, index) => [member, schemas[index]] as const)
    .filter(([member]) => keep(member));
  const tuple = [
    kind,
    namespace,
    rename ?? name,
    rename === undefined ? traits : 0,
    kept.map(([member]) => member),
    kept.map(([, member]) => member),
  ];
  return NormalizedSchema.of(tuple as unknown as SchemaRef);
}

/** A structure without members, for operations that have no input or output. */
export const EMPTY_STRUCTURE = NormalizedSchema.of([
  3,
  "sallyport",
  "Unit",
  0,
  [],
  [],
] as unknown as SchemaRef);
