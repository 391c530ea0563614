import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";
import { parseTemplateText, TEMPLATE_BYTES_MAX } from "../template/parse-text.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { archive, isInside, PackagingError } from "./archive-folder.ts";
import { type ArtifactProperty, artifactProperties, isLocalPath } from "./artifacts.ts";
import { rewriteTemplate } from "./rewrite-template.ts";

/** Where local files go. */
export interface PackagingTarget {
  readonly caller: OperationCaller;
  /** The bucket for uploads; made when it is not there. */
  readonly bucket: string;
  /** Told of each upload as it begins. */
  readonly onUpload: (path: string, sizeBytes: number) => void;
}

/** Templates that include each other deeper than this are taken for a circle. */
const nestingMax = 10;

/**
 * Uploads every local file that a template names, and gives the template that names the uploads instead, line for line.
 * Uploads are named by their content. Throws {@link PackagingError} and `TemplateError`.
 */
export async function packageTemplate(file: string, target: PackagingTarget, depth = 0): Promise<string> {
  if (depth > nestingMax)
    throw new PackagingError(`${file} is nested more than ${nestingMax} templates deep.`);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new PackagingError(`There is no template ${file}.`);
  if (!found.isFile()) throw new PackagingError(`${file} is no file. Name the template in it.`);
  if (found.size > TEMPLATE_BYTES_MAX)
    throw new PackagingError(`${file} is larger than ${TEMPLATE_BYTES_MAX} bytes.`);
  const text = readFileSync(file, "utf8");
  const { value: root } = parseTemplateText(text);
  const folder = dirname(resolve(file));
  const packaged: Record<string, Value> = { ...root };
  const { Resources, Globals } = root;
  if (isMap(Resources))
    packaged["Resources"] = await mapValues(Resources, (value) =>
      packageResource(value, folder, target, depth),
    );
  if (isMap(Globals)) packaged["Globals"] = await packageGlobals(Globals, folder, target, depth);
  return rewriteTemplate(text, root, packaged);
}

async function mapValues(map: ValueMap, change: (value: Value) => Promise<Value>): Promise<ValueMap> {
  const changed: Record<string, Value> = {};
  for (const [name, value] of Object.entries(map)) changed[name] = await change(value);
  return changed;
}

async function packageResource(
  resource: Value,
  folder: string,
  target: PackagingTarget,
  depth: number,
): Promise<Value> {
  if (!isMap(resource)) return resource;
  const properties = isMap(resource["Properties"]) ? resource["Properties"] : {};
  const changed: Record<string, Value> = { ...properties };
  for (const artifact of artifactProperties) {
    if (artifact.resourceType !== resource["Type"]) continue;
    const value = properties[artifact.property];
    if (isLocalPath(value))
      changed[artifact.property] = await upload(
        locate(folder, value, artifact),
        folder,
        artifact,
        target,
        depth,
      );
  }
  return Object.keys(changed).length > 0 ? { ...resource, Properties: changed } : resource;
}

/** `Globals: Function: CodeUri` names a folder for all functions. */
async function packageGlobals(
  globals: ValueMap,
  folder: string,
  target: PackagingTarget,
  depth: number,
): Promise<ValueMap> {
  return mapValues(globals, async (section) =>
    section === globals["Function"] && isMap(section)
      ? (
          (await packageResource(
            { Type: "AWS::Serverless::Function", Properties: section },
            folder,
            target,
            depth,
          )) as ValueMap
        )["Properties"]!
      : section,
  );
}

/** A path that the template names may lie anywhere; one that is a symbolic link may not lead out of its folder. */
function locate(folder: string, value: string, { resourceType, property }: ArtifactProperty): string {
  const path = resolve(folder, value);
  if (!existsSync(path)) {
    throw new PackagingError(`${path} does not exist, and ${resourceType} names it as ${property}.`);
  }
  const real = realpathSync(path);
  const named = join(realpathSync(dirname(path)), basename(path));
  if (real === named || isInside(real, realpathSync(folder))) return real;
  throw new PackagingError(`${path} links to ${real}, outside of ${folder}. Copy what it links to.`);
}

async function contentOf(
  path: string,
  folder: string,
  artifact: ArtifactProperty,
  target: PackagingTarget,
  depth: number,
): Promise<Buffer> {
  if (artifact.content === "template") return Buffer.from(await packageTemplate(path, target, depth + 1));
  const isArchive = /\.(zip|jar)$/.test(path) && statSync(path).isFile();
  if (artifact.content === "zip" && !isArchive) return archive(path, realpathSync(folder));
  return readFileSync(path);
}

async function upload(
  path: string,
  folder: string,
  artifact: ArtifactProperty,
  target: PackagingTarget,
  depth: number,
): Promise<Value> {
  const content = await contentOf(path, folder, artifact, target, depth);
  return artifact.refer(target.bucket, await uploadContent(content, path, target)) as Value;
}

/** Uploads bytes under a name made of them; gives the name. What is there already is not sent again. */
export async function uploadContent(content: Buffer, path: string, target: PackagingTarget): Promise<string> {
  const key = createHash("sha256").update(content).digest("hex");
  const object = { Bucket: target.bucket, Key: key };
  if (await exists(target.caller, "HeadObject", object)) return key;
  if (!(await exists(target.caller, "HeadBucket", { Bucket: target.bucket }))) {
    await target.caller.call("s3", "CreateBucket", { Bucket: target.bucket });
  }
  target.onUpload(path, content.length);
  await target.caller.call("s3", "PutObject", { ...object, Body: content });
  return key;
}

const absent = new Set(["NotFound", "NoSuchKey", "NoSuchBucket"]);

async function exists(caller: OperationCaller, operation: string, input: object): Promise<boolean> {
  try {
    await caller.call("s3", operation, input);
    return true;
  } catch (error) {
    const code = error instanceof AwsError ? error.code : (error as Error).name;
    if (absent.has(code)) return false;
    throw error;
  }
}
