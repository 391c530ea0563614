import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { OperationCaller } from "../caller.ts";
import { parseTemplateText, TEMPLATE_BYTES_MAX } from "../template/parse-text.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { archive, isInside, PackagingError } from "./archive-folder.ts";
import { ArtifactBucket } from "./artifact-bucket.ts";
import { ARTIFACT_PROPERTIES, type ArtifactProperty, isLocalPath } from "./artifact-properties.ts";

/** Templates within templates within templates. */
const NESTING_MAX = 10;

/** What is being done, for whoever watches. */
export type PackageEvent =
  | {
      readonly kind: "packaging";
      readonly resource: string;
      readonly property: string;
      readonly path: string;
    }
  | {
      readonly kind: "uploaded" | "unchanged";
      readonly resource: string;
      readonly key: string;
      readonly sizeBytes: number;
    };

export interface PackageRequest {
  readonly templatePath: string;
  /** Uploads as the principal that deploys. */
  readonly caller: OperationCaller;
  /** Made if it is not there. */
  readonly bucket: string;
  readonly region: string;
  readonly onProgress?: (event: PackageEvent) => void;
}

/** A template that can be deployed from anywhere. */
export interface PackagedTemplate {
  /** JSON. */
  readonly text: string;
  /** Its place in the bucket, for templates that are too long for a request. */
  readonly url: string;
}

/**
 * Uploads the local files and folders that a template names (`CodeUri`, `ContentUri`, `DefinitionUri`, nested
 * templates) and puts their places in S3 instead. Throws {@link PackagingError} for a path that is not there, and for a
 * symbolic link that leads out of what the template names.
 */
export async function packageLocal(request: PackageRequest): Promise<PackagedTemplate> {
  const templatePath = resolve(request.templatePath);
  const packager = new Packager(request, await realpath(dirname(templatePath)));
  const text = await packager.packageTemplate(templatePath, 0);
  const location = await packager.bucket.put(Buffer.from(text), "template");
  return { text, url: `https://${location.bucket}.s3.amazonaws.com/${location.key}` };
}

class Packager {
  readonly bucket: ArtifactBucket;
  readonly #boundary: string;
  readonly #onProgress: (event: PackageEvent) => void;

  constructor({ caller, bucket, region, onProgress }: PackageRequest, boundary: string) {
    this.bucket = new ArtifactBucket(caller, bucket, region);
    this.#boundary = boundary;
    this.#onProgress = onProgress ?? (() => {});
  }

  async packageTemplate(templatePath: string, depth: number): Promise<string> {
    if (depth > NESTING_MAX)
      throw new PackagingError(`${templatePath} is nested more than ${NESTING_MAX} deep`);
    const root = parseTemplateText(await readBounded(templatePath)).value;
    const folder = dirname(templatePath);
    const globals = isMap(root["Globals"]) ? root["Globals"]["Function"] : undefined;
    const globalCode = ARTIFACT_PROPERTIES["AWS::Serverless::Function"]!;
    if (isMap(globals)) await this.#packageProperty("Globals.Function", globals, globalCode, folder, depth);
    const resources = isMap(root["Resources"]) ? root["Resources"] : {};
    for (const [logicalId, resource] of Object.entries(resources)) {
      if (!isMap(resource) || !isMap(resource["Properties"])) continue;
      const artifact = ARTIFACT_PROPERTIES[String(resource["Type"])];
      if (artifact) await this.#packageProperty(logicalId, resource["Properties"], artifact, folder, depth);
    }
    return JSON.stringify(root, null, 2);
  }

  async #packageProperty(
    resource: string,
    properties: ValueMap,
    artifact: ArtifactProperty,
    folder: string,
    depth: number,
  ): Promise<void> {
    const { property, kind } = artifact;
    const value: Value | undefined = properties[property];
    if (!isLocalPath(value)) return;
    const path = await this.#locate(resolve(folder, value), resource, property);
    this.#onProgress({ kind: "packaging", resource, property, path });
    const { content, extension } = await this.#contentOf(kind, path, depth);
    const location = await this.bucket.put(content, extension);
    const event = location.isNew ? "uploaded" : "unchanged";
    this.#onProgress({ kind: event, resource, key: location.key, sizeBytes: content.length });
    properties[property] = artifact.valueFor(location);
  }

  async #contentOf(
    kind: ArtifactProperty["kind"],
    path: string,
    depth: number,
  ): Promise<{ content: Uint8Array; extension: string }> {
    if (kind === "template")
      return { content: Buffer.from(await this.packageTemplate(path, depth + 1)), extension: "template" };
    // What is an archive already is uploaded as it is.
    const isRaw = kind === "file" || (/\.(zip|jar)$/i.test(path) && (await stat(path)).isFile());
    if (isRaw)
      return {
        content: await readFile(path),
        extension: path.slice(path.lastIndexOf(".") + 1).replace(/[^a-zA-Z0-9]/g, "") || "file",
      };
    return { content: await archive(path, this.#boundary), extension: "zip" };
  }

  /** A path that the template names may lie anywhere; one that is a symbolic link may not lead out. */
  async #locate(path: string, resource: string, property: string): Promise<string> {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new PackagingError(`${property} of ${resource}: ${path} does not exist`);
    const named = join(await realpath(dirname(path)), basename(path));
    if (real === named || isInside(real, this.#boundary)) return real;
    throw new PackagingError(
      `${property} of ${resource}: ${path} leads to ${real}, outside of ${this.#boundary}`,
    );
  }
}

async function readBounded(path: string): Promise<string> {
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isFile()) throw new PackagingError(`${path} is no file`);
  if (facts.size > TEMPLATE_BYTES_MAX)
    throw new PackagingError(`${path} is larger than ${TEMPLATE_BYTES_MAX} bytes`);
  return readFile(path, "utf8");
}
