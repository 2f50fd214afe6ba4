/** What a device is in a month: days, attachments, axes, decision (contracts.md, rules 2 to 6, 8 and 11). */
import { dayOf, dayStart, type Month, zoneDay } from './calendar.ts';
import { DECLARED_APN, DECLARED_TAC, type Deal, type Limits, type Version, type When } from './deal.ts';
import { duplicateKey, type Signal, type TapRecord, type Traffic } from './traffic.ts';

/** A record that is known, with its days. */
export interface Known extends TapRecord {
  /** Of the event: presence, activity and fees go by it. */
  readonly day: number;
  /** The version that charges it; null where it is not charged in the month. */
  readonly version: Version | null;
}

export interface Device {
  readonly imsi: string;
  readonly records: readonly Known[];
  readonly excluded: boolean;
  readonly device: 'iot' | 'unknown' | 'human';
  readonly decision: 'charge' | 'review' | 'ignore';
  readonly declared: boolean;
  readonly presence: 'permanent' | 'temporary' | 'insufficient_history';
  readonly activity: 'silent' | 'low' | 'normal';
  readonly daysObserved: number;
  readonly daysPresent: number;
  /** Rule 11: iot in the baseline volume_only. */
  readonly volumeOnly: boolean;
  readonly hasTap: boolean;
  /** Rule 8: days and attaches that fees go by, and the version whose fees are due. */
  readonly fee: {
    readonly observed: number;
    readonly present: number;
    readonly attaches: number;
    readonly version: Version;
  };
  /** Segments under a version: of the run, of volume_only. */
  readonly segments: ReadonlyMap<Version, { readonly run: string; readonly volumeOnly: string }>;
}

/** First and last day that the loaded feeds of the visited party reach; null where nothing is loaded. */
export type Coverage = { readonly first: number; readonly last: number } | null;

const utcOf = ({ local, offset }: TapRecord): number => local - 60 * offset;
const availableAt = ({ file }: TapRecord): number => file.available - 60 * file.offset;

/** Rule 7: the version of a day is the last that has begun, inside the term and the month. */
export function versionOn(deal: Deal, { first, end }: Month, day: number): Version | undefined {
  return day >= first && day < Math.min(end, deal.until)
    ? deal.versions.findLast(({ from }) => day >= from)
    : undefined;
}

/** The versions of a month, by date. */
export const versionsIn = (deal: Deal, month: Month): Version[] =>
  deal.versions.filter(({ from }, i) => {
    const until = deal.versions[i + 1]?.from ?? deal.until;
    return Math.max(from, month.first) < Math.min(until, deal.until, month.end);
  });

/** Of records filed again the copy that was available first (rule 15). */
function kept(records: readonly TapRecord[]): TapRecord[] {
  const first = new Map<string, TapRecord>();
  const free: TapRecord[] = [];
  for (const record of records) {
    if (record.id === null) {
      free.push(record);
      continue;
    }
    const key = duplicateKey(record);
    const other = first.get(key);
    if (other === undefined || availableAt(record) < availableAt(other)) first.set(key, record);
  }
  return [...first.values(), ...free];
}

/** Rules 2 and 3: an event's day of a record. */
const eventDay = ({ basis }: Deal, record: TapRecord): number =>
  dayOf(basis === 'start_utc' ? utcOf(record) : record.local);

function known(deal: Deal, month: Month, { records }: Traffic): Known[] {
  const isExcluded = (imsi: string) => imsi.startsWith(`${deal.prefix}79`) && imsi.length === 15;
  return kept(records).map((record) => {
    const day = eventDay(deal, record);
    const chargeDay = deal.basis === 'file_available' ? dayOf(record.file.available) : day;
    const version = isExcluded(record.imsi) ? undefined : versionOn(deal, month, chargeDay);
    return { ...record, day, version: version ?? null };
  });
}

