import { parseArn } from "../../../aws/arn.ts";
import { badRequest } from "../api-errors.ts";

const URI_LENGTH_MAX = 2048;

/** `lambda:path/2015-03-31/functions/{function ARN}/invocations`, what follows the region in an integration's ARN. */
const LAMBDA_ACTION = /^path\/{1,2}2015-03-31\/functions\/(.+)\/invocations$/;

/** A name, optionally with a version or alias; stage variables may stand for any part of it. */
const FUNCTION_RESOURCE = /^function:[a-zA-Z0-9_${}.-]{1,170}(?::[a-zA-Z0-9_${}.$-]{1,128})?$/;

const STAGE_VARIABLE = /\$\{stageVariables\.[a-zA-Z0-9_]+\}/g;
const PATH_VARIABLE = /\{[a-zA-Z0-9._:-]+\+?\}/g;

/**
 * The function that an AWS_PROXY integration invokes.
 * `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations`
 * gives `arn:aws:lambda:us-east-1:123456789012:function:f`. Throws BadRequest for anything else.
 */
export function lambdaFunctionArn(uri: string): string {
  const arn = parseArn(uri);
  if (arn?.service !== "apigateway") throw badRequest("Invalid ARN specified in the request");
  // The ARN's fifth part, where others have the account, names the service to call.
  const action = LAMBDA_ACTION.exec(arn.resource);
  if (!/^(?:path|action)\//.test(arn.resource)) {
    throw badRequest("AWS ARN for integration must contain path or action");
  }
  if (arn.accountId !== "lambda" || !action) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  const functionArn = parseArn(action[1]!);
  if (functionArn?.service !== "lambda" || !FUNCTION_RESOURCE.test(functionArn.resource)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  return action[1]!;
}

/** `http://` or `https://`, a host, and what may hold `{pathVariables}` and `${stageVariables.x}`. */
export function checkHttpUri(uri: string): void {
  const sample = uri.replace(STAGE_VARIABLE, "v").replace(PATH_VARIABLE, "v");
  const url = URL.parse(sample);
  const sound = /^https?:\/\/[^/]/.test(uri) && url && !url.username && !url.password && url.hash === "";
  if (!sound || uri.length > URI_LENGTH_MAX || /[\s{}]/.test(sample)) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
}
