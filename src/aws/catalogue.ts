/** A wire protocol, as Smithy names it. */
export type Protocol =
  | "awsJson1.0"
  | "awsJson1.1"
  | "awsQuery"
  | "ec2Query"
  | "restJson1"
  | "restXml"
  | "rpcv2Cbor";

/** What has to be known of a service before its model is loaded: enough to tell its calls from the others'. */
export interface CatalogueEntry {
  /** Our name of the service; also its folder under `src/services/`. */
  readonly id: string;
  /** The npm package that holds its model. */
  readonly clientPackage: string;
  /** The service in a Signature Version 4 credential scope. */
  readonly signingName: string;
  /** The first label of its host name: `monitoring` in `monitoring.eu-west-1.amazonaws.com`. */
  readonly endpointPrefix: string;
  /** Accepted protocols. The first is what the SDK for JavaScript sends. */
  readonly protocols: readonly [Protocol, ...Protocol[]];
  /** `x-amz-target` up to the last dot; the first also names the service in rpcv2 paths. */
  readonly targets: readonly string[];
  /** The `Version` parameter of its query calls; elsewhere the model's version. */
  readonly version: string;
  /** The XML namespace of its documents, where it speaks XML. */
  readonly xmlNamespace?: string;
  /** Serves one region for the whole partition, as IAM does. */
  readonly global: boolean;
  /** Errors of its JSON calls also carry the code that its query calls had (`x-amzn-query-error`). */
  readonly queryCompatible?: boolean;
  /** Raw path prefix that tells it from another service with the same signing name. */
  readonly pathPrefix?: string;
}

const json = (
  id: string,
  target: string,
  version: string,
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry => ({
  id,
  clientPackage: `@aws-sdk/client-${id}`,
  signingName: id,
  endpointPrefix: id,
  protocols: ["awsJson1.1"],
  targets: [target],
  version,
  global: false,
  ...more,
});

const rest = (id: string, version: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry => ({
  ...json(id, "", version),
  protocols: ["restJson1"],
  targets: [],
  ...more,
});

const query = (
  id: string,
  version: string,
  xmlNamespace: string,
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry => ({
  ...json(id, "", version),
  protocols: ["awsQuery"],
  targets: [],
  xmlNamespace,
  ...more,
});

/** The one hand-kept table of the services. A test holds it against the models. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  rest("apigateway", "2015-07-09", { clientPackage: "@aws-sdk/client-api-gateway" }),
  rest("apigatewayv2", "2018-11-29", {
    signingName: "apigateway",
    endpointPrefix: "apigateway",
    pathPrefix: "/v2/",
  }),
  rest("lambda", "2015-03-31"),
  query("iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", { global: true }),
  query("sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
  json("organizations", "AWSOrganizationsV20161128", "2016-11-28", { global: true }),
  json("cognito-idp", "AWSCognitoIdentityProviderService", "2016-04-18", {
    clientPackage: "@aws-sdk/client-cognito-identity-provider",
  }),
  json("cognito-identity", "AWSCognitoIdentityService", "2014-06-30"),
  json("ssm", "AmazonSSM", "2014-11-06"),
  json("acm", "CertificateManager", "2015-12-08"),
  json("wafv2", "AWSWAF_20190729", "2019-07-29"),
  query("ec2", "2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/", { protocols: ["ec2Query"] }),
  json("kms", "TrentService", "2014-11-01"),
  rest("s3", "2006-03-01", {
    protocols: ["restXml"],
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
  }),
  json("dynamodb", "DynamoDB_20120810", "2012-08-10", { protocols: ["awsJson1.0"] }),
  json("cloudwatch", "GraniteServiceVersion20100801", "2010-08-01", {
    signingName: "monitoring",
    endpointPrefix: "monitoring",
    protocols: ["awsJson1.0", "rpcv2Cbor", "awsQuery"],
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    queryCompatible: true,
  }),
  json("logs", "Logs_20140328", "2014-03-28", { clientPackage: "@aws-sdk/client-cloudwatch-logs" }),
  json("cloudtrail", "CloudTrail_20131101", "2013-11-01", {
    // The SDK for JavaScript sends the short target; boto3, the CLI and Go send the long one.
    targets: ["CloudTrail_20131101", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"],
  }),
  json("config", "StarlingDoveService", "2014-11-12", { clientPackage: "@aws-sdk/client-config-service" }),
  json("directconnect", "OvertureService", "2012-10-25", { clientPackage: "@aws-sdk/client-direct-connect" }),
  query("cloudformation", "2010-05-15", "http://cloudformation.amazonaws.com/doc/2010-05-15/"),
];

const BY_ID = new Map(CATALOGUE.map((entry) => [entry.id, entry]));
const BY_TARGET = new Map(
  CATALOGUE.flatMap((entry) => entry.targets.map((target) => [target, entry] as const)),
);
const BY_VERSION = new Map(CATALOGUE.filter(speaksQuery).map((entry) => [entry.version, entry]));

/** Whether the service accepts form-encoded `Action=` calls. */
function speaksQuery(entry: CatalogueEntry): boolean {
  return entry.protocols.some((protocol) => protocol === "awsQuery" || protocol === "ec2Query");
}

/** The service with our id, if there is one. */
export const findService = (id: string): CatalogueEntry | undefined => BY_ID.get(id);

/** The service that `x-amz-target: <target>.<Operation>` means. */
export const findServiceByTarget = (target: string): CatalogueEntry | undefined => BY_TARGET.get(target);

/** The service that a query call's `Version` means. */
export const findServiceByVersion = (version: string): CatalogueEntry | undefined => BY_VERSION.get(version);

const BY_SIGNING_NAME = Map.groupBy(CATALOGUE, (entry) => entry.signingName);
const BY_ENDPOINT = Map.groupBy(CATALOGUE, (entry) => entry.endpointPrefix);

/** The service that a credential scope's service means; `path` tells the two generations of API Gateway apart. */
export const findServiceBySigningName = (name: string, path: string): CatalogueEntry | undefined =>
  findByPath(BY_SIGNING_NAME.get(name), path);

/** The service that a host name's first label means: `lambda` in `lambda.us-east-1.amazonaws.com`. */
export const findServiceByEndpoint = (prefix: string, path: string): CatalogueEntry | undefined =>
  findByPath(BY_ENDPOINT.get(prefix), path);

function findByPath(
  entries: readonly CatalogueEntry[] | undefined,
  path: string,
): CatalogueEntry | undefined {
  const narrow = entries?.find(({ pathPrefix }) => pathPrefix !== undefined && path.startsWith(pathPrefix));
  return narrow ?? entries?.find(({ pathPrefix }) => pathPrefix === undefined);
}
