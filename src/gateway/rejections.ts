/** The types of gateway response that a REST API can customise. Source: API Gateway guide, "Gateway response types". */
export const gatewayResponseTypes = [
  "ACCESS_DENIED",
  "API_CONFIGURATION_ERROR",
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "BAD_REQUEST_PARAMETERS",
  "BAD_REQUEST_BODY",
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "EXPIRED_TOKEN",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "INVALID_API_KEY",
  "INVALID_SIGNATURE",
  "MISSING_AUTHENTICATION_TOKEN",
  "QUOTA_EXCEEDED",
  "REQUEST_TOO_LARGE",
  "RESOURCE_NOT_FOUND",
  "THROTTLED",
  "UNAUTHORIZED",
  "UNSUPPORTED_MEDIA_TYPE",
  "WAF_FILTERED",
] as const;

export type GatewayResponseType = (typeof gatewayResponseTypes)[number];

/** How one reason for refusing a request is shown to its client. */
export interface Rejection {
  /** The gateway response that may customise it; absent where AWS offers none. */
  readonly responseType?: GatewayResponseType;
  readonly status: number;
  /** What the client reads, unless the stage gives AWS's own wording for the case. Null where AWS says nothing. */
  readonly message: string | null;
  /** Wordings that stages give in place of the message, as examples; what follows `…` depends on the request. */
  readonly wordings?: readonly string[];
  /** Set where the client reads no error at all: what it gets instead. */
  readonly instead?: string;
  /** `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** AWS spells the member `Message` in denials by a policy. Default `message`. */
  readonly member?: "Message";
}

const forbidden = { status: 403, message: "Forbidden", errorType: "ForbiddenException" } as const;
/** A page for those who accept `text/html`, which no gateway response customises. */
const puzzle = {
  message: null,
  errorType: "ForbiddenException",
  instead: "an HTML page with a puzzle, or no body; `x-amzn-waf-action` says which",
} as const;
const noToken = {
  responseType: "MISSING_AUTHENTICATION_TOKEN",
  status: 403,
  message: "Missing Authentication Token",
  errorType: "MissingAuthenticationTokenException",
} as const;
const invalidSignature = {
  responseType: "INVALID_SIGNATURE",
  status: 403,
  message:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  errorType: "InvalidSignatureException",
} as const;
const incompleteSignature = {
  responseType: "INVALID_SIGNATURE",
  status: 403,
  message: "The authorization of the request is incomplete or malformed.",
  errorType: "IncompleteSignatureException",
} as const;
const invalidToken = {
  responseType: "INVALID_SIGNATURE",
  status: 403,
  message: "The security token included in the request is invalid.",
  errorType: "UnrecognizedClientException",
} as const;
const accessDenied = {
  responseType: "ACCESS_DENIED",
  status: 403,
  message: "User is not authorized to access this resource",
  errorType: "AccessDeniedException",
  member: "Message",
} as const;
const unauthorized = {
  responseType: "UNAUTHORIZED",
  status: 401,
  message: "Unauthorized",
  errorType: "UnauthorizedException",
} as const;
/** AWS answers `{"message":null}` when an authorizer fails, and tells why in the execution log only. */
const authorizerMisconfigured = {
  responseType: "AUTHORIZER_CONFIGURATION_ERROR",
  status: 500,
  message: null,
  errorType: "AuthorizerConfigurationException",
} as const;
const authorizerFailed = {
  ...authorizerMisconfigured,
  responseType: "AUTHORIZER_FAILURE",
  errorType: "AuthorizerFailureException",
} as const;
const badRequest = { status: 400, message: "Bad Request", errorType: "BadRequestException" } as const;
const internal = {
  status: 500,
  message: "Internal server error",
  errorType: "InternalServerErrorException",
} as const;
const misconfigured = { ...internal, responseType: "API_CONFIGURATION_ERROR" } as const;
const badGateway = { ...internal, responseType: "DEFAULT_5XX", status: 502 } as const;
const backendFailed = { ...internal, responseType: "INTEGRATION_FAILURE", status: 504 } as const;

/**
 * Every reason for which a request to an API is refused: our own fine-grained code, which the decision record keeps,
 * and what the client sees of it, which AWS has fewer of. Sources: API Gateway guide, "Gateway response types", and
 * answers of the real service.
 */
