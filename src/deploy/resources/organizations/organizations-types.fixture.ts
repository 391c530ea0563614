import { policy, type TypeCases, tags } from "../type-case.fixture.ts";

export const organizationsTypes: TypeCases = {
  "AWS::Organizations::Account": {
    properties: {
      AccountName: "dev",
      Email: "dev@example.com",
      RoleName: "Admin",
      ParentIds: ["ou-ab12-11111111"],
      Tags: tags,
    },
    changed: { ParentIds: ["ou-ab12-22222222"], Tags: [{ Key: "c", Value: "d" }] },
    calls: ["organizations:MoveAccount", "organizations:TagResource", "organizations:UntagResource"],
  },
  "AWS::Organizations::OrganizationalUnit": {
    properties: { Name: "Workloads", ParentId: "r-ab12", Tags: tags },
    changed: { Name: "Production", Tags: [{ Key: "c", Value: "d" }] },
    calls: [
      "organizations:UpdateOrganizationalUnit",
      "organizations:TagResource",
      "organizations:UntagResource",
    ],
  },
  "AWS::Organizations::Policy": {
    properties: {
      Name: "p",
      Type: "SERVICE_CONTROL_POLICY",
      Content: policy,
      Description: "d",
      TargetIds: ["r-ab12"],
      Tags: tags,
    },
    changed: { Description: undefined, TargetIds: ["ou-ab12-11111111"], Tags: undefined },
    calls: [
      "organizations:UpdatePolicy",
      "organizations:AttachPolicy",
      "organizations:DetachPolicy",
      "organizations:UntagResource",
    ],
  },
};
