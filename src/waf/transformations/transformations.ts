import type { TextTransformationType } from "@aws-sdk/client-wafv2";
import { asciiLower, asciiUpper } from "../byte-string.ts";
import { cmdLine, cmdLineUnix, cmdLineWin } from "./command-line.ts";
import { removeCommentsChar, replaceComments } from "./comments.ts";
import { base64Decode, base64DecodeExt, hexDecode, md5, sha256, sqlHexDecode } from "./encodings.ts";
import { cssDecode, escapeSeqDecode, jsDecode, jsDecodeExt } from "./escapes.ts";
import { htmlEntityDecode } from "./html-entities.ts";
import { normalizePath, normalizePathWin } from "./normalize-path.ts";
import { urlDecode, urlDecodeUni, utf8ToUnicode } from "./url-decode.ts";
import { compressWhiteSpace, removeWhiteSpace, trim, trimLeft, trimRight } from "./white-space.ts";

/** A text transformation by AWS's name. */
export type TransformationName = TextTransformationType;

/** From a byte string to a byte string, in linear time. */
export type Transformation = (text: string) => string;

/**
 * All 31, with the semantics of AWS's guide ("Text transformations") and, where the guide is silent, of ModSecurity,
 * whose functions they are named after.
 */
export const TRANSFORMATIONS: Readonly<Record<TransformationName, Transformation>> = {
  NONE: (text) => text,
  COMPRESS_WHITE_SPACE: compressWhiteSpace,
  HTML_ENTITY_DECODE: htmlEntityDecode,
  LOWERCASE: asciiLower,
  UPPERCASE: asciiUpper,
  CMD_LINE: cmdLine,
  CMD_LINE_UNIX: cmdLineUnix,
  CMD_LINE_WIN: cmdLineWin,
  URL_DECODE: urlDecode,
  URL_DECODE_UNI: urlDecodeUni,
  BASE64_DECODE: base64Decode,
  BASE64_DECODE_EXT: base64DecodeExt,
  HEX_DECODE: hexDecode,
  SQL_HEX_DECODE: sqlHexDecode,
  MD5: md5,
  SHA256: sha256,
  REPLACE_COMMENTS: replaceComments,
  REMOVE_COMMENTS_CHAR: removeCommentsChar,
  ESCAPE_SEQ_DECODE: escapeSeqDecode,
  CSS_DECODE: cssDecode,
  JS_DECODE: jsDecode,
  JS_DECODE_EXT: jsDecodeExt,
  NORMALIZE_PATH: normalizePath,
  NORMALIZE_PATH_WIN: normalizePathWin,
  REMOVE_NULLS: (text) => text.replaceAll("\0", ""),
  REPLACE_NULLS: (text) => text.replaceAll("\0", " "),
  UTF8_TO_UNICODE: utf8ToUnicode,
  REMOVE_WHITESPACE: removeWhiteSpace,
  TRIM: trim,
  TRIM_LEFT: trimLeft,
  TRIM_RIGHT: trimRight,
};
