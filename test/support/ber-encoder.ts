/**
 * A BER writer for tests. It is written from the wire rules alone and shares no code with the decoder under test; it
 * can write every legal form (definite, over-long and indefinite lengths) and every illegal one (`BerOverride`).
 */

/** How the length octets are written; `octets` asks for the long form with that many length octets (1..126). */
export type LengthForm = 'minimal' | 'indefinite' | { readonly octets: number };

/** What a value is, so that a rewriting step knows which changes keep the meaning of a file. */
export type BerRole = 'sequence' | 'list' | 'choice' | 'integer' | 'octets';

/** Deliberately wrong octets in place of the right ones. */
export interface BerOverride {
  readonly cls?: 'universal' | 'application' | 'context' | 'private';
  /** The whole identifier. */
  readonly tagBytes?: Uint8Array;
  /** The whole length field. */
  readonly lengthBytes?: Uint8Array;
  /** The number that is written as length; the content keeps its own size. */
  readonly lengthValue?: bigint;
  /** The constructed bit. */
  readonly constructed?: boolean;
  /** Leaves the end-of-contents of an indefinite length out. */
  readonly omitEoc?: boolean;
}

/** One element: constructed where `children` is given, else primitive. `raw` replaces all of it. */
export interface BerElement {
  readonly tag: number;
  readonly role: BerRole;
  readonly children?: readonly BerElement[];
  readonly bytes?: Uint8Array;
  readonly length?: LengthForm;
  readonly override?: BerOverride;
  readonly raw?: Uint8Array;
}

