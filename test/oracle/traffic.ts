/** Random traffic of a deal's devices around its months, as text for the hand-made files, and as the oracle reads it. */
import { DAY, type Month, stamp } from './calendar.ts';
import { DECLARED_APN, DECLARED_TAC, type Deal, RATS, SERVICES, type Service } from './deal.ts';
import type { Random } from './random.ts';

export interface TapFile {
  readonly sender: string;
  readonly recipient: string;
  readonly seq: number;
  /** Its own clock, and minutes east of UTC. No two files of a deal are available at one instant. */
  readonly available: number;
  readonly offset: number;
  /** null: left out, which means XDR. */
  readonly currency: string | null;
  readonly decimals: number;
}

export interface TapRecord {
  /** '' for none. */
  readonly imsi: string;
  readonly file: TapFile;
  readonly service: Service;
  /** Seconds since 1970 on the record's own clock, and its minutes east of UTC. */
  readonly local: number;
  readonly offset: number;
  readonly seconds: number;
  readonly up: number;
  readonly down: number;
  /** null: no reference. */
  readonly id: number | null;
  readonly node: string;
  readonly apn: string | null;
  readonly imei: string | null;
  /** Units of the file's last decimal. */
  readonly charge: number;
  readonly camel: number;
  readonly refund: number;
}

export interface Signal {
  readonly imsi: string;
  readonly utc: number;
  readonly procedure: string;
  /** 'ok', '-' for empty, or a code. */
  readonly result: string;
  readonly rat: string | null;
  readonly imei: string | null;
}

export interface Verdict {
  readonly imsi: string;
  readonly word: 'charge' | 'ignore' | 'accepted' | 'rejected';
}

export interface Traffic {
  readonly files: readonly TapFile[];
  readonly records: readonly TapRecord[];
  readonly signals: readonly Signal[];
  readonly verdicts: readonly Verdict[];
}

const OFFSETS = [0, 120, -660, 345, 840];
const IMEIS = [null, null, `${DECLARED_TAC}000001`, `${DECLARED_TAC}0000019`, '35999999000001'];
const APNS = [null, DECLARED_APN, DECLARED_APN, 'internet'];

export function randomTraffic(random: Random, deal: Deal, months: readonly Month[]): Traffic {
  const suffixes = [
    ...Array.from({ length: random.between(1, 5) }, (_, i) => `7${String(i).padStart(8, '0')}`),
    ...Array.from({ length: random.between(0, 3) }, (_, i) => `1${String(i).padStart(8, '0')}`),
    // Of 14 digits: as text they stand between others.
    ...(random.once(3) ? [`7000000${random.below(5)}`] : []),
    ...(random.once(4) ? ['790000001'] : []),
  ];
  const imsis = suffixes.map((suffix) => deal.prefix + suffix);
  const files = filesOf(random, deal, months);
  const nobodys = random.once(4) ? recordsOf(random, deal, files, months, '') : [];
  const records = imsis.flatMap((imsi) => recordsOf(random, deal, files, months, imsi));
  return {
    files,
    records: unlike([...records, ...nobodys]),
    signals: imsis.flatMap((imsi) => signalsOf(random, months, imsi)),
    verdicts: imsis.flatMap((imsi): Verdict[] =>
      random.once(5)
        ? [{ imsi, word: random.of(['charge', 'ignore', 'accepted', 'rejected'] as const) }]
        : [],
    ),
  };
}

/** In each pair three files a month: inside it, at its very end, and long after it. */
function filesOf(random: Random, deal: Deal, months: readonly Month[]): TapFile[] {
  const pairs = deal.senders.flatMap((sender) => deal.tadigs.map((recipient) => ({ sender, recipient })));
  return pairs.flatMap((pair, at) => {
    const offset = random.of(OFFSETS);
    const money = { currency: random.of(['EUR', 'USD', 'XDR', null]), decimals: random.of([0, 2, 3, 3, 5]) };
    const instants = months.flatMap(({ first, end }) => [
      first * DAY + random.between(4, 20) * DAY + at * 60,
      end * DAY - 1 - at * 60,
      end * DAY + random.between(0, 3) * DAY + 3600 + at * 60,
    ]);
    // Clocks apart by hours must not make two files available at one instant.
    return instants.map((available, i) => ({
      ...pair,
      ...money,
      seq: i + 1,
      available: available - (OFFSETS.indexOf(offset) + 1),
      offset,
    }));
  });
}

/** Anywhere in the months, often at their edges, sometimes days beside them. */
function instant(random: Random, months: readonly Month[]): number {
  const { first, end } = random.of(months);
  return random.of([
    first * DAY + random.below((end - first) * DAY),
    first * DAY + random.below((end - first) * DAY),
    first * DAY + random.between(-DAY, DAY),
    end * DAY + random.between(-DAY, DAY),
  ]);
}

