import type { LifecycleRule, LifecycleRuleFilter } from "@aws-sdk/client-s3";
import { boolean, integer, listOf, type ObjectOf, object, required, tags, text } from "../property-schema.ts";

const rule = {
  Id: text,
  Status: required(text),
  Prefix: text,
  TagFilters: tags,
  ObjectSizeGreaterThan: integer,
  ObjectSizeLessThan: integer,
  ExpirationInDays: integer,
  ExpirationDate: text,
  ExpiredObjectDeleteMarker: boolean,
  NoncurrentVersionExpirationInDays: integer,
  NoncurrentVersionExpiration: object({
    NoncurrentDays: required(integer),
    NewerNoncurrentVersions: integer,
  }),
  AbortIncompleteMultipartUpload: object({ DaysAfterInitiation: required(integer) }),
};

/** Transitions are left out: there is one storage class. Source: "AWS::S3::Bucket LifecycleConfiguration". */
export const lifecycleConfiguration = object({ Rules: required(listOf(object(rule))) });

/** CloudFormation's rules as S3's API has them, which nests what a rule is for and what it does. */
export const lifecycleRules = (rules: readonly ObjectOf<typeof rule>[]): LifecycleRule[] =>
  rules.map((wanted) => ({
    ...(wanted.Id !== undefined && { ID: wanted.Id }),
    Status: wanted.Status as LifecycleRule["Status"],
    Filter: filterOf(wanted),
    ...expirationOf(wanted),
    ...noncurrentOf(wanted),
    ...(wanted.AbortIncompleteMultipartUpload && {
      AbortIncompleteMultipartUpload: wanted.AbortIncompleteMultipartUpload,
    }),
  }));

/** One condition stands alone; several are joined by `And`; none is an empty prefix. */
function filterOf(wanted: ObjectOf<typeof rule>): LifecycleRuleFilter {
  const { Prefix, TagFilters = [], ObjectSizeGreaterThan, ObjectSizeLessThan } = wanted;
  const sizes = {
    ...(ObjectSizeGreaterThan !== undefined && { ObjectSizeGreaterThan }),
    ...(ObjectSizeLessThan !== undefined && { ObjectSizeLessThan }),
  };
  const conditions = (Prefix === undefined ? 0 : 1) + TagFilters.length + Object.keys(sizes).length;
  if (conditions === 0) return { Prefix: "" };
  const prefix = Prefix === undefined ? {} : { Prefix };
  if (conditions > 1)
    return { And: { ...prefix, ...sizes, ...(TagFilters.length > 0 && { Tags: TagFilters }) } };
  return { ...prefix, ...sizes, ...(TagFilters[0] && { Tag: TagFilters[0] }) };
}

function expirationOf(wanted: ObjectOf<typeof rule>): Pick<LifecycleRule, "Expiration"> {
  const { ExpirationInDays: Days, ExpirationDate, ExpiredObjectDeleteMarker } = wanted;
  const expiration = {
    ...(Days !== undefined && { Days }),
    ...(ExpirationDate !== undefined && { Date: new Date(ExpirationDate) }),
    ...(ExpiredObjectDeleteMarker !== undefined && { ExpiredObjectDeleteMarker }),
  };
  return Object.keys(expiration).length > 0 ? { Expiration: expiration } : {};
}

function noncurrentOf(wanted: ObjectOf<typeof rule>): Pick<LifecycleRule, "NoncurrentVersionExpiration"> {
  const { NoncurrentVersionExpiration, NoncurrentVersionExpirationInDays: NoncurrentDays } = wanted;
  if (NoncurrentVersionExpiration) return { NoncurrentVersionExpiration };
  return NoncurrentDays === undefined ? {} : { NoncurrentVersionExpiration: { NoncurrentDays } };
}
