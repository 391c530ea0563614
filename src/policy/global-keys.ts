/**
 * Every global condition key, lower-case; those that end in `/` take a tag's name. Some never have a value here, such as
 * the keys of EC2 instances' credentials: they are absent from every request, as they are in AWS where they do not apply.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const GLOBAL_KEYS: ReadonlySet<string> = new Set([
  "aws:assumedroot",
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
  "aws:chatbotsourcearn",
  "aws:currenttime",
  "aws:ec2instancesourceprivateipv4",
  "aws:ec2instancesourcevpc",
  "aws:epochtime",
  "aws:federatedprovider",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:principaltag/",
  "aws:principaltype",
  "aws:referer",
  "aws:requestedregion",
  "aws:requesttag/",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "aws:resourcetag/",
  "aws:securetransport",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceidentity",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpcarn",
  "aws:sourcevpce",
  "aws:tagkeys",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
  "aws:viaawsservice",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "aws:vpcsourceip",
]);

/**
 * Whether a key claims to be a global one and is none. A statement that waits for such a key would be stored and never
 * have an effect: a misspelt Deny would protect nothing.
 */
export function isUnknownGlobalKey(key: string): boolean {
  const name = key.toLowerCase();
  if (!name.startsWith("aws:")) return false;
  const slash = name.indexOf("/");
  return !GLOBAL_KEYS.has(slash < 0 ? name : name.slice(0, slash + 1));
}
