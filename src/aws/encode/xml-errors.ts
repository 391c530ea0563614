import { subStructure } from "../schema.ts";
import type { WireResponse } from "../wire-request.ts";
import { escapeXml, writeXml, xmlContent } from "./documents.ts";
import { type ErrorFacts, senderOrReceiver } from "./error-facts.ts";
import { XML_DECLARATION } from "./rest-output.ts";

/** Members of the shape besides its message, as XML elements. */
function memberElements({ shape, error }: ErrorFacts): string {
  if (!shape) return "";
  const members = subStructure(shape.schema, (member) => member.toLowerCase() !== "message", "Error");
  return xmlContent(writeXml(members, error.members, ""));
}

/** S3 adds facts to its errors that no shape has, such as `BucketName`. */
const plainElements = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join("");

/** An awsQuery error. */
export function encodeQueryError(facts: ErrorFacts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": facts.requestId },
    body:
      `<ErrorResponse xmlns="${facts.model.entry.xmlNamespace ?? ""}"><Error><Type>${senderOrReceiver(facts)}</Type>` +
      `<Code>${escapeXml(facts.queryCode)}</Code><Message>${escapeXml(facts.error.message)}</Message>` +
      `${memberElements(facts)}</Error><RequestId>${facts.requestId}</RequestId></ErrorResponse>`,
  };
}

/** An ec2Query error: no shape, no members. */
export function encodeEc2Error(facts: ErrorFacts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body:
      `${XML_DECLARATION}<Response><Errors><Error><Code>${escapeXml(facts.error.code)}</Code>` +
      `<Message>${escapeXml(facts.error.message)}</Message></Error></Errors>` +
      `<RequestID>${facts.requestId}</RequestID></Response>`,
  };
}

/** A restXml error, as S3 spells it. */
export function encodeRestXmlError(facts: ErrorFacts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "application/xml", "x-amz-request-id": facts.requestId },
    body:
      `${XML_DECLARATION}<Error><Code>${escapeXml(facts.name)}</Code><Message>${escapeXml(facts.error.message)}</Message>` +
      `${plainElements(facts.error.members)}<RequestId>${facts.requestId}</RequestId></Error>`,
  };
}
