import { BlockList, isIPv4, isIPv6 } from "node:net";

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addAddress("fd00:ec2::254", "ipv6");

/**
 * Whether an address must not be called as a back end. Cloud machines answer at link-local addresses with their own
 * credentials, so a URI that leads there, by mistake or through a name an attacker controls, would hand them out.
 */
export function isRefusedAddress(address: string): boolean {
  // Covers `::ffff:169.254.169.254` as well: node compares mapped addresses as IPv4.
  if (isIPv4(address)) return linkLocal.check(address, "ipv4");
  return isIPv6(address) && linkLocal.check(address, "ipv6");
}
