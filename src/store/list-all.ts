import { listLimitMax } from "./list-sql.ts";
import type { ListQuery, ResourceStore, StoredResource } from "./resource-store.ts";

/**
 * Every document of a query, page by page: for a service that loads its state at start. Documents that are written
 * meanwhile may or may not be seen; one that stays as it is is seen exactly once.
 */
export async function* listAll<T>(
  store: ResourceStore,
  query: Omit<ListQuery, "afterId" | "limit">,
): AsyncGenerator<StoredResource<T>> {
  let afterKey = query.afterKey;
  for (;;) {
    const page = await store.list<T>({ ...query, ...(afterKey && { afterKey }), limit: listLimitMax });
    yield* page;
    if (page.length < listLimitMax) return;
    afterKey = page.at(-1)!.key;
  }
}
