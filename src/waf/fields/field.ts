import type { PreParseTextTransformationType } from "@aws-sdk/client-wafv2";

/** What to do where a component is larger than what is inspected. */
export type OversizeHandling = "CONTINUE" | "MATCH" | "NO_MATCH";

/** What to do where a component is missing or cannot be read. */
export type Fallback = "MATCH" | "NO_MATCH";

/** Which parts of named values are looked at. */
export type MapScope = "ALL" | "KEY" | "VALUE";

/** Which named values are looked at: all, some, or all but some. */
export type NameFilter =
  | { readonly kind: "all" }
  | { readonly kind: "included" | "excluded"; readonly names: ReadonlySet<string> };

/** A step that normalises the query string before it is split into arguments. */
export type PreParseName = PreParseTextTransformationType;

/** A component of the request that a statement inspects. */
export type Field =
  | { readonly kind: "singleHeader"; readonly name: string }
  | {
      readonly kind: "singleQueryArgument";
      readonly name: string;
      readonly preParse: readonly PreParseName[];
    }
  | { readonly kind: "allQueryArguments"; readonly preParse: readonly PreParseName[] }
  | { readonly kind: "uriPath" | "queryString" | "method" }
  | { readonly kind: "body"; readonly oversize: OversizeHandling }
  | {
      readonly kind: "jsonBody";
      readonly oversize: OversizeHandling;
      /** Undefined inspects all elements; else JSON pointers, split into their steps. */
      readonly includedPaths?: readonly (readonly string[])[];
      readonly scope: MapScope;
      /** Undefined inspects what comes before the first error. */
      readonly invalid?: Fallback | "EVALUATE_AS_STRING";
    }
  | {
      readonly kind: "headers" | "cookies";
      /** Names of headers in lower case; names of cookies as they are. */
      readonly filter: NameFilter;
      readonly scope: MapScope;
      readonly oversize: OversizeHandling;
    }
  | { readonly kind: "headerOrder"; readonly oversize: OversizeHandling }
  | { readonly kind: "ja3Fingerprint" | "ja4Fingerprint"; readonly fallback: Fallback }
  | { readonly kind: "uriFragment"; readonly fallback?: Fallback };
