import { InspectedRequest, type RequestInput } from "./request.ts";

/** What a test says about a request; the rest is a plain GET. */
export type RequestSketch = Partial<Omit<RequestInput, "body">> & {
  readonly body?: string | Uint8Array;
  readonly bodyBytesMax?: number;
};

/** A request for a test. */
export function sketchRequest({ body = "", bodyBytesMax, ...input }: RequestSketch = {}): InspectedRequest {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  return new InspectedRequest(
    {
      method: "GET",
      uriPath: "/",
      queryString: "",
      headers: [],
      bodySizeBytes: bytes.length,
      clientIp: "192.0.2.1",
      httpVersion: "HTTP/1.1",
      ...input,
      body: bytes,
    },
    bodyBytesMax,
  );
}