/** Rule 15: what the month is settled by reaches so far back, by a record's own day or by its instant; and not beyond the end. */
function reachOf(deal: Deal, month: Month) {
  const from = Math.min(month.first, month.end - deal.permanent.ofLast);
  const scanFrom = from - Math.ceil(deal.carryHours / 24);
  const begins = dayStart(deal.zone, from) - deal.carryHours * 3600;
  const ends = dayStart(deal.zone, month.end);
  return {
    record: (one: Known) => (one.day >= scanFrom || utcOf(one) >= begins) && one.day < month.end,
    signal: ({ utc }: Signal) => utc >= begins && utc < ends,
  };
}

/** Days of loaded rows that the month's windows of the deal reach. */
export function reachedDays(deal: Deal, month: Month, traffic: Traffic): number[] {
  const reach = reachOf(deal, month);
  return [
    ...known(deal, month, traffic)
      .filter(reach.record)
      .map(({ day }) => day),
    ...traffic.signals.filter(reach.signal).map(({ utc }) => zoneDay(deal.zone, utc)),
  ];
}

/** All devices of the month's list, in the order of their IMSIs as text. */
export function devicesOf(deal: Deal, month: Month, traffic: Traffic, coverage: Coverage): Device[] {
  const records = Map.groupBy(known(deal, month, traffic), ({ imsi }) => imsi);
  const signals = Map.groupBy(traffic.signals, ({ imsi }) => imsi);
  return [...new Set([...records.keys(), ...signals.keys()])]
    .sort()
    .flatMap((imsi) =>
      deviceOf(deal, month, traffic, coverage, imsi, records.get(imsi) ?? [], signals.get(imsi) ?? []),
    );
}

function deviceOf(
  deal: Deal,
  month: Month,
  { verdicts }: Traffic,
  coverage: Coverage,
  imsi: string,
  records: readonly Known[],
  signals: readonly Signal[],
): Device[] {
  const inMonth = (day: number) => day >= month.first && day < month.end;
  const now = signals.filter(({ utc }) => inMonth(zoneDay(deal.zone, utc)));
  const seen = records.filter(({ day }) => inMonth(day));
  const charged = records.filter(({ version }) => version !== null);
  if (now.length + seen.length + charged.length === 0) return [];
  // Rule 5: a device that is only charged late is decided on those records.
  const counted = now.length + seen.length === 0 ? charged : seen;
  const life = lifeOf(deal, month, records, signals);
  const latest = versionsIn(deal, month).at(-1)!;
  const excluded = imsi.startsWith(`${deal.prefix}79`) && imsi.length === 15;

  const inRange = deal.declares.range && imsi.startsWith(`${deal.prefix}7`);
  const hasApn = ({ apn }: TapRecord) => deal.declares.apn && apn === DECLARED_APN;
  const hasTac = ({ imei }: { imei: string | null }) =>
    deal.declares.tac && imei?.startsWith(DECLARED_TAC) === true;
  const data = counted.filter(({ service }) => service === 'data');
  const withImei = [...counted, ...now].filter(({ imei }) => imei !== null);
  const words = [
    ...(inRange ? ['declared_imsi_range'] : []),
    ...(data.length > 0 && data.every(hasApn) ? ['declared_apn'] : []),
    ...(withImei.length > 0 && withImei.every(hasTac) ? ['declared_tac'] : []),
  ];
  const declared = imsi !== '' && words.length > 0;

  const sum = (of: (record: Known) => number) => counted.reduce((all, record) => all + of(record), 0);
  const counts = {
    bytes: sum(({ up, down }) => up + down),
    sms: sum(({ service }) => Number(service.startsWith('sms'))),
    calls: sum(({ service }) => Number(service.startsWith('voice') || service === 'volte')),
  };
  const within = ({ bytes, sms, calls }: Limits) =>
    counts.bytes <= (bytes ?? Infinity) &&
    counts.sms <= (sms ?? Infinity) &&
    counts.calls <= (calls ?? Infinity);
  const activity = within(latest.silent) ? 'silent' : within(latest.low) ? 'low' : 'normal';
  const presence = presenceOf(deal, month, life, coverage);

  // Rule 5: a reviewer, the binding declaration, the partner; the model is never sure enough here.
  const word = verdicts.find((one) => one.imsi === imsi)?.word;
  const told =
    word === 'charge' || word === 'ignore'
      ? word === 'charge'
      : deal.binding && declared
        ? true
        : word === undefined
          ? null
          : word === 'accepted';
  const device = told === null ? (deal.reviewAt === 0 ? 'unknown' : 'human') : told ? 'iot' : 'human';
  const isIdle = life.observed.size === 0 && charged.length === 0;
  const decision =
    excluded || imsi === '' || isIdle
      ? 'ignore'
      : device === 'iot'
        ? 'charge'
        : device === 'unknown'
          ? 'review'
          : 'ignore';

  const volumeOnly =
    charged.length > 0 && imsi !== '' && (inRange || charged.some((one) => hasApn(one) || hasTac(one)));
  const rats = new Set(now.map(({ rat }) => rat));
  const axes = { presence, activity, declared, rats, words: device === 'human' ? [] : words };
  const segments = new Map(
    versionsIn(deal, month).map((version) => {
      const human = segmentOf(version, { ...axes, device: 'human' });
      const run = decision === 'charge' ? segmentOf(version, { ...axes, device: 'iot' }) : human;
      const asDeclared = segmentOf(version, { ...axes, device: 'iot', declared: true });
      return [version, { run, volumeOnly: !volumeOnly ? human : decision === 'charge' ? run : asDeclared }];
    }),
  );
  const first = Math.min(...life.fee.observed);
  return [
    {
      imsi,
      records: charged,
      excluded,
      device,
      decision,
      declared,
      presence,
      activity,
      daysObserved: life.observed.size,
      daysPresent: [...life.present].filter(inMonth).length,
      volumeOnly,
      hasTap: counted.length > 0 || charged.length > 0,
      fee: {
        // Without an IMSI nobody owes a fee.
        observed: imsi === '' ? 0 : life.fee.observed.size,
        present: imsi === '' ? 0 : life.fee.present.size,
        attaches: imsi === '' ? 0 : life.fee.attaches,
        version: versionOn(deal, month, first) ?? latest,
      },
      segments,
    },
  ];
}

