/**
 * Reads a workbook back by means that share nothing with the writer: a reader of zip archives and one of XML that knows
 * elements, attributes and entities, of a few lines each.
 */
import { readFileSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

/** A cell as the file has it: its type attribute (`n` where there is none) and its text. */
export interface Cell {
  readonly type: string;
  readonly text: string;
}
export interface Sheet {
  readonly name: string;
  readonly rows: readonly ReadonlyMap<string, Cell>[];
}

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (Element | string)[];
}

export interface Member {
  readonly bytes: Buffer;
  /** DOS time and date. */
  readonly stamp: readonly [time: number, date: number];
}

/** Members of the archive (APPNOTE.TXT 4.3) by name, each held against its size and CRC. */
export function membersOf(path: string): Map<string, Member> {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const members = new Map<string, Member>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no directory entry at ${at}`);
    const [method, time, date] = [10, 12, 14].map((offset) => zip.readUInt16LE(at + offset));
    const [crc, packed, size] = [16, 20, 24].map((offset) => zip.readUInt32LE(at + offset));
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength!);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const octets = zip.subarray(data, data + packed!);
    const bytes = method === 8 ? inflateRawSync(octets) : octets;
    if (bytes.length !== size || crc32(bytes) !== crc) throw new Error(`${name} is damaged`);
    if (members.has(name)) throw new Error(`${name} stands twice`);
    members.set(name, { bytes, stamp: [time!, date!] });
    at += 46 + nameLength! + extra! + comment!;
  }
  return members;
}

export function readWorkbook(path: string): Sheet[] {
  const members = membersOf(path);
  const part = (name: string) => parseXml(members.get(name)!.bytes.toString('utf8'));
  const targets = new Map(
    all(part('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [
      attributes.get('Id'),
      attributes.get('Target'),
    ]),
  );
  return all(part('xl/workbook.xml'), 'sheet').map(({ attributes }) => ({
    name: attributes.get('name')!,
    rows: all(part(`xl/${targets.get(attributes.get('r:id'))}`), 'row').map(cellsOf),
  }));
}

/** Rows under the heading, as cells by the heading of their column. */
export function records(sheet: Sheet): Map<string, Cell>[] {
  const [head, ...rows] = sheet.rows;
  return rows.map(
    (row) => new Map([...row].map(([column, cell]) => [head!.get(column)?.text ?? `no ${column}`, cell])),
  );
}

function cellsOf(row: Element): Map<string, Cell> {
  return new Map(
    all(row, 'c').map((cell) => {
      const at = cell.attributes.get('r')!;
      if (!at.endsWith(row.attributes.get('r')!)) throw new Error(`${at} in another row`);
      return [at.replace(/\d+$/, ''), { type: cell.attributes.get('t') ?? 'n', text: textOf(cell) }];
    }),
  );
}

function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...all(child, name)],
  );
}

function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** Throws on what is not well-formed. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [] };
  const open = [root];
  for (const [, declaration, close, name, attributes = '', empty, text] of xml.matchAll(
    /(<\?[^>]*\?>)|<(\/)?([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/)?>|([^<]+)|</g,
  )) {
    if (declaration !== undefined) continue;
    if (text !== undefined) open.at(-1)!.children.push(decode(text));
    else if (name === undefined) throw new Error('a < that opens nothing');
    else if (close !== undefined) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const pairs = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)];
      const element: Element = {
        name,
        attributes: new Map(pairs.map(([, key, value]) => [key!, decode(value!)])),
        children: [],
      };
      open.at(-1)!.children.push(element);
      if (empty === undefined) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error('an element is not closed');
  return root;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (whole, code?: string, name?: string) => {
    const found = code === undefined ? NAMED[name ?? ''] : String.fromCodePoint(Number(code));
    if (found === undefined) throw new Error(`entity ${whole}`);
    return found;
  });
}
