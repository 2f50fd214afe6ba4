/** A device's life by its signs: observed and present days, attachments, and what fees go by (docs/rules.md, rules 3 and 8). */
import { dayStart, type Month, zoneDay } from './calendar.ts';
import type { Deal } from './deal.ts';
import { type Known, reachOf, utcOf, versionOn } from './known.ts';
import type { Signal } from './traffic.ts';

export interface Life {
  /** Days of the month with a sign of life. */
  readonly observed: ReadonlySet<number>;
  /** Days before its end that it was observed or attached on. */
  readonly present: ReadonlySet<number>;
  readonly fee: {
    readonly observed: ReadonlySet<number>;
    readonly present: ReadonlySet<number>;
    readonly attaches: number;
  };
}

/** From attaching to the end of it. */
interface Spell {
  readonly since: number;
  readonly firstDay: number;
  readonly signDays: Set<number>;
  hasRecord: boolean;
  until: number;
  /** Ended by the network too soon, without usage. */
  isSteering: boolean;
}

const SIGNS = ['UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION'];
const CANCELS = ['CL', 'CLR'];
const DETACHES = [...CANCELS, 'PURGE', 'PUR', 'DEREGISTER'];

interface LifeRow {
  readonly at: number;
  readonly kind: 'sign' | 'cancel' | 'detach';
  readonly day: number;
  readonly isRecord: boolean;
}

/** Rule 3, and rule 8 of what fees go by. */
export function lifeOf(
  deal: Deal,
  month: Month,
  records: readonly Known[],
  signals: readonly Signal[],
): Life {
  const carry = deal.carryHours * 3600;
  const monthEnds = dayStart(deal.zone, month.end);
  const reach = reachOf(deal, month);
  const rows: LifeRow[] = [
    ...signals.filter(reach.signal).flatMap(({ utc, procedure, result }): LifeRow[] => {
      const day = zoneDay(deal.zone, utc);
      const isOk = result === 'ok';
      if (procedure === 'REGISTERED' || (SIGNS.includes(procedure) && isOk))
        return [{ at: utc, kind: 'sign', day, isRecord: false }];
      const kind = CANCELS.includes(procedure) ? 'cancel' : 'detach';
      return DETACHES.includes(procedure) && (isOk || result === '-')
        ? [{ at: utc, kind, day, isRecord: false }]
        : [];
    }),
    ...records
      .filter(reach.record)
      .map((record): LifeRow => ({ at: utcOf(record), kind: 'sign', day: record.day, isRecord: true })),
  ].sort((a, b) => a.at - b.at || Number(a.kind === 'sign') - Number(b.kind === 'sign') || a.day - b.day);

  const spells: Spell[] = [];
  let spell: Spell | null = null;
  let lastSign = Number.NEGATIVE_INFINITY;
  for (const { at, kind, day, isRecord } of rows) {
    if (spell !== null && at - lastSign > carry) {
      spell.until = lastSign + carry;
      spell = null;
    }
    if (kind === 'sign') {
      if (spell === null) {
        spell = {
          since: at,
          firstDay: day,
          signDays: new Set(),
          hasRecord: false,
          until: at,
          isSteering: false,
        };
        spells.push(spell);
      }
      spell.signDays.add(day);
      spell.hasRecord ||= isRecord;
      lastSign = at;
      continue;
    }
    if (spell === null || (kind === 'cancel' && at - lastSign <= 5)) continue;
    spell.until = at;
    spell.isSteering = !spell.hasRecord && at - spell.since < deal.minAttachedMinutes * 60;
    spell = null;
  }
  if (spell !== null) spell.until = Math.min(lastSign + carry, monthEnds);

  const attachedDays = ({ since, until }: Spell): number[] => {
    const end = Math.min(until, monthEnds);
    if (end <= since) return [];
    const [first, last] = [zoneDay(deal.zone, since), zoneDay(deal.zone, end - 1)];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  };
  const paid = spells.filter(({ isSteering }) => !isSteering);
  const isFeeDay = (day: number) => versionOn(deal, month, day) !== undefined;
  const observed = spells.flatMap(({ signDays }) => [...signDays]);
  return {
    observed: new Set(observed.filter((day) => day >= month.first && day < month.end)),
    present: new Set([...observed, ...spells.flatMap(attachedDays)]),
    fee: {
      observed: new Set(paid.flatMap(({ signDays }) => [...signDays]).filter(isFeeDay)),
      present: new Set(paid.flatMap((one) => [...one.signDays, ...attachedDays(one)]).filter(isFeeDay)),
      attaches: paid.filter(({ firstDay }) => isFeeDay(firstDay)).length,
    },
  };
}