function recordsOf(
  random: Random,
  deal: Deal,
  files: readonly TapFile[],
  months: readonly Month[],
  imsi: string,
): TapRecord[] {
  const records: TapRecord[] = [];
  for (let events = random.below(7); events > 0; events--) {
    const service = random.of(SERVICES);
    const offset = random.of(OFFSETS);
    const isData = service === 'data';
    const isMessage = service.startsWith('sms');
    // Partials of a session share its id; ids come round, in another order of time.
    const id = random.once(8) ? null : random.between(1, 4);
    const node = random.of(isData ? ['a', 'b'] : ['m', 'n']);
    // Records of August in a file of October are money of October, if files say whose month it is.
    const late = deal.basis === 'file_available' && random.once(6) ? 50 * DAY : 0;
    let local = instant(random, months) + offset * 60 - late;
    for (let partials = isMessage ? 1 : random.between(1, 3); partials > 0; partials--) {
      const seconds = isMessage ? 0 : random.of([0, 1, 29, 61, random.below(600)]);
      const record = {
        imsi,
        service,
        local,
        offset,
        seconds,
        up: isData ? random.of([0, random.below(3000), 1024]) : 0,
        down: isData ? random.below(3000) : 0,
        id,
        node,
        apn: isData ? random.of(APNS) : null,
        imei: random.of(IMEIS),
        charge: random.of([0, random.below(5000), 1, 5]),
        camel: service === 'volte' || !random.once(5) ? 0 : random.below(50),
        refund: service === 'volte' && random.once(3) ? random.below(6000) : 0,
      };
      const after = files.filter(
        ({ available, offset: east }) => available - 60 * east >= local - 60 * offset,
      );
      if (after.length === 0) continue;
      const file = random.of(after);
      records.push({ ...record, file });
      // The same record once more, from the same sender.
      if (id !== null && random.once(8))
        records.push({ ...record, file: random.of(after.filter(({ sender }) => sender === file.sender)) });
      // The next partial follows within the minute, or just not.
      local += seconds + random.of([0, 60, 61, 5000]);
    }
  }
  return records;
}

/** Records that say the same of one moment would be one record filed again, where they are not meant to be. */
function unlike(records: readonly TapRecord[]): TapRecord[] {
  const seen = new Map<string, string>();
  return records.filter((record) => {
    const { imsi, service, local, offset, id, node } = record;
    const key = [imsi, service, local, offset, id, node].join(' ');
    const whole = duplicateKey(record);
    const known = seen.get(key) ?? whole;
    seen.set(key, known);
    return known === whole;
  });
}

/** What makes two records of one sender one (docs/inputs.md). */
export function duplicateKey({ file, ...record }: TapRecord): string {
  const { imsi, service, local, offset, id, node, seconds, up, down, charge, camel, refund } = record;
  const isFree = charge === 0 && camel === 0 && refund === 0;
  const money = isFree ? '' : [file.currency, file.decimals, charge, camel, refund].join(' ');
  const words = [file.sender, imsi, service, local, offset, id, node, seconds, up, down, money];
  return words.join(' ');
}

const PROCEDURES = ['UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION', 'REGISTERED'] as const;
const ENDS = ['CL', 'CLR', 'PURGE', 'PUR', 'DEREGISTER'] as const;

/** Registrations, what ends them soon or late, and attempts that fail. */
function signalsOf(random: Random, months: readonly Month[], imsi: string): Signal[] {
  const signals: Signal[] = [];
  for (let registrations = random.of([0, 0, 1, 2, 5]); registrations > 0; registrations--) {
    const utc = instant(random, months);
    const more = {
      imsi,
      rat: random.of([null, null, ...RATS]),
      imei: random.once(4) ? random.of(IMEIS) : null,
    };
    const procedure = random.of(PROCEDURES);
    const result =
      procedure === 'REGISTERED' ? random.of(['ok', '-']) : random.of(['ok', 'ok', 'ok', '-', '5004']);
    signals.push({ ...more, utc, procedure, result });
    if (random.once(2))
      signals.push({
        ...more,
        utc: utc + random.of([0, 3, 5, 6, 120, 299, 300, 3600, 20 * 3600, 30 * 3600]),
        procedure: random.of(ENDS),
        result: random.of(['ok', 'ok', '-', '5004']),
      });
  }
  if (random.once(4))
    signals.push({
      imsi,
      utc: instant(random, months),
      procedure: random.of(['SAI', 'AIR', 'AUTH']),
      result: random.of(['ok', '5421']),
      rat: random.of([null, ...RATS]),
      imei: null,
    });
  return signals;
}

export function recordText(record: TapRecord): string {
  const { imsi, service, local, offset, seconds, up, down, id, node, apn, imei, charge, camel, refund } =
    record;
  return [
    imsi === '' ? '-' : imsi,
    service,
    stamp(local, offset),
    ...(id === null ? [] : [`id=${id}`]),
    `at=${node} dur=${seconds}`,
    ...(service === 'data' ? [`up=${up} down=${down}`] : []),
    ...(apn === null ? [] : [`apn=${apn}`]),
    ...(imei === null ? [] : [`imei=${imei}`]),
    `charge=${charge}`,
    ...(camel === 0 ? [] : [`camel=${camel}`]),
    ...(refund === 0 ? [] : [`refund=${refund}`]),
  ].join(' ');
}

export function signalText({ imsi, utc, procedure, result, rat, imei }: Signal): string {
  const time = stamp(utc, 0).replace('+00:00', 'Z');
  const keys = [...(rat === null ? [] : [`rat=${rat}`]), ...(imei === null ? [] : [`imei=${imei}`])];
  return [time, imsi, procedure, result, ...keys].join(' ');
}
