/**
 * Data walks one way: files → decode → arrow → load → features → classify → settle → report. A folder may import what
 * stands behind it here, itself, and packages; `(types)` is erased before the program runs. Biome cannot say this: it
 * matches the text of an import, knows no types and follows no chain.
 */
import { describe, expect, test } from 'vitest';
import { filesIn, importsOf } from './repository.ts';

const STAGE = ['src/domain/', 'src/errors.ts', 'src/arrow/', 'src/store/'];
/** Whoever has a kernel. */
const WASM = 'src/wasm.ts';
const ALL = ['src/'];

const RULES: Readonly<Record<string, readonly string[]>> = {
  'src/errors.ts': ['src/errors/'],
  'src/errors/': ['src/errors.ts'],
  'src/domain/': ['src/errors.ts'],
  'src/wasm.ts': [],
  'src/arrow/': [WASM],
  // The size limit of a TAP file is the reach of the cursor that reads it.
  'src/files/': ['src/errors.ts', 'src/decode/outcome.ts (types)', 'src/decode/ber/cursor.ts'],
  'src/store/': ['src/errors.ts', 'src/arrow/'],
  'src/decode/ber/': [],
  'src/decode/signaling/': [...STAGE, 'src/decode/outcome.ts (types)', 'src/decode/text-octets.ts'],
  'src/decode/': ['src/domain/', 'src/errors.ts', 'src/arrow/', WASM],
  'src/load/': [...STAGE, 'src/files/', 'src/decode/outcome.ts (types)', 'src/decode/signaling/stage.ts'],
  'src/features/': [...STAGE, WASM],
  'src/period/': [...STAGE, 'src/features/', 'src/runs/identity.ts (types)'],
  'src/classify/': [...STAGE, 'src/features/scope.ts', WASM],
  'src/settle/': STAGE,
  'src/report/': [...STAGE, 'src/evaluate/evaluate.ts (types)', 'src/files/zip-writer.ts'],
  'src/declare/': ['src/domain/', 'src/errors.ts', 'src/files/zip.ts'],
  'src/evaluate/': STAGE,
  'src/reconcile/': [...STAGE, 'src/report/tables.ts'],
  // A run's devices and its queue, to be read without a scan.
  'src/book/': [...STAGE, 'src/reviews/queue.ts'],
  // Who may, and who did.
  'src/access/': ['src/errors.ts', 'src/report/pseudonym-key.ts', 'src/store/folder.ts'],
  'src/config/': [...STAGE],
  // What a server keeps of agreements, judged as `check` does.
  'src/agreements/': ['src/domain/', 'src/errors.ts', 'src/settle/charge-models/examples.ts'],
  // The process of a job is the pipeline; the queue knows only what is asked and answered.
  'src/jobs/': [
    'src/compile-cache.ts',
    'src/errors.ts',
    'src/errors/',
    'src/access/',
    'src/book/',
    'src/pack/',
    'src/store/hold.ts',
    'src/store/turn.ts',
    'src/pipeline.ts',
    'src/pipeline/',
    'src/load/ingest.ts (types)',
    'src/load/ingested-file.ts (types)',
    'src/report/',
    'src/trace/',
    'src/runs/reading.ts',
  ],
  'src/http/': [
    ...STAGE,
    'src/errors/',
    'src/access/',
    'src/agreements/',
    'src/book/',
    'src/config/',
    'src/diff/',
    'src/disputes/',
    'src/files/zip-writer.ts',
    'src/findings/',
    'src/jobs/',
    'src/pipeline.ts (types)',
    'src/pipeline/',
    'src/reconcile/',
    'src/report/',
    'src/reviews/',
    'src/runs/',
    'src/trace/',
  ],
  // What browsers get: nothing that needs Node, by whatever way (test/http/site.test.ts).
  'src/pages/': [
    'src/domain/',
    'src/report/completeness.ts',
    'src/report/exact.ts',
    'src/report/format.ts',
    'src/report/segments.ts',
    'src/report/tiers.ts',
    'src/report/waterfall.ts',
    'src/report/words.ts',
  ],
  // A run as reports show it, worked out again by the code that settles.
  'src/pack/': [
    ...STAGE,
    'src/files/',
    'src/report/',
    'src/classify/classify.ts',
    'src/settle/settle.ts',
    'src/settle/opposite.ts',
    'src/settle/usage.ts (types)',
    'src/settle/prior.ts (types)',
    'src/runs/',
    'src/trace/replay.ts',
  ],
  'src/reviews/': [...STAGE, 'src/runs/'],
  'src/disputes/': [
    ...STAGE,
    'src/report/tables.ts',
    'src/reconcile/partner-profile.ts',
    'src/runs/issued.ts',
    'src/runs/read.ts',
    'src/runs/reading.ts',
  ],
  'src/runs/': [
    ...STAGE,
    'src/settle/settle.ts (types)',
    'src/settle/prior.ts (types)',
    'src/settle/term.ts (types)',
  ],
  'src/diff/': [...STAGE, 'src/settle/', 'src/runs/'],
  'src/findings/': [
    ...STAGE,
    'src/settle/charge-models/access.ts',
    // What the model's files of a run mean.
    'src/classify/model/',
    'src/runs/',
  ],
  'src/trace/': [...STAGE, 'src/features/', 'src/settle/', 'src/runs/', 'src/report/read-run.ts'],
  // Made without the code that reads and settles it, so that agreement between the two means something.
  'src/generate/': ['src/errors.ts', 'src/store/folder.ts'],
  'src/pipeline.ts': ALL,
  'src/pipeline/': ALL,
  'src/cli/': ALL,
  'workers/': [
    'src/domain/',
    'src/decode/',
    'src/arrow/',
    'src/files/',
    'src/errors.ts',
    // The kernel beside its database.
    'src/features/kernel/instance.ts',
    'src/features/kernel/parcel.ts',
    'src/features/kernel/scope.ts (types)',
    'src/features/kernel/thread.ts (types)',
  ],
};

