// What a camera wrote into a JPEG, as it stands there: it is lost when the picture is made smaller,
// and it says where the picture was taken.

const APP1 = 0xe1;
const IMAGE_BEGINS = 0xda;
const HEAD = "Exif\0\0";
export const LOOKED_AT = 256 * 1024;

// Returns the EXIF block of the JPEG in `bytes`, without its marker; null when there is none.
export function exifBlock(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const kind = view.getUint8(at + 1);
    const size = view.getUint16(at + 2);
    if (kind === IMAGE_BEGINS || size < 2) return null;
    const from = at + 4;
    const to = at + 2 + size;
    if (kind === APP1 && to <= view.byteLength && startsWithHead(bytes, from)) return bytes.slice(from, to);
    at = to;
  }
  return null;
}

function startsWithHead(bytes, from) {
  return [...HEAD].every((sign, n) => bytes[from + n] === sign.charCodeAt(0));
}

export async function exifOf(file) {
  const head = await file.slice(0, LOOKED_AT).arrayBuffer();
  return exifBlock(new Uint8Array(head));
}
