import type { RejectionCode } from "./rejections.ts";

const signedWrongly = "Sign with Signature Version 4, by an SDK, the AWS CLI or `sallyport call`.";
const failedFunction = "Its log tells why: `sallyport logs STACK`.";
const mapping = "Correct the method's integration, and deploy the API anew.";
const backend = "See the back end, and the address that the integration names.";

/**
 * What each rejection means, and what to do about it, for whoever owns the API: `sallyport explain` prints it. The
 * client sees none of it.
 */
export const rejectionMeanings: Readonly<Record<RejectionCode, string>> = {
  api_unknown: "No API has this id. Check the address's first part, and the region.",
  stage_unknown: "The API has no such stage. Check the path's first segment, or deploy the API to it.",
  endpoint_disabled: "The API's default endpoint is disabled (`disableExecuteApiEndpoint`).",
  resource_unknown: "No resource of the deployment has this path. A change holds once it is deployed.",
  method_unknown: "The resource has no such method. A change holds once it is deployed.",
  path_ambiguous: "The path has escapes or dots that two programs may read as different paths.",
  host_ambiguous: "The host is missing, sent twice, or contradicts the TLS name.",
  request_malformed: "The request breaks HTTP/1.1 where two programs could read it differently.",
  url_too_long: "The request's first line is longer than the limit.",
  headers_too_large: "The request's headers are larger than the limit.",
  body_too_large: "The body is larger than 10 MB.",
  overloaded: "So many requests are under way that no more are taken. Try again later.",
  method_arn_too_long: "The path is so long that no policy could name the method's ARN.",
  waf_blocked: "A rule of the stage's web ACL blocks the request; a rule may answer in its own way.",
  waf_captcha:
    "A rule wants a CAPTCHA solved. A browser gets a page; others need a token in the cookie `aws-waf-token`.",
  waf_challenge:
    "A rule wants a silent challenge solved. A browser gets a page; others need a token in the cookie `aws-waf-token`.",
  waf_solution_refused: "The solution of a puzzle is wrong or was used before. Ask for a new puzzle.",
  waf_puzzle_expired: "The solution of a puzzle came too late. Ask for a new puzzle.",
  waf_piece_misplaced: "The piece of a CAPTCHA's picture is in the wrong place. Ask for a new puzzle.",
  waf_unavailable:
    "The stage's web ACL cannot be run, so that nothing passes. The detail names the rule and what it needs.",
  authorization_missing: `The method has AWS_IAM authorization, and the request is not signed. ${signedWrongly}`,
  authorization_malformed: `The signature's parts are missing or malformed. ${signedWrongly}`,
  authorization_unsupported: `The request is authorized by something else than Signature Version 4. ${signedWrongly}`,
  signature_mismatch:
    "Another secret was used, or the request was changed after signing. Compare the canonical string in the answer.",
  signature_expired: "The request was signed too long ago or in the future. Check the client's clock.",
  credential_scope_wrong:
    "The request was signed for another service, region or day. Sign for `execute-api` and the API's region.",
  access_key_unknown: "No account has this access key. It may be one of AWS itself, or deleted.",
  access_key_inactive: "The access key is inactive. Activate it with UpdateAccessKey.",
  session_token_missing:
    "The access key is a session's, and its token was not sent (`X-Amz-Security-Token`).",
  session_token_invalid: "The session token is none of this server's, or another session's.",
  session_token_expired: "The session has ended. Assume the role anew.",
  principal_deleted: "The user or role that signed was deleted.",
  identity_source_missing: "What the authorizer is asked about was not sent: see its identity sources.",
  identity_token_invalid: "The token does not match the authorizer's validation expression.",
  authorizer_unauthorized: `The authorizer's function refused the caller by \`Unauthorized\`. ${failedFunction}`,
  authorizer_misconfigured:
    "The authorizer names no function that can be asked. Correct it, and deploy the API anew.",
  authorizer_refused:
    "API Gateway may not invoke the authorizer's function: it needs a permission, or the authorizer's role one.",
  authorizer_failed: `The authorizer's function failed. ${failedFunction}`,
  authorizer_response_malformed: `The authorizer's function returned no policy that can be read. ${failedFunction}`,
  authorizer_response_too_large: "The authorizer's function returned more than the limit.",
  authorizer_throttled: "Too many requests ask the authorizer's function at once.",
  authorizer_timed_out: `The authorizer's function did not answer in time. ${failedFunction}`,
  access_denied:
    "No policy allows the caller to invoke the method. The layers below say what each policy lacks.",
  access_denied_explicitly:
    "A policy denies the caller. Nothing outweighs a Deny: change the statement that is named.",
  media_type_unsupported: "The integration has no template for the Content-Type, and passes nothing else on.",
  request_body_undecodable: "The body is not what its Content-Type says.",
  template_failed: `A mapping template failed. ${mapping}`,
  mapping_failed: `A parameter mapping failed. ${mapping}`,
  integration_response_unmatched: `No integration response fits what the back end answered. ${mapping}`,
  integration_misconfigured: `The integration cannot be run as it is. ${mapping}`,
  integration_refused:
    "API Gateway may not invoke the integration's function: it needs a permission, or the integration's role one.",
  integration_throttled: "Too many requests invoke the integration's function at once.",
  integration_unreachable: `The back end cannot be reached. ${backend}`,
  integration_response_malformed: `The back end's answer is no HTTP. ${backend}`,
  integration_response_too_large: "The back end answered more than 10 MB.",
  integration_timed_out: "The back end or function did not answer within the integration's timeout.",
  function_failed: `The function failed. ${failedFunction}`,
  function_response_malformed: `The function returned no proxy response: an object with \`statusCode\`. ${failedFunction}`,
  internal_failure: "A bug of Sallyport. The server's log has the request id.",
};

/** Of a code in a record; a record of an older version may have one that is no more. */
export const findMeaning = (code: string): string | undefined =>
  Object.hasOwn(rejectionMeanings, code) ? rejectionMeanings[code as RejectionCode] : undefined;
