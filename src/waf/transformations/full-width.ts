/**
 * The one byte that AWS WAF keeps of a 16-bit code: full-width ASCII (FF01–FF5E) is mapped to its ASCII form, of any
 * other code only the lower byte remains. `0xff1c` gives `<`.
 */
export function fullWidthByte(code: number): string {
  const low = code & 0xff;
  const isFullWidth = code >>> 8 === 0xff && low >= 0x01 && low <= 0x5e;
  return String.fromCharCode(isFullWidth ? low + 0x20 : low);
}
