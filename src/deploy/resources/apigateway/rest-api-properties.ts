import { boolean, integer, json, listOf, mapOf, object, tags, text } from "../property-schema.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::RestApi". */
export const restApiProperties = {
  Name: text,
  Description: text,
  Body: json,
  BodyS3Location: object({ Bucket: text, Key: text, Version: text, ETag: text }),
  Mode: text,
  FailOnWarnings: boolean,
  Parameters: mapOf(text),
  CloneFrom: text,
  ApiKeySourceType: text,
  BinaryMediaTypes: listOf(text),
  MinimumCompressionSize: integer,
  DisableExecuteApiEndpoint: boolean,
  EndpointConfiguration: object({ Types: listOf(text), VpcEndpointIds: listOf(text), IpAddressType: text }),
  Policy: json,
  Tags: tags,
};
