import fc from "fast-check";
import type { Value, ValueMap } from "../template/value.ts";

/** SAM templates at random: what they hold is taken from what people write, and names and paths are made to collide. */

const one = <T extends Value>(...values: T[]) => fc.constantFrom(...values);
const some = (
  properties: Record<string, fc.Arbitrary<Value>>,
  required: string[] = [],
): fc.Arbitrary<ValueMap> =>
  fc.record(properties, { requiredKeys: required }) as unknown as fc.Arbitrary<ValueMap>;

const name = fc
  .tuple(one("Alpha", "Beta", "Gamma", "Orders", "X", "Zed"), fc.nat(999))
  .map((parts) => parts.join(""));
const path = fc.oneof(
  one("/", "/a", "/a/{id}", "/b/", "/{proxy+}", "/x/y/z", "/ü"),
  fc.nat(50).map((n) => `/p${n}`),
);
const method = one("get", "POST", "any", "options", "Delete");

const apiProperties = some(
  {
    StageName: one<Value>("Prod", "v1", "a-b", { Ref: "Stage" }),
    Cors: one<Value>(
      "'*'",
      "'https://é.example'",
      { AllowOrigin: "'x'", AllowHeaders: "'a'", MaxAge: "'5'" },
      { AllowMethods: "'GET'", AllowOrigin: { Ref: "Stage" } },
    ),
    Auth: one<Value>(
      { DefaultAuthorizer: "AWS_IAM" },
      { DefaultAuthorizer: "AWS_IAM", InvokeRole: "NONE" },
      { DefaultAuthorizer: "AWS_IAM", AddDefaultAuthorizerToCorsPreflight: false },
    ),
    OpenApiVersion: one<Value>("3.0.1", "2.0"),
    BinaryMediaTypes: one<Value>(["image~1png", "*~1*"]),
    GatewayResponses: one<Value>({
      DEFAULT_5XX: {
        ResponseParameters: { Headers: { A: "'1'", B: "'2'", "Access-Control-Allow-Origin": "'*'" } },
      },
      THROTTLED: { StatusCode: 429 },
    }),
    EndpointConfiguration: one<Value>("REGIONAL", { Type: "EDGE" }),
    Variables: one<Value>({ a: "b" }),
    Tags: one<Value>({ t: "u" }),
  },
  ["StageName"],
);

const functionProperties = some(
  {
    Handler: one("a.b"),
    Runtime: one("nodejs22.x"),
    CodeUri: one<Value>("s3://b/k", { Bucket: "b", Key: "k" }, "s3://b/a/b?versionId=3"),
    AutoPublishAlias: one("live", "a-b_c"),
    FunctionName: one<Value>("fixed", { Ref: "Stage" }, { "Fn::Sub": "${Stage}-f" }),
    MemorySize: one(512),
    Tracing: one("Active", "Disabled"),
    Policies: one<Value>(
      "AmazonS3ReadOnlyAccess",
      ["AWSLambdaBasicExecutionRole", { Statement: [] }],
      [{ Ref: "Stage" }],
    ),
    Tags: one<Value>({ x: "y" }),
    Role: one("arn:aws:iam::000000000000:role/r"),
  },
  ["Handler", "Runtime", "CodeUri"],
);

const event = some(
  {
    Path: path,
    Method: method,
    TimeoutInMillis: one(5000),
    Auth: one<Value>({ Authorizer: "AWS_IAM" }, { Authorizer: "AWS_IAM", InvokeRole: "CALLER_CREDENTIALS" }),
  },
  ["Path", "Method"],
);

/** A template with up to two APIs and up to four functions, whose events are on them or on the implicit API. */
export const randomTemplate: fc.Arbitrary<ValueMap> = fc
  .record({
    apis: fc.dictionary(name, apiProperties, { maxKeys: 2 }),
    functions: fc.dictionary(
      name,
      fc.tuple(functionProperties, fc.array(fc.tuple(name, fc.nat(3), event), { maxLength: 6 })),
      { minKeys: 1, maxKeys: 4 },
    ),
    globals: fc.option(
      one<Value>(
        { Api: { Cors: "'*'" } },
        { Api: { OpenApiVersion: "3.0.1" } },
        { Function: { Timeout: 3 }, Api: { Auth: { DefaultAuthorizer: "AWS_IAM" } } },
      ),
      { nil: undefined },
    ),
  })
  .map(({ apis, functions, globals }) => {
    const apiIds = Object.keys(apis).map((id) => `Api${id}`);
    const taken = new Set<string>();
    const resources: ValueMap = {};
    for (const [id, Properties] of Object.entries(apis))
      resources[`Api${id}`] = { Type: "AWS::Serverless::Api", Properties };
    for (const [id, [properties, events]] of Object.entries(functions)) {
      const Events: ValueMap = {};
      for (const [eventName, choice, own] of events) {
        const api = apiIds[choice];
        const key = [api, own["Path"], String(own["Method"]).toLowerCase()].join(" ");
        if (taken.has(key)) continue;
        taken.add(key);
        Events[`Ev${eventName}`] = {
          Type: "Api",
          Properties: { ...own, ...(api !== undefined && { RestApiId: { Ref: api } }) },
        };
      }
      const Properties = Object.keys(Events).length > 0 ? { ...properties, Events } : properties;
      resources[`Fn${id}`] = { Type: "AWS::Serverless::Function", Properties };
    }
    return {
      Transform: "AWS::Serverless-2016-10-31",
      Parameters: { Stage: { Type: "String", Default: "dev" } },
      ...(globals !== undefined && { Globals: globals }),
      Resources: resources,
    };
  });
