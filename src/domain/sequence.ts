/** Numbers of TAP files, as statements name ranges of them. */

/** Numbers go round after this one. */
const LAST_SEQUENCE = 99_999;

/** Files in `00012`, or in `00012-00015`. */
export function filesInRange(range: string): number {
  const [from = '', to = from] = range.split('-');
  return ((Number(to) - Number(from) + LAST_SEQUENCE) % LAST_SEQUENCE) + 1;
}
