import type { Rule } from "@aws-sdk/client-wafv2";
import type { WireWebAcl } from "../../waf/rules/parse-web-acl.ts";
import { SettingsError } from "../settings.ts";
import { gatherReferences, type ReferenceLookup, type WebAclDefinition } from "./web-acl-definition.ts";

/** A JSON object that was read from a file. */
type Document = Readonly<Record<string, unknown>>;

/** Whether a JSON document is a web ACL: as `aws wafv2 get-web-acl` prints it, or as `create-web-acl` takes it. */
export const isWebAclDocument = (document: Document): boolean =>
  isObject(document["WebACL"]) || ("DefaultAction" in document && !("Resources" in document));

/** Reads a web ACL that the AWS CLI printed, or takes. What its rules refer to is looked up. */
export async function readWebAclDocument(
  document: Document,
  origin: string,
  place: { readonly accountId: string; readonly region: string },
  lookup: ReferenceLookup,
): Promise<WebAclDefinition> {
  const wrapped = document["WebACL"];
  const body = withBytes(isObject(wrapped) ? wrapped : document) as Document;
  const rules = body["Rules"];
  if (rules !== undefined && !Array.isArray(rules)) throw new SettingsError(`${origin}: Rules is no list.`);
  const name = typeof body["Name"] === "string" ? body["Name"] : "unnamed";
  const arn =
    typeof body["ARN"] === "string"
      ? body["ARN"]
      : `arn:aws:wafv2:${place.region}:${place.accountId}:regional/webacl/${name}/not-deployed`;
  const references = await gatherReferences((rules ?? []) as Rule[], lookup, origin);
  return { name, arn, origin, wire: body as unknown as WireWebAcl, references };
}

const isObject = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Search strings as the model has them: bytes, which the AWS CLI writes and reads in base64. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === "SearchString" && typeof member === "string"
        ? Buffer.from(member, "base64")
        : withBytes(member),
    ]),
  );
}
