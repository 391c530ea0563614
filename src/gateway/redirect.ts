import { type HttpRequestHead, type HttpResponse, noBody } from "./http-message.ts";

/** The same URL over TLS; 308 keeps method and body (RFC 9110, section 15.4.9). */
export const redirectToHttps = (head: HttpRequestHead): HttpResponse => ({
  status: 308,
  headers: [
    "Location",
    `https://${head.headers["host"]}${head.path}${head.rawQuery ? `?${head.rawQuery}` : ""}`,
  ],
  body: noBody,
});