export const rejections = {
  api_unknown: forbidden,
  stage_unknown: forbidden,
  endpoint_disabled: forbidden,
  resource_unknown: noToken,
  method_unknown: noToken,
  path_ambiguous: badRequest,
  host_ambiguous: badRequest,
  request_malformed: badRequest,
  url_too_long: { status: 414, message: "Request URI too long", errorType: "RequestUriTooLongException" },
  headers_too_large: {
    status: 431,
    message: "Request Header Fields Too Large",
    errorType: "RequestHeaderFieldsTooLargeException",
  },
  body_too_large: {
    responseType: "REQUEST_TOO_LARGE",
    status: 413,
    message: "Request Too Long",
    errorType: "RequestTooLargeException",
  },
  overloaded: { status: 503, message: "Service Unavailable", errorType: "ServiceUnavailableException" },
  method_arn_too_long: {
    status: 414,
    message: "Request URI too long",
    errorType: "RequestUriTooLongException",
  },
  waf_blocked: { ...forbidden, responseType: "WAF_FILTERED" },
  /** A rule's action is CAPTCHA or Challenge, and the client has no token. */
  waf_captcha: { ...puzzle, status: 405 },
  waf_challenge: { ...puzzle, status: 202 },
  waf_solution_refused: forbidden,
  // The puzzle's page tells the two apart; its client knows the puzzle's age and where it put the piece.
  waf_puzzle_expired: { ...forbidden, errorType: "ExpiredPuzzleException" },
  waf_piece_misplaced: { ...forbidden, errorType: "MisplacedPieceException" },
  waf_unavailable: internal,
  authorization_missing: noToken,
  authorization_malformed: {
    ...incompleteSignature,
    wordings: [
      "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
      "The header 'authorization' must be sent once.",
    ],
  },
  authorization_unsupported: {
    ...incompleteSignature,
    wordings: [
      "The Authorization header must use AWS4-HMAC-SHA256.",
      "Signature Version 2 is not supported. Use AWS4-HMAC-SHA256.",
    ],
  },
  signature_mismatch: {
    ...invalidSignature,
    wordings: [
      `${invalidSignature.message}\n\nThe Canonical String for this request should have been\n'…`,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ],
  },
  signature_expired: {
    ...invalidSignature,
    wordings: [
      "Signature expired: 20260101T120000Z is now earlier than 20260101T120500Z …",
      "Request has expired",
    ],
  },
  credential_scope_wrong: {
    ...invalidSignature,
    wordings: [
      "Credential should be scoped to correct service: 'execute-api'. ",
      "Credential should be scoped to a valid region, not 'eu-west-1'. ",
    ],
  },
  access_key_unknown: invalidToken,
  access_key_inactive: invalidToken,
  session_token_missing: invalidToken,
  session_token_invalid: invalidToken,
  session_token_expired: {
    responseType: "EXPIRED_TOKEN",
    status: 403,
    message: "The security token included in the request is expired",
    errorType: "ExpiredTokenException",
  },
  principal_deleted: invalidToken,
  identity_source_missing: unauthorized,
  identity_token_invalid: unauthorized,
  authorizer_unauthorized: unauthorized,
  authorizer_misconfigured: authorizerMisconfigured,
  authorizer_refused: authorizerMisconfigured,
  authorizer_failed: authorizerMisconfigured,
  authorizer_response_malformed: authorizerMisconfigured,
  authorizer_response_too_large: authorizerMisconfigured,
  authorizer_throttled: authorizerFailed,
  authorizer_timed_out: authorizerFailed,
  access_denied: {
    ...accessDenied,
    wordings: [
      "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abc/prod/GET/signed",
      "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abc/prod/GET/open",
      accessDenied.message,
    ],
  },
  access_denied_explicitly: {
    ...accessDenied,
    wordings: [
      "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********9012:abc/prod/GET/denied with an explicit deny",
      `${accessDenied.message} with an explicit deny`,
    ],
  },
  media_type_unsupported: {
    responseType: "UNSUPPORTED_MEDIA_TYPE",
    status: 415,
    message: "Unsupported Media Type",
    errorType: "UnsupportedMediaTypeException",
  },
  request_body_undecodable: {
    responseType: "BAD_REQUEST_BODY",
    status: 400,
    message: "Invalid request body",
    errorType: "BadRequestException",
  },
  template_failed: misconfigured,
  mapping_failed: misconfigured,
  integration_response_unmatched: misconfigured,
  integration_misconfigured: misconfigured,
  integration_refused: { ...internal, responseType: "API_CONFIGURATION_ERROR" },
  integration_throttled: internal,
  integration_unreachable: backendFailed,
  integration_response_malformed: backendFailed,
  integration_response_too_large: backendFailed,
  integration_timed_out: {
    responseType: "INTEGRATION_TIMEOUT",
    status: 504,
    message: "Endpoint request timed out",
    errorType: "InternalServerErrorException",
  },
  function_failed: badGateway,
  function_response_malformed: badGateway,
  internal_failure: internal,
} as const satisfies Record<string, Rejection>;

/** Our name for one reason to refuse: `signature_mismatch`. */
export type RejectionCode = keyof typeof rejections;

/** The catalogue's entry for a code. */
export const rejectionOf = (code: RejectionCode): Rejection => rejections[code];
