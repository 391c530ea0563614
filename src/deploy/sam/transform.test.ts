import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isMap, type Value } from "../template/value.ts";
import { randomTemplate } from "./random-template.fixture.ts";
import { fn, parseSam } from "./sam-text.fixture.ts";
import { translateWithAws } from "./sam-translator.fixture.ts";
import { transformSam } from "./transform.ts";

/** A function on the implicit API and on one of three others, so that dicts grow and their keys collide. */
function manyEvents(i: number): string {
  const own = `{Type: Api, Properties: {Path: '/items/${i * 37}/{id}', Method: ${["get", "PUT", "any", "delete"][i % 4]}}}`;
  const method = ["get", "put", "post", "delete", "head", "patch", "options", "any"][i % 8];
  const shared = `{Type: Api, Properties: {Path: /items, Method: ${method}, RestApiId: !Ref Api${i % 3}}}`;
  return `  Fn${"abcdefghijkl"[i]}${i}: {${fn}, FunctionName: named-${i}, Events: {E${i}: ${own}, Other: ${shared}}}}`;
}

const cases: Readonly<Record<string, string>> = {
  "a function alone": `Resources: {F: {${fn}}}}`,
  "inline code and all that Lambda takes": `
Resources:
  F:
    Type: AWS::Serverless::Function
    DependsOn: R
    DeletionPolicy: Retain
    Properties:
      Handler: index.handler
      Runtime: python3.12
      InlineCode: "def handler(e, c): return 'é'"
      Description: text
      MemorySize: 256
      Timeout: 9
      Tracing: Active
      Role: !GetAtt R.Arn
      Architectures: [arm64]
      Layers: [!Ref L]
      Environment: {Variables: {A: !Ref R}}
      Tags: {team: a}
      ReservedConcurrentExecutions: 3
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: 's3://b/layer.zip?versionId=7', RetentionPolicy: delete, CompatibleRuntimes: [python3.12]}}
  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}`,
  "tracing without a role": `Resources: {F: {${fn}, Tracing: Active}}}`,
  "policies of each kind": `
Resources:
  F: {${fn}, RolePath: /app/, PermissionsBoundary: 'arn:aws:iam::000000000000:policy/edge', Policies: [
    AWSLambdaBasicExecutionRole, AmazonS3ReadOnlyAccess, 'arn:aws:iam::000000000000:policy/own', !Ref P,
    {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]}]}}
  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {}}}`,
  globals: `
Globals:
  Function: {Runtime: nodejs22.x, Timeout: 5, Handler: a.b, Tags: {x: y}, Environment: {Variables: {A: one, B: two}}, Layers: [l1]}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Bucket: b, Key: k, Version: v}, Timeout: 7, Environment: {Variables: {B: three, C: four}}, Layers: [l2]}}
  G: {Type: AWS::Serverless::Function, IgnoreGlobals: [Tags, Layers], Properties: {CodeUri: s3://b/k}}`,
  "the implicit API": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: '/b/{id}/', Method: POST}}}}}
Outputs:
  Url: {Value: !Sub 'https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/\${ServerlessRestApi.Stage}/'}
  Deployment: {Value: !Ref ServerlessRestApi.Deployment}`,
  "many functions and paths": `
Resources:
${Array.from({ length: 12 }, (_, i) => manyEvents(i)).join("\n")}
  Api0: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}
  Api1: {Type: AWS::Serverless::Api, Properties: {StageName: v-1.0}}
  Api2: {Type: AWS::Serverless::Api, Properties: {StageName: !Ref Stage}}
Parameters: {Stage: {Type: String, Default: dev}}`,
  "CORS in full": `
