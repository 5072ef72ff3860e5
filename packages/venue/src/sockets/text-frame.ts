const FINAL_TEXT = 0x81;

/**
 * A whole WebSocket text frame as a server sends it: final, unmasked, uncompressed (RFC 6455 §5.2). Encoding it once and
 * writing the same bytes to every subscriber is what makes a book with hundreds of them cheap.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FINAL_TEXT;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, start);
  return frame;
}
