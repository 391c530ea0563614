// A stack as a user would write it: one function behind a REST API.
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { AuthorizationType, LambdaIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, "CdkOrders", {
  env: { account: "000000000000", region: "us-east-1" },
});
const handler = new LambdaFunction(stack, "Handler", {
  runtime: Runtime.NODEJS_22_X,
  handler: "index.handler",
  code: Code.fromInline(
    "exports.handler = async (event) => ({ statusCode: 200, body: 'from CDK: ' + event.path });",
  ),
});
const api = new RestApi(stack, "Api", { cloudWatchRole: false });
const items = api.root.addResource("items");
items.addMethod("GET", new LambdaIntegration(handler));
items.addMethod("POST", new LambdaIntegration(handler), { authorizationType: AuthorizationType.IAM });
new CfnOutput(stack, "ApiId", { value: api.restApiId });
