/** docs/errors.md and the registry say the same, and no code is there for nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OVER_HTTP, saidOverHttp } from '../../src/errors/over-http.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import { filesIn, ROOT } from '../tidy/repository.ts';

interface Row {
  readonly code: string;
  readonly http: number;
  readonly exit: number;
  readonly message: string;
  readonly cure: string;
}

const document = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
const [registry = '', overHttp = ''] = document.split('\n## Over HTTP\n');
const documented: Row[] = registry
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [code = '', http, exit, message = '', cure = ''] = line.slice(2, -2).split(' | ');
    return { code: code.replaceAll('`', ''), http: Number(http), exit: Number(exit), message, cure };
  });

const registered: Row[] = Object.entries(ERRORS).map(([code, { http, exit, message, cure }]) => ({
  code,
  http,
  exit,
  message,
  cure,
}));

describe('errors', () => {
  test('the document lists the registry, in its order and words', () => {
    expect(registered.length).toBeGreaterThan(40);
    expect(documented).toEqual(registered);
  });

  test('the document lists what is said over HTTP instead, in the order of the mapping', () => {
    const rows = overHttp.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(
      Object.entries(OVER_HTTP).map(([code, { message = '', cure = '' }]) => {
        expect(Object.hasOwn(ERRORS, code), code).toBe(true);
        return `| \`${code}\` | ${message} | ${cure} |`;
      }),
    );
  });

  test('no client is sent to a terminal: but for codes that only a terminal shows, no words of the command line', () => {
    const ofTerminals = [
      'AUTH_NONE',
      'CONFIG_INVALID',
      'DECLARE_INVALID',
      'OUTPUT_EXISTS',
      'SERVE_ADDRESS',
      'TOKEN_NOT_FOUND',
      'TRUTH_INVALID',
      'WORLD_INVALID',
    ];
    const speaks = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => {
      const { message, cure } = saidOverHttp(code);
      return /--[a-z]|`roamsettle |`status`|command line|[a-z]\.csv|terminal/i.test(`${message} ${cure}`);
    });
    expect(speaks.filter((code) => !ofTerminals.includes(code))).toEqual([]);
    for (const said of Object.values(OVER_HTTP)) {
      expect(said.message ?? 'A.').toMatch(/^[A-Z].*\.$/);
      expect(said.cure ?? 'A.').toMatch(/^[A-Z].*\.$/);
    }
  });

  test.each([
    { path: 'README.md', text: readFileSync(join(ROOT, 'README.md'), 'utf8') },
    ...filesIn(['docs'], '.md'),
  ])('every code that $path names is in the registry', ({ text }) => {
    const families = new Set(Object.keys(ERRORS).map((code) => code.split('_', 1)[0]));
    const words = [...text.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, w]) => w!);
    const codes = words.filter((word) => families.has(word.split('_', 1)[0]));
    expect(codes.filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
  });

  test('every code is used', () => {
    const source = filesIn(['src', 'workers'], '.ts').filter(({ path }) => path !== 'src/errors.ts');
    const unused = Object.keys(ERRORS).filter(
      (code) => !source.some(({ text }) => text.includes(`'${code}'`)),
    );
    expect(unused).toEqual([]);
  });

  test('refused and quarantined codes are told apart as the document says', () => {
    const source = readFileSync(join(ROOT, 'src/load/refusal.ts'), 'utf8');
    const [, list = ''] = /const REFUSED = new Set<ErrorCode>\(\[([^\]]+)\]/.exec(source) ?? [];
    const refused = [...list.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code!);
    const sentence = /The codes ([\s\S]*?) refuse a file/.exec(document)?.[1] ?? '';
    const said = [...sentence.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code!);
    expect(said.length).toBeGreaterThan(5);
    expect(said.toSorted()).toEqual(refused.toSorted());
  });

  test('messages are sentences and exits are known', () => {
    for (const { code, message, cure, exit, http } of registered) {
      expect(message, code).toMatch(/^[A-Z].*[.)]$/);
      expect(cure, code).toMatch(/^[A-Z].*\.$/);
      expect([1, 2]).toContain(exit);
      expect(http).toBeGreaterThanOrEqual(400);
    }
  });
});