Globals: {Api: {Cors: {AllowMethods: "'GET'", AllowHeaders: "'x-a,x-b'", AllowOrigin: "'https://example.com'", MaxAge: "'600'", AllowCredentials: true}}}
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: /a, Method: options}}, C: {Type: Api, Properties: {Path: /c, Method: any}}}}}`,
  "CORS in short": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Api}}, B: {Type: Api, Properties: {Path: /b, Method: ANY, RestApiId: !Ref Api}}}}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Cors: "'*'", BinaryMediaTypes: [image~1png], Tags: {a: b}, Variables: {v: w}, EndpointConfiguration: REGIONAL, Name: my-api}}`,
  "IAM authorization by default, with exceptions": `
Globals: {Api: {Auth: {DefaultAuthorizer: AWS_IAM}}}
Resources:
  F: {${fn}, Events: {
    A: {Type: Api, Properties: {Path: /a, Method: get}},
    Open: {Type: Api, Properties: {Path: /open, Method: get, Auth: {Authorizer: NONE}}},
    Iam: {Type: Api, Properties: {Path: /iam, Method: post, Auth: {Authorizer: AWS_IAM, InvokeRole: NONE}}}}}}`,
  "IAM authorization of one method, with a timeout": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get, TimeoutInMillis: 5000, Auth: {Authorizer: AWS_IAM}}}, B: {Type: Api, Properties: {Path: /a, Method: post}}}}}`,
  "preflight left open": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}}}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Cors: "'*'", Auth: {DefaultAuthorizer: AWS_IAM, AddDefaultAuthorizerToCorsPreflight: false, InvokeRole: NONE}}}`,
  "Lambda authorizers of each kind": `
Parameters: {Ttl: {Type: Number, Default: 30}}
Resources:
  F: {${fn}, Events: {
    A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}},
    B: {Type: Api, Properties: {Path: /b, Method: post, RestApiId: !Ref Api, Auth: {Authorizer: Asked}}},
    C: {Type: Api, Properties: {Path: /c, Method: any, RestApiId: !Ref Api, Auth: {Authorizer: NONE}}},
    D: {Type: Api, Properties: {Path: /d, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: AWS_IAM}}}}}}
  Guard: {${fn}}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Api:
    Type: AWS::Serverless::Api
    Condition: Wanted
    Properties:
      StageName: Prod
      Cors: "'*'"
      Auth:
        DefaultAuthorizer: Token
        Authorizers:
          Token: {FunctionArn: !GetAtt Guard.Arn, Identity: {Header: X-Token, ValidationExpression: 'x-.*', ReauthorizeEvery: !Ref Ttl}}
          Plain: {FunctionArn: !GetAtt Guard.Arn}
          Asked: {FunctionArn: !Sub '\${Guard.Arn}', FunctionPayloadType: REQUEST, FunctionInvokeRole: !GetAtt Role.Arn, Identity: {Headers: [A, B], QueryStrings: [q], StageVariables: [v], Context: [identity.sourceIp], ReauthorizeEvery: 0}}
          Silent: {FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f', FunctionPayloadType: REQUEST, FunctionInvokeRole: NONE, DisableFunctionDefaultPermissions: true, Identity: {ReauthorizeEvery: 0}}
          Zeta9: {FunctionArn: !GetAtt Guard.Arn}
Conditions: {Wanted: !Equals [a, a]}`,
  "a Lambda authorizer by default, preflight left open": `
Globals: {Api: {Cors: "'*'", Auth: {DefaultAuthorizer: Guard, AddDefaultAuthorizerToCorsPreflight: false, Authorizers: {Guard: {FunctionArn: !GetAtt F.Arn}}}}}
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: /a, Method: post, Auth: {Authorizer: AWS_IAM}}}}}}`,
  "AWS_IAM by default beside Lambda authorizers": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}, B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: Guard}}}}}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Auth: {DefaultAuthorizer: AWS_IAM, InvokeRole: NONE, Authorizers: {Guard: {FunctionArn: !GetAtt F.Arn}}}}}`,
  "a Lambda authorizer over a definition in OpenAPI 3": `
