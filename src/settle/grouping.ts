/** Which kinds of devices form a group: those that every step of the bridge treats alike. */
import type { DeviceKind } from '../domain/devices.ts';

/** Groups of the kinds, without their usage yet. */
export interface Grouping {
  /** One kind of each group. */
  readonly groups: readonly DeviceKind[];
  /** Index of its group by kind; -1 for an excluded one, which is in none. */
  readonly groupOf: Int32Array;
}

export function groupKinds(kinds: readonly DeviceKind[]): Grouping {
  const groups: DeviceKind[] = [];
  const indices = new Map<string, number>();
  const groupOf = kinds.map((kind) => {
    if (kind.excluded) return -1;
    const { no, decision, volumeOnly, hasTap, activity, segments } = kind;
    const names = segments.map(({ run, charged, volumeOnly: baseline, human }) => [
      run,
      charged,
      baseline,
      human,
    ]);
    const key = JSON.stringify([no, decision === 'charge', volumeOnly, hasTap, activity, names]);
    const known = indices.get(key) ?? groups.length;
    if (known === groups.length) groups.push(kind);
    indices.set(key, known);
    return known;
  });
  return { groups, groupOf: Int32Array.from(groupOf) };
}
