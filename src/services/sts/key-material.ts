import { randomString } from "../../base/ids.ts";
import type { Random } from "../../base/random.ts";

/** `ASIA` and 16 characters: the mark of temporary keys. */
export const newAccessKeyId = (random: Random): string =>
  `ASIA${randomString(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;

/** 240 random bits as 40 characters of base64. */
export const newSecretAccessKey = (random: Random): string => random.bytes(30).toString("base64");
