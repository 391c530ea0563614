import { assertThat } from "../../base/assert.ts";
import { parseCidr } from "./ip-address.ts";
import type { MaxmindValue } from "./maxmind-data.ts";

/** When the databases of tests were made, in seconds since the epoch. */
export const BUILT_AT_EPOCH_S = 1_767_225_600;

/** Records of a city database, as GeoLite2-City has them but for the names. */
export const CITY_RECORDS = {
  "192.0.2.0/24": { country: { iso_code: "US" }, subdivisions: [{ iso_code: "OR" }] },
  "198.51.100.0/25": { registered_country: { iso_code: "DE" } },
  "2001:db8::/32": { country: { iso_code: "FR" }, subdivisions: [{ iso_code: "ARA" }, { iso_code: "69" }] },
} as const;

/** Builds a database in MaxMind's format from records by CIDR block. IPv4 blocks go under 96 zero bits. */
export function buildMaxmind(
  records: Readonly<Record<string, MaxmindValue>>,
  recordBits: 24 | 28 | 32 = 24,
  type = "Test-City",
): Buffer {
  // A child is a node's number, undefined, or a record's offset written as a negative number less one.
  const nodes: [number | undefined, number | undefined][] = [[undefined, undefined]];
  const sections: Buffer[] = [];
  let dataBytes = 0;
  for (const [block, record] of Object.entries(records)) {
    insert(nodes, block, -dataBytes - 1);
    const encoded = encode(record);
    sections.push(encoded);
    dataBytes += encoded.length;
  }
  const values = nodes.map((pair) => pair.map((child) => childValue(child, nodes.length)));
  const tree = Buffer.concat(values.map(([left, right]) => encodeNode(left!, right!, recordBits)));
  const metadata = encode({
    ...{ node_count: nodes.length, record_size: recordBits, ip_version: 6 },
    ...{ database_type: type, build_epoch: BUILT_AT_EPOCH_S },
  });
  const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
  return Buffer.concat([tree, Buffer.alloc(16), ...sections, marker, metadata]);
}

function insert(nodes: [number | undefined, number | undefined][], block: string, leaf: number): void {
  const range = parseCidr(block);
  assertThat(range, `not a block: ${block}`);
  const slash = Number(block.split("/")[1]);
  const bits = range.version === 4 ? 96 + slash : slash;
  let node = 0;
  for (let bit = 0; bit < bits; bit++) {
    const side = Number((range.first >> BigInt(127 - bit)) & 1n) as 0 | 1;
    if (bit === bits - 1) nodes[node]![side] = leaf;
    else node = nodes[node]![side] ??= nodes.push([undefined, undefined]) - 1;
  }
}

function childValue(child: number | undefined, nodeCount: number): number {
  if (child === undefined) return nodeCount;
  return child >= 0 ? child : nodeCount + 16 - child - 1;
}

function encodeNode(left: number, right: number, recordBits: number): Buffer {
  const node = Buffer.alloc(recordBits / 4);
  if (recordBits === 28) {
    node.writeUIntBE(left & 0xffffff, 0, 3);
    node[3] = ((left >>> 24) << 4) | (right >>> 24);
    node.writeUIntBE(right & 0xffffff, 4, 3);
    return node;
  }
  node.writeUIntBE(left, 0, recordBits / 8);
  node.writeUIntBE(right, recordBits / 8, recordBits / 8);
  return node;
}

/** Encodes a value; strings of at most 65,820 bytes. */
function encode(value: MaxmindValue): Buffer {
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(5);
    bytes[0] = 0xc4;
    bytes.writeUInt32BE(value, 1);
    return bytes;
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([value.length, 4]), ...value.map(encode)]);
  const entries = Object.entries(value).flatMap(([name, item]) => [
    encode(name),
    encode(item as MaxmindValue),
  ]);
  return Buffer.concat([Buffer.from([0xe0 | (entries.length / 2)]), ...entries]);
}

function encodeString(text: string): Buffer {
  const { length } = text;
  if (length < 29) return Buffer.from(`${String.fromCharCode(0x40 | length)}${text}`, "latin1");
  if (length < 285) return Buffer.concat([Buffer.from([0x5d, length - 29]), Buffer.from(text)]);
  const rest = length - 285;
  return Buffer.concat([Buffer.from([0x5e, rest >>> 8, rest & 0xff]), Buffer.from(text)]);
}
