import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ValueMap } from "../template/value.ts";
import { fn, parseSam } from "./sam-text.fixture.ts";
import { transformSam } from "./transform.ts";

describe("SAM policy templates", () => {
  it("expands policy templates to what they grant", () => {
    const text = `Resources: {F: {${fn}, Policies: [{S3ReadPolicy: {BucketName: !Ref B}}, {CloudWatchPutMetricPolicy: {}}]}}, B: {Type: AWS::S3::Bucket}}`;
    const role = (transformSam(parseSam(text), new Map())["Resources"] as ValueMap)["FRole"] as ValueMap;
    assert.deepEqual((role["Properties"] as ValueMap)["Policies"], [
      {
        PolicyName: "FRolePolicy0",
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Action: [
                "s3:GetObject",
                "s3:ListBucket",
                "s3:GetBucketLocation",
                "s3:GetObjectVersion",
                "s3:GetLifecycleConfiguration",
              ],
              Resource: [
                { "Fn::Sub": ["arn:${AWS::Partition}:s3:::${bucketName}", { bucketName: { Ref: "B" } }] },
                { "Fn::Sub": ["arn:${AWS::Partition}:s3:::${bucketName}/*", { bucketName: { Ref: "B" } }] },
              ],
            },
          ],
        },
      },
      {
        PolicyName: "FRolePolicy1",
        PolicyDocument: {
          Statement: [{ Effect: "Allow", Action: ["cloudwatch:PutMetricData"], Resource: "*" }],
        },
      },
    ]);
  });
});
