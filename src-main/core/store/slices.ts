/** Keeps the bound values of one statement far below SQLite's limit. */
const ROWS_PER_STATEMENT = 500;

/** So many rows at a time as one statement takes. */
export function* slices<T>(all: T[]): Iterable<T[]> {
  for (let start = 0; start < all.length; start += ROWS_PER_STATEMENT) {
    yield all.slice(start, start + ROWS_PER_STATEMENT);
  }
}
