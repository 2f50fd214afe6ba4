/**
 * BER → JSON with the names of the grammar, as `tshark -T json` prints a packet: groups are objects, lists (TD.57 names
 * all of them …List) arrays of one-key objects, a member that stands again gets `#2`, `#3`. INTEGER is a number, text
 * beyond 2^53; text is text, BCD its digits, octets hex; an unknown tag is its number in brackets and its octets.
 */
import { Cursor, enter, Fault, MAX_DEPTH, more, readRoot, stop } from './ber/cursor.ts';
import { isSegmented, value } from './ber/elements.ts';
import { checkFraming, type FramingFault, pathAt } from './ber/framing.ts';
import { kindOfBer, tableOf } from './identify.ts';
import { releaseOf } from './tap/release.ts';
import { formatPath, type TagTable, tapTable } from './tap/tag-names.ts';

/** Text that is gathered before it is handed on. */
const CHUNK_CHARACTERS = 65_536;
/** Octets of one printed value; what is longer is cut and says so. */
const MAX_SHOWN_OCTETS = 65_536;

export interface ShowOptions {
  /** 0-based index of the call event to print; absent prints the whole batch. */
  readonly record?: number;
  /** Offset of the element to print, instead of `record`. */
  readonly offset?: number;
  /** Spaces a level; 0 prints one line. */
  readonly indent: number;
}

/** `fault`: the framing breaks here, everything before it is printed. `absent`: there is no such record or element. */
export type Shown =
  | { readonly result: 'shown' }
  | { readonly result: 'absent'; readonly records: number }
  | { readonly result: 'fault'; readonly fault: FramingFault; readonly tagPath: string };

/** The tag table of the batch at `from`: by its kind, and for TAP by the release in its header. */
function tableOfBatch(bytes: Uint8Array, from: number): TagTable {
  const kind = kindOfBer(bytes.subarray(from));
  if (kind !== 'tap' && kind !== 'notification') return tableOf(kind);
  return tapTable(releaseOf(bytes, from));
}

/**
 * Prints the batch whose root begins at `from`, or one element of it, piece by piece through `write`. What is written
 * is whole JSON whatever the file: at a framing fault all open groups are closed. Never throws for the content.
 */
export function showBatch(
  bytes: Uint8Array,
  from: number,
  options: ShowOptions,
  write: (text: string) => void,
): Shown {
  const table = tableOfBatch(bytes, from);
  const c = new Cursor(bytes, table.groups);
  const printer = new Printer(options.indent, write);
  let index: number | null = null;
  if (options.offset !== undefined) {
    const path = pathAt(bytes, table.groups, options.offset, from);
    if (path.length === 0 || !readRoot(c, options.offset)) return { result: 'absent', records: 0 };
  } else if (options.record !== undefined) {
    const found = seekEvent(c, table, from, options.record);
    if (c.err === Fault.NONE && found >= 0) return { result: 'absent', records: found };
    index = options.record;
  } else {
    readRoot(c, from);
  }
  const cut = c.err === Fault.LENGTH_OVERFLOW && options.record === undefined && reopen(c, bytes.length);
  if (c.err === Fault.NONE) {
    printer.open('{');
    if (index !== null) printer.pair('record', String(index));
    if (index !== null || options.offset !== undefined) printer.pair('byte_offset', String(c.at));
    printer.key(nameOf(c.tag, table));
    element(c, table, printer);
    printer.close('}');
    if (cut) stop(c, Fault.LENGTH_OVERFLOW, from);
  }
  printer.flush();
  if (c.err === Fault.NONE) return { result: 'shown' };
  const fault = checkFraming(bytes, table.groups, from);
  // An element alone may be sound in a file that is not; a fault of its own is one of the file.
  if (fault === null) return { result: 'shown' };
  return { result: 'fault', fault, tagPath: formatPath(fault.path, table) };
}

/** Lists of call events in TAP, NRTRDE and RAP; of the last one's details a SevereReturn holds one. */
const EVENT_LISTS: ReadonlySet<string> = new Set([
  'CallEventDetailList',
  'CallEventList',
  'ReturnDetailList',
]);
const NO_EVENTS: ReadonlySet<string> = new Set(['FatalReturn', 'MissingReturn', 'StopReturn']);

/** Leaves the cursor on call event `record`: −1. Else the number of call events. */
function seekEvent(c: Cursor, table: TagTable, from: number, record: number): number {
  let events = 0;
  if (!readRoot(c, from)) return events;
  const limit = enter(c);
  while (more(c, limit)) {
    if (!EVENT_LISTS.has(nameOf(c.tag, table)) || !c.constructed) {
      stepOver(c);
      continue;
    }
    const list = enter(c);
    while (more(c, list)) {
      if (!NO_EVENTS.has(nameOf(c.tag, table)) && events++ === record) return -1;
      stepOver(c);
    }
  }
  return events;
}

