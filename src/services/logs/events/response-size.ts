/** Most events of one answer, and most bytes of them. Source: API reference, GetLogEvents. */
export const responseEventsMax = 10_000;
export const responseBytesMax = 1_048_576;
