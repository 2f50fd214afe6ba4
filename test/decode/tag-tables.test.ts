/** The tag tables against the public facts they were made from, release by release. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NRTRDE_TABLE, RAP_TABLE, tapTable } from '../../src/decode/tap/tag-names.ts';

const FACTS = new URL('../../../shared/tap312.md', import.meta.url);
const RELEASES = [1, 2, 3, 4, 9, 10, 11, 12];
const absent = !existsSync(FACTS);
const text = absent ? '' : readFileSync(FACTS, 'utf8');
const numbers = (releases: string) =>
  releases.split(',').map((release) => Number(release.trim().replace('3.', '')));

describe(`tags by release${absent ? ' (skipped: ../shared/tap312.md is absent)' : ''}`, () => {
  it.skipIf(absent)('every tag of 3.12 has its name in just the releases that the facts give', () => {
    const rows = [...text.matchAll(/^\| (\d+) \| `[0-9a-f]+` \| (\w+) \| ([^|]+?) \| (3[\d., ]+?) \|$/gm)];
    expect(rows.length).toBe(310);
    for (const [, tag, name, type, releases] of rows) {
      const has = numbers(releases!);
      for (const release of RELEASES) {
        const table = tapTable(release);
        expect(table.names.get(Number(tag)) === name, `[${tag}] in 3.${release}`).toBe(has.includes(release));
      }
      expect(tapTable(12).groups[Number(tag)], name).toBe(/^(SEQ|CHOICE)/.test(type!) ? 1 : 0);
    }
  });

  it.skipIf(absent)('former names hold in their releases, and no other tag is known', () => {
    const section = text.slice(
      text.indexOf('## Tags whose number means'),
      text.indexOf('### Same tag, same name'),
    );
    const former = new Map<string, number[]>();
    for (const [, tag, others] of section.matchAll(/^\| (\d+) \| [\w-]+ \| (.+?) \|$/gm)) {
      for (const [, name, releases] of others!.matchAll(/(\w+) \(([\d.,]+)\)/g)) {
        former.set(`${tag} ${name}`, numbers(releases!));
      }
    }
    expect(former.size).toBeGreaterThan(130);
    for (const release of RELEASES) {
      const current = tapTable(12).names;
      for (const [tag, name] of tapTable(release).names) {
        if (current.get(tag) === name) continue;
        expect(former.get(`${tag} ${name}`), `[${tag}] ${name} in 3.${release}`).toContain(release);
        former.set(
          `${tag} ${name}`,
          former.get(`${tag} ${name}`)!.filter((one) => one !== release),
        );
      }
    }
    expect([...former].filter(([, left]) => left.length > 0)).toEqual([]);
  });

  it('takes the nearest older release between the known ones', () => {
    expect(tapTable(7)).toBe(tapTable(4));
    expect(() => tapTable(13)).toThrow(RangeError);
    expect(() => tapTable(0)).toThrow(RangeError);
  });

  it('knows forms that changed under the same name', () => {
    expect([1, 2, 12].map((release) => tapTable(release).forms.get(45))).toEqual(['=', '%', '%']);
    expect([1, 2, 3, 4, 12].map((release) => tapTable(release).forms.get(72))).toEqual([
      '=',
      '%',
      '%',
      '=',
      '=',
    ]);
  });

  it('NRTRDE has tags of its own, RAP adds to those of TAP', () => {
    expect(NRTRDE_TABLE.names.get(5)).toBe('Gprs');
    expect(RAP_TABLE.names.get(540)).toBe('SevereReturn');
    expect(RAP_TABLE.names.get(14)).toBe('GprsCall');
  });
});
