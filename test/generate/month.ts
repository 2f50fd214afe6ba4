/** A generated month on disk for the tests, and its files as read back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Generated, generateMonth } from '../../src/generate/generate.ts';

export interface MadeMonth {
  readonly out: string;
  readonly result: Generated;
  /** Unpacked files of a subfolder, by name without .gz or .zst, in name order. */
  files(folder: string): { name: string; packed: string; bytes: Buffer }[];
  text(name: string): string;
  remove(): void;
}

export async function makeMonth(options: {
  devices: number;
  period?: string;
  seed?: number;
  records?: number;
  events?: number;
  world?: string;
}): Promise<MadeMonth> {
  const out = join(mkdtempSync(join(tmpdir(), 'roamsettle-generate-')), 'month');
  const result = await generateMonth({ period: '2026-10', seed: 7, ...options, out });
  return {
    out,
    result,
    files: (folder) =>
      readdirSync(join(out, folder))
        .sort()
        .map((packed) => ({
          packed,
          name: packed.replace(/\.(gz|zst)$/, ''),
          bytes: unpack(packed, readFileSync(join(out, folder, packed))),
        })),
    text: (name) => readFileSync(join(out, name), 'utf8'),
    remove: () => rmSync(join(out, '..'), { recursive: true, force: true }),
  };
}

function unpack(name: string, bytes: Buffer): Buffer {
  if (name.endsWith('.gz')) return gunzipSync(bytes);
  return name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
}

/** Rows of a CSV without quotes, as objects. */
export function table(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
