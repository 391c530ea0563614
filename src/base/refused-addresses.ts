import { BlockList, isIPv4, isIPv6 } from "node:net";

const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
// The same link-local addresses behind a translator from IPv6 (RFC 6052, section 2.1).
refused.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
// Where clouds answer besides: Amazon on IPv6, Alibaba, Oracle, Azure.
refused.addAddress("fd00:ec2::254", "ipv6");
refused.addAddress("100.100.100.200", "ipv4");
refused.addAddress("192.0.0.192", "ipv4");
refused.addAddress("168.63.129.16", "ipv4");

/**
 * Whether an address must not be called as a back end. Cloud machines answer at these addresses with their own
 * credentials, so a URI that leads there, by mistake or through a name an attacker controls, would hand them out.
 */
export function isRefusedAddress(address: string): boolean {
  // Covers `::ffff:169.254.169.254` as well: node compares mapped addresses as IPv4.
  if (isIPv4(address)) return refused.check(address, "ipv4");
  return isIPv6(address) && refused.check(address, "ipv6");
}
