/** Readers of a run: list pages, filters, and the evidence of devices, each chosen by a seeded dice. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchServer } from './server.ts';

export const KINDS = ['page', 'filter', 'evidence'] as const;
export type Kind = (typeof KINDS)[number];

/** What there is to read. */
export interface Library {
  readonly run: string;
  readonly rows: number;
  /** Cursors of pages all over the list. */
  readonly cursors: readonly string[];
  readonly filters: readonly string[];
}

export interface Reading {
  readonly requests: number;
  readonly errors: number;
  /** By kind; milliseconds. */
  readonly median: Readonly<Record<Kind, number>>;
  readonly p95: Readonly<Record<Kind, number>>;
  /** Processor time of the server for each request. */
  readonly cpu_ms: number;
}

const LIMIT = 100;

/** Walks through the whole list, as a client does. Throws where a row is missing or comes twice. */
export async function openLibrary(server: BenchServer, run: string, rows: number): Promise<Library> {
  const cursors: string[] = [];
  const values = { segment: new Set<string>(), tac: new Set<string>() };
  let [next, expected]: [string | null, number] = [null, 0];
  do {
    const query: string = next === null ? '' : `&cursor=${next}`;
    const page: { devices: { row: number; segment: string; tac: string }[]; next: string | null } =
      await server.json(`/v1/runs/${run}/devices?limit=1000${query}`);
    for (const { row, segment, tac } of page.devices) {
      if (row !== expected++) throw new Error(`Row ${row} stands where ${expected - 1} should.`);
      if (segment !== '') values.segment.add(segment);
      if (tac !== '') values.tac.add(tac);
    }
    next = page.next;
    if (next !== null) cursors.push(next);
  } while (next !== null);
  if (expected !== rows) throw new Error(`The list has ${expected} rows, the statements ${rows}.`);
  const filters = [
    ...['charge', 'ignore', 'review'].map((word) => `decision=${word}`),
    ...['silent', 'low', 'normal'].map((word) => `activity=${word}&device=human`),
    ...[...values.segment].map((word) => `segment=${encodeURIComponent(word)}`),
    ...[...values.tac].slice(0, 10).map((word) => `tac=${word}&decision=ignore`),
  ];
  return { run, rows, cursors, filters };
}

/** So many readers until `until` says so; each waits `think` milliseconds between two requests. */
export async function readBy(
  server: BenchServer,
  library: Library,
  { readers, think, until }: { readers: number; think: number; until: () => boolean },
): Promise<Reading> {
  const times: Record<Kind, number[]> = { page: [], filter: [], evidence: [] };
  let errors = 0;
  const cpu = await server.cpuSeconds();
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      const dice = diceOf(reader + 1);
      if (think > 0) await sleep(dice(think));
      for (let i = reader; !until(); i++) {
        const kind = KINDS[i % KINDS.length]!;
        try {
          const { status, ms } = await server.ask(addressOf(kind, library, dice));
          times[kind].push(ms);
          if (status !== 200) errors++;
        } catch {
          errors++;
        }
        if (think > 0) await sleep(think);
      }
    }),
  );
  const spent = (await server.cpuSeconds()) - cpu;
  const requests = KINDS.reduce((sum, kind) => sum + times[kind].length, 0);
  const at = (share: number) =>
    Object.fromEntries(KINDS.map((kind) => [kind, quantile(times[kind], share)])) as Record<Kind, number>;
  return { requests, errors, median: at(0.5), p95: at(0.95), cpu_ms: round((spent * 1000) / requests) };
}

function addressOf(
  kind: Kind,
  { run, rows, cursors, filters }: Library,
  dice: (n: number) => number,
): string {
  const devices = `/v1/runs/${run}/devices`;
  if (kind === 'evidence') return `${devices}/${dice(rows)}`;
  if (kind === 'filter') return `${devices}?limit=${LIMIT}&${filters[dice(filters.length)]}`;
  const cursor = cursors[dice(cursors.length)];
  return `${devices}?limit=${LIMIT}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
}

/** xorshift32. */
function diceOf(seed: number): (n: number) => number {
  let state = Math.imul(seed, 0x9e3779b9) | 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