/** Steps over the current element: by its length where it has one, so that seeking costs little. */
function stepOver(c: Cursor): void {
  if (!c.constructed) return;
  if (c.limit >= 0) {
    c.pos = c.limit;
    return;
  }
  const limit = enter(c);
  while (more(c, limit)) stepOver(c);
}

function nameOf(tag: number, table: TagTable): string {
  return table.names.get(tag) ?? `[${tag}]`;
}

function element(c: Cursor, table: TagTable, printer: Printer): void {
  const { tag } = c;
  if (!c.constructed || isSegmented(c)) {
    printer.value(primitive(c, table));
    return;
  }
  const list = table.names.get(tag)?.endsWith('List') ?? false;
  const limit = enter(c);
  const seen = new Map<string, number>();
  printer.open(list ? '[' : '{');
  while (c.err === Fault.NONE) {
    const found = more(c, limit);
    // A group that passes the end of what holds it is printed as far as it goes, and is the last.
    const cut = !found && overflows(c) && reopen(c, limit < 0 ? ~limit : limit);
    if (!found && !cut) break;
    const { at } = c;
    const name = nameOf(c.tag, table);
    if (list) {
      printer.item();
      printer.open('{');
      printer.key(name);
      element(c, table, printer);
      printer.close('}');
      if (cut) stop(c, Fault.LENGTH_OVERFLOW, at);
      continue;
    }
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    printer.key(times === 1 ? name : `${name}#${times}`);
    element(c, table, printer);
    if (cut) stop(c, Fault.LENGTH_OVERFLOW, at);
  }
  printer.close(list ? ']' : '}');
}

function overflows(c: Cursor): boolean {
  return c.err === Fault.LENGTH_OVERFLOW;
}

/** Makes the faulty element the current one, cut at `bound`; false where it is no group, or nothing of it is there. */
function reopen(c: Cursor, bound: number): boolean {
  const octet = (i: number): number => c.buf[i] ?? 0;
  let content = c.at + 1;
  if ((octet(c.at) & 0x1f) === 0x1f) while (octet(content++) >= 0x80);
  const length = octet(content++);
  if (length > 0x80) content += length & 0x7f;
  if (!c.constructed || content >= bound || c.depth >= MAX_DEPTH) return false;
  c.err = Fault.NONE;
  c.pos = content;
  c.limit = bound;
  return true;
}

/** The current primitive as JSON text. */
function primitive(c: Cursor, table: TagTable): string {
  const form = table.forms.get(c.tag);
  const buffer = value(c);
  if (c.err !== Fault.NONE) return 'null';
  const octets = buffer.subarray(c.vs, Math.min(c.ve, c.vs + MAX_SHOWN_OCTETS));
  const cut = c.ve - c.vs > MAX_SHOWN_OCTETS ? `… ${c.ve - c.vs} octets` : '';
  const hex = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
  if (form === '=' && octets.length > 0 && cut === '') return integerText(hex, octets.length);
  if (form === '$') return JSON.stringify(Buffer.from(octets).toString('latin1') + cut);
  return JSON.stringify((form === '#' ? hex.replace(/f$/, '') : hex) + cut);
}

/** Octets of a JavaScript number that needs no other form. */
const SAFE_OCTETS = 6;
/** Digits of a decimal number that a reader can use; longer ones stay hex. */
const MAX_INTEGER_OCTETS = 64;

function integerText(hex: string, octets: number): string {
  if (octets > MAX_INTEGER_OCTETS) return JSON.stringify(hex);
  const number = BigInt.asIntN(8 * octets, BigInt(`0x${hex}`));
  return octets <= SAFE_OCTETS || Number.isSafeInteger(Number(number)) ? `${number}` : `"${number}"`;
}

/** Writes JSON, with its commas and line breaks. */
class Printer {
  readonly #indent: number;
  readonly #write: (text: string) => void;
  #text = '';
  #depth = 0;
  /** The next key or item is the first of its group. */
  #first = true;

  constructor(indent: number, write: (text: string) => void) {
    this.#indent = indent;
    this.#write = write;
  }

  open(bracket: '{' | '['): void {
    this.#text += bracket;
    this.#depth++;
    this.#first = true;
  }

  close(bracket: '}' | ']'): void {
    this.#depth--;
    if (!this.#first) this.#line();
    this.#text += bracket;
    this.#first = false;
    if (this.#text.length >= CHUNK_CHARACTERS) this.flush();
  }

  item(): void {
    if (!this.#first) this.#text += ',';
    this.#first = false;
    this.#line();
  }

  key(name: string): void {
    this.item();
    this.#text += `${JSON.stringify(name)}:${this.#indent > 0 ? ' ' : ''}`;
  }

  value(json: string): void {
    this.#text += json;
  }

  pair(name: string, json: string): void {
    this.key(name);
    this.value(json);
  }

  flush(): void {
    if (this.#text !== '') this.#write(this.#text);
    this.#text = '';
  }

  #line(): void {
    if (this.#indent > 0) this.#text += `\n${' '.repeat(this.#indent * this.#depth)}`;
  }
}
