/** Tokens, the audit log and the paths that clients may name. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { audit, auditedImsi, readAudit, verifyAudit } from '../../src/access/audit.ts';
import { pathBelow, realRoots } from '../../src/access/roots.ts';
import { createToken, Gate, listTokens, mayDo, revokeToken } from '../../src/access/tokens.ts';

let data: string;
beforeEach(() => {
  data = realpathSync(mkdtempSync(join(tmpdir(), 'roamsettle-access-')));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

describe('tokens', () => {
  test('are known by their hash alone, readable by the owner', () => {
    const { token, note } = createToken(data, { name: 'Ada', role: 'operator', days: null });
    expect(token).toMatch(/^rst_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    const [file = ''] = readdirSync(join(data, 'access/tokens'));
    const path = join(data, 'access/tokens', file);
    expect(readFileSync(path, 'utf8')).not.toContain(token.split('_')[2]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(new Gate(data).callerOf(`Bearer ${token}`)).toEqual({
      id: note.id,
      name: 'Ada',
      role: 'operator',
    });
  });

  test('an open gate hears of what is made, revoked and expired', () => {
    const gate = new Gate(data);
    expect(gate.isOpen).toBe(false);
    const { token, note } = createToken(data, { name: 'Ada', role: 'viewer', days: 1 });
    expect(gate.isOpen).toBe(true);
    expect(gate.callerOf(`bearer ${token}`)?.id).toBe(note.id);
    for (const wrong of [undefined, '', token, `Bearer ${token}x`, `Bearer rst_${note.id}_${'A'.repeat(43)}`])
      expect(gate.callerOf(wrong)).toBeNull();
    const path = join(data, 'access/tokens', `${note.id}.json`);
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...kept, expires_at: '2020-01-01T00:00:00.000Z' }));
    expect(new Gate(data).callerOf(`Bearer ${token}`)).toBeNull();
    revokeToken(data, note.id);
    expect(gate.callerOf(`Bearer ${token}`)).toBeNull();
    expect(listTokens(data)).toEqual([]);
    expect(() => revokeToken(data, note.id)).toThrow(/No such token/);
  });

  test('a role may do what those below it may', () => {
    const as = (role: 'viewer' | 'operator' | 'admin') => ({ id: '', name: '', role });
    expect(mayDo(as('operator'), 'viewer')).toBe(true);
    expect(mayDo(as('operator'), 'operator')).toBe(true);
    expect(mayDo(as('operator'), 'admin')).toBe(false);
  });
});

describe('the audit log', () => {
  const entry = (n: number) => audit(data, { who: 'me', action: 'issue', subject: { n } });
  const file = (number: number) => join(data, 'audit/000000', `${String(number).padStart(9, '0')}.json`);

  test('is a chain of numbers without a gap', () => {
    expect([...readAudit(data)]).toEqual([]);
    for (let n = 1; n <= 3; n++) entry(n);
    const entries = [...readAudit(data)];
    expect(entries.map(({ number, subject }) => [number, subject.n])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(entries[1]?.previous).toBe(entries[0]?.sha256);
  });

  test.each<readonly [string, () => void]>([
    ['changed', () => writeFileSync(file(2), readFileSync(file(2), 'utf8').replace('"me"', '"you"'))],
    ['taken out', () => rmSync(file(2))],
    ['put in the place of another', () => writeFileSync(file(2), readFileSync(file(1)))],
    ['no entry any more', () => writeFileSync(file(2), 'x')],
  ])('an entry that is %s is found', (_, spoil) => {
    for (let n = 1; n <= 3; n++) entry(n);
    spoil();
    expect(() => [...readAudit(data)]).toThrow(/not what was written/);
  });

  test('entries that are cut off its end are missed by whoever kept the head', () => {
    for (let n = 1; n <= 3; n++) entry(n);
    const { entries, head } = verifyAudit(data, null);
    expect(entries).toBe(3);
    entry(4);
    expect(verifyAudit(data, head).entries).toBe(4);
    for (const number of [3, 4]) rmSync(file(number));
    expect(verifyAudit(data, null).entries).toBe(2);
    expect(() => verifyAudit(data, head)).toThrow(/not in the chain/);
  });

  test('goes on over the thousand, and after a kill between a folder and its first file', () => {
    entry(1);
    mkdirSync(join(data, 'audit/000001'));
    // 999 is missing: the next number is 1000, and the gap is found.
    expect(() => entry(2)).toThrow(/Entry 999/);
  });

  test('names an IMSI by a hash under a key of the folder', () => {
    expect(auditedImsi(data, '999017000000001')).toMatch(/^[0-9a-f]{24}$/);
    expect(auditedImsi(data, '999017000000001')).toBe(auditedImsi(data, '999017000000001'));
    expect(auditedImsi(data, '999017000000001')).not.toBe(auditedImsi(data, '999017000000002'));
  });
});

describe('paths', () => {
  test('below a root, by their real names', () => {
    mkdirSync(join(data, 'root/in'), { recursive: true });
    mkdirSync(join(data, 'root-beside'));
    writeFileSync(join(data, 'root/in/a'), '');
    symlinkSync(join(data, 'root-beside'), join(data, 'root/link'));
    symlinkSync(join(data, 'root'), join(data, 'way'));
    // A root may itself be named through a link: it is what it really is.
    const roots = realRoots([join(data, 'way')]);
    expect(pathBelow(roots, join(data, 'root/in/a'))).toBe(join(data, 'root/in/a'));
    expect(pathBelow(roots, join(data, 'root/'))).toBe(join(data, 'root'));
    const refused = ['root-beside', 'root/link', 'way/in/a', 'nothing'].map((name) => join(data, name));
    for (const path of [...refused, 'in/a', '', '/', `${data}/root/../root/in/a`, `${data}/root/\0`])
      expect(() => pathBelow(roots, path), path).toThrow(/not below a folder/);
    expect(() => pathBelow(roots, join(data, 'root/nothing'))).toThrow(/No such file/);
    expect(() => realRoots([join(data, 'nothing')])).toThrow(/No such file/);
  });
});
