import { type WireRequest, wireRequest } from "../../src/aws/wire-request.ts";

/** The parts of a request that a test cares about. */
export interface TestRequest {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A request as it would come off the wire; `POST /` without a body unless told. */
export function testRequest({
  method = "POST",
  target = "/",
  headers = {},
  body = "",
}: TestRequest): WireRequest {
  return wireRequest({ method, target, rawHeaders: Object.entries(headers).flat(), body: Buffer.from(body) });
}

/** An Authorization header whose scope names a service. The signature is not checked here. */
export const scopedTo = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260102/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

/** A JSON RPC request: `target` as in `TrentService.CreateKey`. */
export const jsonRequest = (target: string, body: string): WireRequest =>
  testRequest({ headers: { "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1" }, body });

/** A query request of a service. */
export const formRequest = (service: string, body: string): WireRequest =>
  testRequest({
    headers: {
      "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
      Authorization: scopedTo(service),
    },
    body,
  });

/** A REST request of a service. */
export const restRequest = (service: string, method: string, target: string, body = ""): WireRequest =>
  testRequest({
    method,
    target,
    headers: { Authorization: scopedTo(service), Host: "localhost:4566" },
    body,
  });
