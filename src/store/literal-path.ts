/** DuckDB's readers take * ? [ in a path for a pattern: in brackets they stand for themselves. */
export function literalPath(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}