Resources:
  F: {${fn}}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      Auth: {DefaultAuthorizer: Guard, Authorizers: {Guard: {FunctionArn: !GetAtt F.Arn}}, ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}
      DefinitionBody:
        openapi: 3.0.1
        info: {title: t, version: '1'}
        paths:
          /a: {get: {security: [{NONE: []}], x-amazon-apigateway-integration: {type: mock}}, post: {x-amazon-apigateway-integration: {type: mock}}, put: {security: [{AWS_IAM: []}], x-amazon-apigateway-integration: {type: mock}}}`,
  "resource policies of each kind": `
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  F: {${fn}, Events: {
    A: {Type: Api, Properties: {Path: '/a/{id}', Method: get, RestApiId: !Ref Api}},
    B: {Type: Api, Properties: {Path: '/a/{id}', Method: any, RestApiId: !Ref Api}},
    C: {Type: Api, Properties: {Path: /b/, Method: post, RestApiId: !Ref Api}}}}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: !Ref Stage
      Cors: "'*'"
      Auth:
        ResourcePolicy:
          CustomStatements: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/*']}]
          AwsAccountWhitelist: ['000000000000', !Ref AWS::AccountId]
          AwsAccountBlacklist: ['111111111111']
          IpRangeWhitelist: [10.0.0.0/8]
          IpRangeBlacklist: [10.1.0.0/16]
          SourceVpcWhitelist: [vpc-1, vpce-2]
          IntrinsicVpceBlacklist: [!ImportValue e]`,
  "resource policies of one kind": `
Resources:
  F: {${fn}, Events: {
    I: {Type: Api, Properties: {Path: /i, Method: get, Auth: {ResourcePolicy: {IpRangeBlacklist: 10.0.0.0/8}}}},
    J: {Type: Api, Properties: {Path: /j, Method: get, RestApiId: !Ref Four, Auth: {ResourcePolicy: {IpRangeBlacklist: 10.0.0.0/8}}}},
    A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref One}},
    B: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Two}},
    C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref Two}},
    D: {Type: Api, Properties: {Path: /d, Method: get, RestApiId: !Ref Three, Auth: {ResourcePolicy: {IpRangeBlacklist: [10.0.0.0/8], CustomStatements: {Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/x'}}}}},
    E: {Type: Api, Properties: {Path: /e, Method: get, RestApiId: !Ref Three, Auth: {Authorizer: AWS_IAM, ResourcePolicy: {AwsAccountBlacklist: ['111111111111']}}}}}}}
  One: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Auth: {ResourcePolicy: {CustomStatements: {Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}}}}}
  Two: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Auth: {ResourcePolicy: {AwsAccountWhitelist: ['000000000000']}}}}
  Three: {Type: AWS::Serverless::Api, Properties: {StageName: Prod}}
  Four: {Type: AWS::Serverless::Api, Properties: {StageName: !Sub '\${AWS::Region}'}}`,
  "a resource policy of the implicit API": `
Globals: {Api: {Auth: {ResourcePolicy: {IpRangeBlacklist: [10.0.0.0/8]}}}}
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: '/b/{id+}', Method: any}}}}}`,
  "gateway responses": `
Resources:
  F: {${fn}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api}}}}}
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      GatewayResponses:
        DEFAULT_4XX: {ResponseParameters: {Headers: {Access-Control-Allow-Origin: "'*'", X-Other: "'b'"}}, ResponseTemplates: {application/json: '{"message":$context.error.messageString}'}}
        UNAUTHORIZED: {StatusCode: 401, ResponseParameters: {Headers: {WWW-Authenticate: "'x'"}}}
        ACCESS_DENIED: {StatusCode: '403'}`,
  "a definition of its own": `
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      FailOnWarnings: true
      Description: d
      DefinitionBody:
        openapi: 3.0.1
        info: {title: t, version: '1'}
        paths:
          /a: {get: {responses: {'200': {description: ok, content: {}}}, x-amazon-apigateway-integration: {type: mock, timeoutInMillis: 3000, requestTemplates: {application/json: '{"statusCode": 200}'}}}}
          /ü: {post: {x-amazon-apigateway-integration: {type: http_proxy, uri: "http://x/\\\\ '\\n", httpMethod: POST}}}`,
  "a definition in OpenAPI 3 that SAM adds to": `
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      Cors: "'*'"
      Auth: {DefaultAuthorizer: AWS_IAM}
      DefinitionBody:
        openapi: 3.0.1
        info: {title: t, version: '1'}
        paths:
          /a: {get: {security: [{NONE: []}], x-amazon-apigateway-integration: {type: mock}}, post: {x-amazon-apigateway-integration: {type: mock}}}`,
  "OpenApiVersion, and so no second stage": `
Globals: {Api: {OpenApiVersion: 3.0.1}}
Resources:
  F: {${fn}, FunctionName: named, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}, B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref Api}}}}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Cors: "'*'", OpenApiVersion: '2.0', Auth: {DefaultAuthorizer: AWS_IAM}}}
  Own: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, Cors: "'*'", DefinitionBody: {swagger: '2.0', info: {title: t}, paths: {}}}}`,
  "a definition in S3": `
Resources:
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, DefinitionUri: 's3://b/api.yaml'}}
  Api2: {Type: AWS::Serverless::Api, Properties: {StageName: Prod, DefinitionUri: {Bucket: b, Key: k, Version: v}}}`,
  "asynchronous invocation": `
Resources:
  F: {${fn}, EventInvokeConfig: {MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60}}}
  G: {${fn}, AutoPublishAlias: live, EventInvokeConfig: {MaximumRetryAttempts: 0}}}`,
  "versions and aliases": `
Parameters: {Key: {Type: String, Default: code.zip}, Alias: {Type: String, Default: live-1}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: nodejs22.x, CodeUri: {Bucket: b, Key: !Ref Key}, AutoPublishAlias: !Ref Alias, MemorySize: 512, Environment: {Variables: {A: b}}, Events: {A: {Type: Api, Properties: {Path: /a, Method: get}}}}}
  G: {${fn}, AutoPublishAlias: live, AutoPublishCodeSha256: 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b, Description: d, VersionDescription: v}}
  H: {${fn}, AutoPublishAlias: live, AutoPublishAliasAllProperties: true}}
Outputs:
  V: {Value: !Ref F.Version}
  N: {Value: !GetAtt F.Version.Version}
  A: {Value: !Sub '\${F.Alias} \${G.Version}'}`,
};

const sortDeep = (value: Value): Value => {
  if (Array.isArray(value)) return value.map(sortDeep);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortDeep(item)]),
  );
};

describe("transformSam, against AWS's translator", () => {
  const templates = Object.values(cases).map(parseSam);
  const expected = translateWithAws(templates);
  Object.keys(cases).forEach((name, i) => {
    it(name, (t) => {
      if (!expected) return t.skip("samtranslator is not installed");
      const { Transform: _, ...ours } = transformSam(templates[i]!, new Map());
      const { Transform: _their, ...theirs } = expected[i]!;
      assert.deepEqual(sortDeep(ours), sortDeep(theirs));
    });
  });
});

describe("transformSam, of templates at random", () => {
  it("gives what AWS's translator gives, with the same logical ids", (t) => {
    const templates = fc.sample(randomTemplate, { seed: 7, numRuns: 80 });
    const expected = translateWithAws(templates);
    if (!expected) return t.skip("samtranslator is not installed");
    templates.forEach((template, i) => {
      const { Transform: _, ...ours } = transformSam(template, new Map());
      const { Transform: _their, ...theirs } = expected[i]!;
      assert.deepEqual(sortDeep(ours), sortDeep(theirs), JSON.stringify(template));
    });
  });
});
