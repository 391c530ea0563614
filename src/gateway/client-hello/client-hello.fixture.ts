/** The fields of a hello that a test writes; what it leaves out is empty. */
export interface HelloSketch {
  readonly legacyVersion?: number;
  readonly cipherSuites?: readonly number[];
  /** Types and contents, in order. Without any, the hello ends before its extensions. */
  readonly extensions?: readonly (readonly [type: number, content: Buffer])[];
}

/** Bytes behind their length. */
export function vector(lengthBytes: number, content: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(content.length, 0, lengthBytes);
  return Buffer.concat([length, content]);
}

/** Numbers of two bytes each. */
export const numbers = (values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from([value >>> 8, value & 0xff])));

/** The contents of extensions that fingerprints look into. */
export const content = {
  serverName: (name: string) => vector(2, Buffer.concat([Buffer.from([0]), vector(2, Buffer.from(name))])),
  supportedGroups: (groups: readonly number[]) => vector(2, numbers(groups)),
  pointFormats: (formats: readonly number[]) => vector(1, Buffer.from(formats)),
  signatureAlgorithms: (algorithms: readonly number[]) => vector(2, numbers(algorithms)),
  protocols: (...names: readonly (string | Buffer)[]) =>
    vector(2, Buffer.concat(names.map((name) => vector(1, Buffer.from(name as string))))),
  supportedVersions: (versions: readonly number[]) => vector(1, numbers(versions)),
};

/** A ClientHello with its handshake header. */
export function writeHello({ legacyVersion = 0x0303, cipherSuites = [], extensions }: HelloSketch): Buffer {
  const list = extensions?.map(([type, bytes]) => Buffer.concat([numbers([type]), vector(2, bytes)]));
  const body = Buffer.concat([
    numbers([legacyVersion]),
    Buffer.alloc(32, 7),
    vector(1, Buffer.alloc(32, 9)),
    vector(2, numbers(cipherSuites)),
    vector(1, Buffer.from([0])),
    ...(list ? [vector(2, Buffer.concat(list))] : []),
  ]);
  return Buffer.concat([Buffer.from([1]), vector(3, body)]);
}

/** A message in TLS records of at most `bytesMax` each. */
export function inRecords(message: Buffer, bytesMax = 16_384): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += bytesMax) {
    records.push(Buffer.from([0x16, 3, 1]), vector(2, message.subarray(at, at + bytesMax)));
  }
  return Buffer.concat(records);
}