/** Only these speak to the package. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@duckdb/node-api': 'src/store/',
  '@duckdb/node-bindings': 'src/store/',
  'apache-arrow': 'src/arrow/',
  commander: 'src/cli/',
  echarts: 'src/report/',
  pdfkit: 'src/report/pdf/',
  fastify: 'src/http/',
  typebox: 'src/http/',
  'prom-client': 'src/http/',
  yazl: 'src/files/',
};

const files = filesIn(['src', 'workers'], '.ts');
const imports = files.flatMap(importsOf);
const inside = imports.filter(({ to }) => to.startsWith('src/') || /^(workers|test|bench)\//.test(to));

/** The rule of the most deeply nested folder, and that folder. */
function ruleOf(path: string): readonly [string, readonly string[]] {
  const [home] = Object.keys(RULES)
    .filter((folder) => path.startsWith(folder))
    .sort((a, b) => b.length - a.length);
  if (home === undefined) throw new Error(`${path}: no rule says what it may import`);
  return [home, RULES[home]!];
}

function allows(entry: string, to: string, typeOnly: boolean): boolean {
  const [target = '', types] = entry.split(' ');
  return (types === undefined || typeOnly) && (target.endsWith('/') ? to.startsWith(target) : to === target);
}

const values = Map.groupBy(
  inside.filter(({ typeOnly }) => !typeOnly),
  ({ from }) => from,
);
const importedBy = (path: string): string[] => (values.get(path) ?? []).map(({ to }) => to);

/** Files that are loaded with these, themselves among them. */
function reachedFrom(paths: readonly string[]): ReadonlySet<string> {
  const reached = new Set(paths);
  for (const path of reached) for (const to of importedBy(path)) reached.add(to);
  return reached;
}

describe('imports', () => {
  test('every import keeps the direction', () => {
    const broken = inside
      .filter(({ from, to, typeOnly }) => {
        const [home, entries] = ruleOf(from);
        // A folder's own files; src/decode/ is not its own signaling/, which needs the store.
        if (home.endsWith('/') && to.startsWith(home) && ruleOf(to)[0] === home) return false;
        if (home === 'src/decode/' && to.startsWith('src/decode/ber/')) return false;
        return !entries.some((entry) => allows(entry, to, typeOnly));
      })
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(broken).toEqual([]);
  });

  test('no rule allows what nothing needs', () => {
    const narrow = Object.entries(RULES).flatMap(([home, entries]) =>
      entries
        .filter((entry) => entry.includes('.ts') && entry !== 'src/errors.ts')
        .map((entry) => ({ home, entry })),
    );
    const unused = narrow
      .filter(
        ({ home, entry }) =>
          !inside.some(({ from, to, typeOnly }) => ruleOf(from)[0] === home && allows(entry, to, typeOnly)),
      )
      .map(({ home, entry }) => `${home}: ${entry}`);
    expect(unused).toEqual([]);
  });

  test('packages have one home', () => {
    const strays = imports
      .filter(({ from, to }) => PACKAGES[to] !== undefined && !from.startsWith(PACKAGES[to]))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(strays).toEqual([]);
  });

  test('no file imports itself by way of others, types apart', () => {
    const circles = files.filter(({ path }) => reachedFrom(importedBy(path)).has(path));
    expect(circles.map(({ path }) => path)).toEqual([]);
  });

  test('a worker reaches no database and no command, by whatever way', () => {
    const workers = files.map(({ path }) => path).filter((path) => path.startsWith('workers/'));
    expect(workers.length).toBeGreaterThan(0);
    const reached = reachedFrom(workers);
    expect(reached).toContain('src/decode/tap/decode.ts');
    expect([...reached].filter((path) => /^src\/(store|cli|load|pipeline)/.test(path))).toEqual([]);
  });

  test('what is parsed is what is imported', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { b } from '../b.ts';",
      "import c, {\n  type d,\n} from '../../errors.ts';",
      "export { e } from '@duckdb/node-api/lib/e.js';",
      "import 'commander';",
      "const f = await import('../store/db.ts');",
    ].join('\n');
    expect(importsOf({ path: 'src/settle/charge-models/x.ts', text })).toEqual(
      [
        ['src/settle/charge-models/a.ts', false],
        ['src/settle/b.ts', true],
        ['src/errors.ts', false],
        ['@duckdb/node-api', false],
        ['commander', false],
        ['src/settle/store/db.ts', false],
      ].map(([to, typeOnly]) => ({ from: 'src/settle/charge-models/x.ts', to, typeOnly })),
    );
  });
});
