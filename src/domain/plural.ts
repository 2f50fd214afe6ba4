/** What is counted, as it follows the count: `one` of 1, else `many` (`one` with an s where it is left out). */
export function plural(count: number | bigint, one: string, many = `${one}s`): string {
  return BigInt(count) === 1n ? one : many;
}
