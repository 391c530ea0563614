import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fn, parseSam } from "./sam-text.fixture.ts";
import { transformSam } from "./transform.ts";

describe("transformSam", () => {
  const event = (text: string): string => `Resources: {F: {${fn}, Events: {E: ${text}}}}}`;
  const api = (properties: string): string =>
    `Resources: {A: {Type: AWS::Serverless::Api, Properties: {StageName: p, ${properties}}}}`;
  const method = (properties: string): string =>
    event(`{Type: Api, Properties: {Path: /a, Method: get, ${properties}}}`);
  const refused: readonly [string, string, RegExp][] = [
    [
      "an HttpApi event",
      event("{Type: HttpApi}"),
      /HttpApi is not supported: HTTP APIs are not built.*Resources\/F\/Properties\/Events\/E\/Type/,
    ],
    [
      "a Schedule event",
      event("{Type: Schedule, Properties: {Schedule: rate(1 minute)}}"),
      /Schedule is not supported/,
    ],
    [
      "a user pool authorizer",
      api("Auth: {Authorizers: {X: {UserPoolArn: a}}}"),
      /UserPoolArn is not supported: user pools are not built/,
    ],
    [
      "a default authorizer that is not there",
      api("Auth: {DefaultAuthorizer: X}"),
      /"X" was not defined in 'Authorizers'/,
    ],
    [
      "a method's authorizer that is not there",
      method("Auth: {Authorizer: X}"),
      /"X" was not defined in 'Authorizers'/,
    ],
    [
      "identity that the authorizer's type does not read",
      api("Auth: {Authorizers: {X: {FunctionArn: a, Identity: {Headers: [A]}}}}"),
      /Headers/,
    ],
    [
      "a request authorizer that would be kept for everyone",
      api("Auth: {Authorizers: {X: {FunctionArn: a, FunctionPayloadType: REQUEST}}}"),
      /must specify Identity/,
    ],
    ["an unknown part of a resource policy", api("Auth: {ResourcePolicy: {IpRange: [a]}}"), /IpRange/],
    ["an OpenApiVersion that is none", api("OpenApiVersion: 4.0.0"), /must be of the format '3\.0\.0'/],
    [
      "a usage plan",
      api("Auth: {UsagePlan: {CreateUsagePlan: SHARED}}"),
      /UsagePlan of Auth is not supported yet/,
    ],
    ["an API key", method("Auth: {ApiKeyRequired: true}"), /ApiKeyRequired of Auth is not supported yet/],
    [
      "NONE without a default",
      method("Auth: {Authorizer: NONE}"),
      /only a valid value when a DefaultAuthorizer/,
    ],
    [
      "a method twice",
      `Resources: {F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: /a, Method: GET}}}}}}`,
      /defined multiple times/,
    ],
    [
      "a state machine",
      "Resources: {S: {Type: AWS::Serverless::StateMachine}}",
      /StateMachine is not supported/,
    ],
    [
      "a gradual deployment",
      `Resources: {F: {${fn}, DeploymentPreference: {Type: AllAtOnce}}}}`,
      /DeploymentPreference.*CodeDeploy/,
    ],
    ["a function URL", `Resources: {F: {${fn}, FunctionUrlConfig: {AuthType: NONE}}}}`, /FunctionUrlConfig/],
    ["an unknown property", `Resources: {F: {${fn}, Nope: 1}}}`, /property Nope not defined/],
    [
      "an unknown policy template",
      `Resources: {F: {${fn}, Policies: [{TextractPolicy: {}}]}}}`,
      /Policy template TextractPolicy is not supported; supported: /,
    ],
    [
      "a policy template without its parameter",
      `Resources: {F: {${fn}, Policies: [{S3ReadPolicy: {}}]}}}`,
      /Missing parameter values.*BucketName/,
    ],
    [
      "a local path that was not packaged",
      "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: a, Runtime: nodejs22.x, CodeUri: ./src}}}",
      /not a valid S3 Uri/,
    ],
    [
      "an unknown global",
      `Globals: {Function: {Role: x}}\nResources: {F: {${fn}}}}`,
      /'Role' is not a supported property of 'Function'/,
    ],
    ["an API that is not there", method("RestApiId: !Ref Nope"), /must reference a valid resource/],
    ["embedded connectors", `Resources: {F: {Connectors: {}, ${fn}}}}`, /Attribute Connectors/],
  ];
  for (const [name, text, reason] of refused) {
    it(`refuses ${name}`, () =>
      assert.throws(() => transformSam(parseSam(text), new Map()), { message: reason }));
  }
});
