import { type EnvironmentSecrets, type FunctionSpec, familyOf } from "../function-spec.ts";
import { type Enclosure, EnclosureRefusedError } from "../process/enclosure.ts";

/** Flags that change nothing of what keeps a function enclosed. */
const HARMLESS_NODE_OPTION =
  /^--(enable-source-maps|stack-trace-limit=\d+|max-http-header-size=\d+|max-old-space-size=\d+|max-semi-space-size=\d+|dns-result-order=\w+|unhandled-rejections=[\w-]+|trace-\w+(-\w+)*|no-deprecation|no-warnings|experimental-require-module|no-experimental-require-module)$/;

/** Variables by which native code gets into a process before its permission model holds. */
const LOADS_NATIVE_CODE = /^(LD_[A-Z_]+|DYLD_[A-Z_]+|GCONV_PATH|OPENSSL_\w+|NODE_ICU_DATA)$/;

/** What only the environment's start knows. */
export interface StartFacts {
  readonly secrets: EnvironmentSecrets;
  /** `127.0.0.1:port`, for runtimes that come with the function. */
  readonly runtimeApi: string | undefined;
  readonly logStreamName: string;
  readonly permissionModel: boolean;
}

/**
 * All that a function finds in its environment; nothing of ours leaks in.
 * Source: Lambda developer guide, "Defined runtime environment variables".
 */
export function environmentVariables(
  spec: FunctionSpec,
  enclosure: Enclosure,
  facts: StartFacts,
): Record<string, string> {
  if (facts.permissionModel && familyOf(spec.runtime) === "nodejs") refuseLoopholes(facts.secrets.variables);
  return {
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    HOME: enclosure.inside.tmp,
    TMPDIR: enclosure.inside.tmp,
    ...libraryPaths(spec, enclosure, facts.permissionModel),
    ...facts.secrets.variables,
    ...lambdaVariables(spec, enclosure, facts),
    ...credentialVariables(facts.secrets),
    ...(spec.endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: spec.endpointUrl }),
    ...trustVariables(spec, enclosure),
  };
}

function lambdaVariables(
  spec: FunctionSpec,
  enclosure: Enclosure,
  facts: StartFacts,
): Record<string, string> {
  const { inside } = enclosure;
  return {
    _HANDLER: spec.handler,
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    LAMBDA_TASK_ROOT: inside.taskRoot,
    LAMBDA_RUNTIME_DIR: inside.runtimeRoot,
    ...(facts.runtimeApi === undefined
      ? {
          SALLYPORT_RUNTIME_SOCKET: inside.socketPath,
          SALLYPORT_PACKAGES: inside.packagesRoot,
          SALLYPORT_RUNTIME: spec.runtime,
        }
      : { AWS_LAMBDA_RUNTIME_API: facts.runtimeApi }),
  };
}

/** Where modules and libraries of the function and its layers are found. */
function libraryPaths(
  spec: FunctionSpec,
  enclosure: Enclosure,
  permissionModel: boolean,
): Record<string, string> {
  const { taskRoot, optRoot } = enclosure.inside;
  const family = familyOf(spec.runtime);
  const libraries = { LD_LIBRARY_PATH: `/lib64:/usr/lib64:${taskRoot}:${taskRoot}/lib:${optRoot}/lib` };
  if (family === "python") return { ...libraries, PYTHONPATH: `${optRoot}/python` };
  if (family === "provided") return libraries;
  const version = /\d+/.exec(spec.runtime)![0];
  const modules = {
    NODE_PATH: `${optRoot}/nodejs/node${version}/node_modules:${optRoot}/nodejs/node_modules`,
  };
  // A library of the function's own in place of the system's would be native code that no permission model sees.
  return permissionModel ? modules : { ...libraries, ...modules };
}

function credentialVariables({ credentials }: EnvironmentSecrets): Record<string, string> {
  if (!credentials) return {};
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

function trustVariables(spec: FunctionSpec, enclosure: Enclosure): Record<string, string> {
  if (spec.caCertificatesPem === undefined) return {};
  const { caFile } = enclosure.inside;
  return familyOf(spec.runtime) === "nodejs"
    ? { NODE_EXTRA_CA_CERTS: caFile }
    : { AWS_CA_BUNDLE: caFile, SSL_CERT_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile };
}

function refuseLoopholes(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(variables)) {
    if (LOADS_NATIVE_CODE.test(name)) {
      throw new EnclosureRefusedError(
        `The variable ${name} loads native code, which the isolation level process does not allow`,
      );
    }
  }
  for (const option of (variables["NODE_OPTIONS"] ?? "").split(/\s+/)) {
    if (option !== "" && !HARMLESS_NODE_OPTION.test(option)) {
      throw new EnclosureRefusedError(`The isolation level process does not allow ${option} in NODE_OPTIONS`);
    }
  }
}
