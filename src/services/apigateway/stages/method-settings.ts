import type { MethodSetting } from "@aws-sdk/client-api-gateway";
import { notBuilt } from "../api-errors.ts";
import { missingParameter, type PatchRule } from "../patch.ts";
import type { MethodSettingRecord, StageRecord } from "../state/api-record.ts";
import { findEntry, removeEntry, setEntry } from "../string-map.ts";

interface Setting {
  readonly member: keyof MethodSetting;
  /** The one value that asks for nothing: what AWS has where nobody set anything. */
  readonly neutral: string | number | boolean;
}

/** Each setting by its place in a patch path. Their effects are not built, so each takes its neutral value only. */
const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ["metrics/enabled", { member: "metricsEnabled", neutral: false }],
  ["logging/dataTrace", { member: "dataTraceEnabled", neutral: false }],
  ["logging/loglevel", { member: "loggingLevel", neutral: "OFF" }],
  ["throttling/burstLimit", { member: "throttlingBurstLimit", neutral: -1 }],
  ["throttling/rateLimit", { member: "throttlingRateLimit", neutral: -1 }],
  ["caching/enabled", { member: "cachingEnabled", neutral: false }],
  ["caching/ttlInSeconds", { member: "cacheTtlInSeconds", neutral: 300 }],
  ["caching/dataEncrypted", { member: "cacheDataEncrypted", neutral: false }],
  [
    "caching/requireAuthorizationForCacheControl",
    { member: "requireAuthorizationForCacheControl", neutral: true },
  ],
  [
    "caching/unauthorizedCacheControlHeaderStrategy",
    { member: "unauthorizedCacheControlHeaderStrategy", neutral: "SUCCEED_WITH_RESPONSE_HEADER" },
  ],
]);

const METHOD = "GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD|ANY|\\*";
const SETTING_PATH = new RegExp(`^/(.{1,1024}/(?:${METHOD}))/([a-zA-Z]+/[a-zA-Z]+)$`);
const METHOD_PATH = new RegExp(`^/(.{1,1024}/(?:${METHOD}))$`);

/** `/pets/GET/throttling/rateLimit`, or `/` `*` `/` `*` `/logging/loglevel` for every method. */
const CHANGE: PatchRule<StageRecord> = {
  path: "/{resourcePath}/{httpMethod}/{group}/{setting}",
  match: (path) => {
    const [, key, name] = SETTING_PATH.exec(path) ?? [];
    return key !== undefined && name !== undefined && SETTINGS.has(name) ? [key, name] : undefined;
  },
  ops: ["replace", "add"],
  apply: (stage, { value, keys: [key = "", name = ""] }) => {
    const { member, neutral } = SETTINGS.get(name)!;
    if (Number(value) !== neutral && value !== String(neutral)) throw notBuilt(`methodSettings.${member}`);
    const settings: MethodSettingRecord = { ...findEntry(stage.methodSettings, key) };
    setEntry(settings, member, neutral);
    setEntry(stage.methodSettings, key, settings);
  },
};

/** All settings of one method at once. */
const REMOVE: PatchRule<StageRecord> = {
  path: "/{resourcePath}/{httpMethod}",
  match: (path) => METHOD_PATH.exec(path)?.slice(1),
  ops: ["remove"],
  apply: (stage, { keys: [key = ""] }) => {
    if (!removeEntry(stage.methodSettings, key)) throw missingParameter();
  },
};

export const methodSettingPatches: readonly PatchRule<StageRecord>[] = [CHANGE, REMOVE];
