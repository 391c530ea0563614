import type { AwsError } from "../../../aws/aws-error.ts";
import { badRequest } from "../api-errors.ts";

/** Longest chain of references that lead to one place. */
const REFERENCES_MAX = 20;

/** One place of an OpenAPI document: what is there, and where it is, so that every refusal can name it. */
export class DocumentNode {
  readonly value: unknown;
  /** A JSON pointer: `#/paths/~1pets/get`. */
  readonly place: string;
  readonly #root: unknown;

  constructor(value: unknown, place = "#", root: unknown = value) {
    this.value = value;
    this.place = place;
    this.#root = root;
  }

  get isObject(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  /** A member of an object; undefined where it is absent or null. */
  at(key: string): DocumentNode | undefined {
    const object = this.#object();
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    return value === undefined || value === null ? undefined : this.#child(key, value);
  }

  /** The members of an object, but for those that are null. */
  entries(): [key: string, node: DocumentNode][] {
    return Object.entries(this.#object()).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [[key, this.#child(key, value)] as [string, DocumentNode]],
    );
  }

  /** The elements of a list. */
  items(): DocumentNode[] {
    if (!Array.isArray(this.value)) throw this.fault("must be a list");
    return this.value.map((element, index) => this.#child(String(index), element));
  }

  /** A text; YAML writers leave the quotes off numbers and booleans, so these count. */
  text(): string {
    if (typeof this.value === "string") return this.value;
    if (typeof this.value === "number" || typeof this.value === "boolean") return String(this.value);
    throw this.fault("must be a text");
  }

  boolean(): boolean {
    if (typeof this.value === "boolean") return this.value;
    if (this.value === "true" || this.value === "false") return this.value === "true";
    throw this.fault("must be true or false");
  }

  texts(): string[] {
    return this.items().map((item) => item.text());
  }

  /** A map of texts, in the order of the document. */
  textMap(): Record<string, string> {
    return Object.fromEntries(this.entries().map(([key, node]) => [key, node.text()]));
  }

  /** Where a `{"$ref": "#/…"}` leads, else the node itself. References to other documents are refused. */
  resolved(): DocumentNode {
    let node: DocumentNode = this;
    for (let hops = 0; node.isObject && node.at("$ref"); hops++) {
      if (hops === REFERENCES_MAX) throw this.fault("is a reference that leads nowhere");
      node = node.#follow(node.at("$ref")!.text());
    }
    return node;
  }

  fault(problem: string): AwsError {
    return badRequest(`Invalid OpenAPI input. ${this.place} ${problem}`);
  }

  #follow(reference: string): DocumentNode {
    if (!reference.startsWith("#/"))
      throw this.fault(`refers to ${reference}, which is not in this document`);
    let target: DocumentNode | undefined = new DocumentNode(this.#root);
    for (const segment of reference.slice(2).split("/")) {
      target = target?.isObject ? target.at(decodePointer(segment)) : undefined;
    }
    if (!target) throw this.fault(`refers to ${reference}, which is missing`);
    return target;
  }

  #object(): Record<string, unknown> {
    if (!this.isObject) throw this.fault("must be an object");
    return this.value as Record<string, unknown>;
  }

  #child(key: string, value: unknown): DocumentNode {
    const segment = key.replaceAll("~", "~0").replaceAll("/", "~1");
    return new DocumentNode(value, `${this.place}/${segment}`, this.#root);
  }
}

/** A segment of a JSON pointer in a URI fragment (RFC 6901, section 6). What is no percent-encoding stays as it is. */
function decodePointer(segment: string): string {
  return percentDecoded(segment).replaceAll("~1", "/").replaceAll("~0", "~");
}

function percentDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
