import { crc32 } from "node:zlib";

/** Files by name, uncompressed, as one ZIP archive. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const label = Buffer.from(name);
    const data = Buffer.from(text);
    const common = commonHeader(label, data);
    const local = Buffer.concat([Buffer.from("504b0304", "hex"), common, label, data]);
    const central = Buffer.concat([
      Buffer.from("504b01021400", "hex"),
      common,
      // Comment length, disk, internal and external attributes: none.
      Buffer.alloc(10),
      uint32(offset),
      label,
    ]);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = uint16(centrals.length);
  const end = Buffer.concat([
    Buffer.from("504b050600000000", "hex"),
    count,
    count,
    uint32(directory.length),
    uint32(offset),
    uint16(0),
  ]);
  return Buffer.concat([...locals, directory, end]);
}

/** Version, flags, method, time, date, checksum, sizes, name length, extra length: the same in both headers. */
function commonHeader(name: Buffer, data: Buffer): Buffer {
  return Buffer.concat([
    uint16(20),
    uint16(0),
    uint16(0),
    uint16(0),
    // 1 January 1980: archives of the same data are the same bytes.
    uint16(33),
    uint32(crc32(data)),
    uint32(data.length),
    uint32(data.length),
    uint16(name.length),
    uint16(0),
  ]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
}
