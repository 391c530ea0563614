/** Condition keys as AWS spells them, and their values. An undefined value leaves the key out of the request. */
export type ConditionEntries = Readonly<Record<string, string | readonly string[] | undefined>>;