/** Byte offsets of an element in the encoded file: its identifier, its content, and the first byte after it. */
interface BerPlace {
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

interface Layout {
  readonly element: BerElement;
  readonly header: Uint8Array;
  readonly children: readonly Layout[];
  readonly body: Uint8Array;
  readonly trailer: Uint8Array;
  readonly size: number;
}

const CLASS_BITS = { universal: 0x00, application: 0x40, context: 0x80, private: 0xc0 } as const;
const EOC = Uint8Array.of(0, 0);
const NOTHING = new Uint8Array(0);
const NONE: readonly Layout[] = [];

/** Identifier octets of an APPLICATION tag (or of the class given): one octet below 31, else 7 bits an octet. */
export function identifier(
  tag: number,
  constructed: boolean,
  cls: keyof typeof CLASS_BITS = 'application',
): Uint8Array {
  const lead = CLASS_BITS[cls] | (constructed ? 0x20 : 0);
  if (tag < 31) return Uint8Array.of(lead | tag);
  const groups = [tag & 0x7f];
  for (let rest = tag >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return Uint8Array.of(lead | 0x1f, ...groups);
}

/** Definite length octets, minimal or with `octets` octets of long form. Throws RangeError where they do not fit. */
export function definiteLength(value: bigint, octets?: number): Uint8Array {
  if (octets === undefined && value < 128n) return Uint8Array.of(Number(value));
  const digits: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) digits.unshift(Number(rest & 0xffn));
  const width = octets ?? digits.length;
  if (width < digits.length || width > 126) throw new RangeError(`length ${value} in ${width} octets`);
  return Uint8Array.of(0x80 | width, ...new Array<number>(width - digits.length).fill(0), ...digits);
}

function layout(element: BerElement): Layout {
  if (element.raw) {
    return {
      element,
      header: NOTHING,
      children: [],
      body: element.raw,
      trailer: NOTHING,
      size: element.raw.length,
    };
  }
  const { override, length = 'minimal' } = element;
  const children = element.children?.map(layout) ?? NONE;
  const body = element.bytes ?? NOTHING;
  let contentSize = body.length;
  for (const child of children) contentSize += child.size;
  if (override === undefined && length === 'minimal' && contentSize < 128) {
    const header = usualHeader(element.tag, element.children !== undefined, contentSize);
    return { element, header, children, body, trailer: NOTHING, size: header.length + contentSize };
  }
  return unusual(element, children, body, contentSize);
}

/** Headers of elements that are short and right: nearly all are, and of them few are different. */
const usualHeaders = new Map<number, Uint8Array>();

function usualHeader(tag: number, constructed: boolean, contentSize: number): Uint8Array {
  const key = tag * 256 + (constructed ? 128 : 0) + contentSize;
  let header = usualHeaders.get(key);
  if (header === undefined) {
    header = Uint8Array.of(...identifier(tag, constructed), contentSize);
    usualHeaders.set(key, header);
  }
  return header;
}

function unusual(
  element: BerElement,
  children: readonly Layout[],
  body: Uint8Array,
  contentSize: number,
): Layout {
  const { override = {}, length = 'minimal' } = element;
  const constructed = override.constructed ?? element.children !== undefined;
  const id = override.tagBytes ?? identifier(element.tag, constructed, override.cls);
  const len =
    override.lengthBytes ??
    (length === 'indefinite'
      ? Uint8Array.of(0x80)
      : definiteLength(
          override.lengthValue ?? BigInt(contentSize),
          length === 'minimal' ? undefined : length.octets,
        ));
  const trailer = length === 'indefinite' && !override.omitEoc ? EOC : NOTHING;
  const header = Uint8Array.of(...id, ...len);
  return { element, header, children, body, trailer, size: header.length + contentSize + trailer.length };
}

/** Returns the place behind it. */
function emit(item: Layout, out: Uint8Array, at: number): number {
  let position = put(item.body, out, put(item.header, out, at));
  for (const child of item.children) position = emit(child, out, position);
  return put(item.trailer, out, position);
}

/** A few octets are written faster one by one. */
function put(octets: Uint8Array, out: Uint8Array, at: number): number {
  if (octets.length > 32) out.set(octets, at);
  else for (let i = 0; i < octets.length; i++) out[at + i] = octets[i]!;
  return at + octets.length;
}

function place(item: Layout, at: number, places: Map<BerElement, BerPlace>): number {
  const content = at + item.header.length;
  let position = content + item.body.length;
  for (const child of item.children) position = place(child, position, places);
  position += item.trailer.length;
  places.set(item.element, { start: at, content, end: position });
  return position;
}

/** The bytes of one or more root elements one after another, and the place of every element in them. */
export function encodeBer(...roots: readonly BerElement[]): {
  readonly bytes: Uint8Array;
  /** Worked out when it is asked for. */
  readonly places: ReadonlyMap<BerElement, BerPlace>;
} {
  const layouts = roots.map(layout);
  const bytes = new Uint8Array(layouts.reduce((sum, item) => sum + item.size, 0));
  let at = 0;
  for (const item of layouts) at = emit(item, bytes, at);
  return {
    bytes,
    get places() {
      const places = new Map<BerElement, BerPlace>();
      let from = 0;
      for (const item of layouts) from = place(item, from, places);
      return places;
    },
  };
}

/** A SEQUENCE; absent members (undefined) are left out. */
export function sequence(tag: number, members: readonly (BerElement | undefined)[]): BerElement {
  return { tag, role: 'sequence', children: members.filter((member) => member !== undefined) };
}

/** A SEQUENCE OF: the order of its elements means something. */
export function list(tag: number, elements: readonly BerElement[]): BerElement {
  return { tag, role: 'list', children: elements };
}

/** A tagged CHOICE: one more level around exactly one alternative. */
export function choice(tag: number, alternative: BerElement): BerElement {
  return { tag, role: 'choice', children: [alternative] };
}

/** Minimal two's complement octets of an INTEGER. */
function integerOctets(value: bigint): Uint8Array {
  if (value >= 0n && value < 128n) return Uint8Array.of(Number(value));
  const digits: number[] = [];
  let rest = value;
  do {
    digits.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (rest !== 0n && rest !== -1n);
  // The top bit is the sign: one more octet where it does not say what the value says.
  if (value >= 0n && digits[0]! >= 0x80) digits.unshift(0);
  if (value < 0n && digits[0]! < 0x80) digits.unshift(0xff);
  return Uint8Array.from(digits);
}

export function integer(tag: number, value: bigint | number): BerElement {
  return { tag, role: 'integer', bytes: integerOctets(BigInt(value)) };
}

/** AsciiString and NumberString: one octet a character. */
export function ascii(tag: number, text: string): BerElement {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return octets(tag, bytes);
}

/** BCDString: two digits an octet, high nibble first, an odd tail filled with f. */
export function bcd(tag: number, digits: string): BerElement {
  const padded = digits.length % 2 === 0 ? digits : `${digits}f`;
  return octets(
    tag,
    Uint8Array.from({ length: padded.length / 2 }, (_, i) =>
      Number.parseInt(padded.slice(2 * i, 2 * i + 2), 16),
    ),
  );
}

export function octets(tag: number, bytes: Uint8Array): BerElement {
  return { tag, role: 'octets', bytes };
}
