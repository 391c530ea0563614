import { assertThat } from "../../base/assert.ts";
import { parseCidr } from "./ip-address.ts";
import type { MaxmindValue } from "./maxmind-data.ts";

/** Builds a database in MaxMind's format from records by CIDR block. IPv4 blocks go under 96 zero bits. */
export function buildMaxmind(
  records: Readonly<Record<string, MaxmindValue>>,
  recordBits: 24 | 28 | 32 = 24,
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
  const metadata = encode({ node_count: nodes.length, record_size: recordBits, ip_version: 6 });
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

function encode(value: MaxmindValue): Buffer {
  if (typeof value === "string")
    return Buffer.concat([Buffer.from([0x40 | value.length]), Buffer.from(value)]);
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