interface Axes {
  readonly device: 'iot' | 'human';
  readonly presence: string;
  readonly activity: string;
  readonly declared: boolean;
  readonly rats: ReadonlySet<string | null>;
  readonly words: readonly string[];
}

/** Rule 6: the first that fits, '' where none does. */
function segmentOf({ segments }: Version, axes: Axes): string {
  const fits = (when: When) =>
    (when.device ?? axes.device) === axes.device &&
    (when.presence ?? axes.presence) === axes.presence &&
    (when.activity ?? axes.activity) === axes.activity &&
    (when.declared ?? axes.declared) === axes.declared &&
    (when.rat === undefined || when.rat.some((rat) => axes.rats.has(rat))) &&
    (when.detected_by === undefined || when.detected_by.some((word) => axes.words.includes(word)));
  return segments.find(({ when }) => when === null || fits(when))?.name ?? '';
}

function presenceOf(deal: Deal, month: Month, { present }: Life, coverage: Coverage): Device['presence'] {
  const { days, ofLast, maxGap } = deal.permanent;
  const from = month.end - ofLast;
  const window = [...present].filter((day) => day >= from && day < month.end).sort((a, b) => a - b);
  // Absent days before the first, between two, and behind the last.
  const gaps = [from - 1, ...window].map((day, i) => (window[i] ?? month.end) - day - 1);
  if (window.length >= days && Math.max(...gaps) <= maxGap) return 'permanent';
  const isCovered = coverage !== null && coverage.first <= from && coverage.last >= month.end - 1;
  return isCovered ? 'temporary' : 'insufficient_history';
}

interface Life {
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
function lifeOf(deal: Deal, month: Month, records: readonly Known[], signals: readonly Signal[]): Life {
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
