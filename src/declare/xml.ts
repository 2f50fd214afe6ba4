/**
 * The XML that parts of a workbook are written in, as a flat row of events. It knows no document types, and so no entities
 * beside the five of XML: a part that declares any is refused before anything is expanded.
 */

export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attribute: (name: string) => string | null }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** What is not well-formed, or not taken; the caller says in which part. */
export class XmlFault extends Error {}

const MAX_DEPTH = 64;
/** `<name a="b">`, `</name>`, `<name/>`: 1 close, 2 name, 3 attributes, 4 empty. */
const TAG = /<(\/?)([^\s/>="'<]+)((?:\s+[^\s=/>"'<]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENCODING = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Names come without their prefix. Throws XmlFault. */
export function* xmlEvents(text: string): Generator<XmlEvent, void, undefined> {
  const encoding = ENCODING.exec(text)?.[1];
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') throw new XmlFault('it is not UTF-8');
  const open: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at && open.length > 0) yield { kind: 'text', text: unescaped(text.slice(at, end)) };
    if (next < 0) break;
    if (text.startsWith('<!--', next)) at = after(text, '-->', next + 4);
    else if (text.startsWith('<?', next)) at = after(text, '?>', next + 2);
    else if (text.startsWith('<![CDATA[', next)) {
      at = after(text, ']]>', next + 9);
      yield { kind: 'text', text: text.slice(next + 9, at - 3) };
    } else if (text.startsWith('<!', next)) throw new XmlFault('it declares a document type');
    else {
      TAG.lastIndex = next;
      const [whole, close, prefixed, attributes, empty] = TAG.exec(text) ?? [];
      if (whole === undefined) throw new XmlFault('a tag is not well-formed');
      const name = localName(prefixed!);
      at = next + whole.length;
      if (close === '') {
        if (open.push(name) > MAX_DEPTH) throw new XmlFault(`it is nested deeper than ${MAX_DEPTH} elements`);
        yield { kind: 'open', name, attribute: (wanted) => attributeOf(attributes!, wanted) };
      }
      if (close !== '' || empty !== '') {
        if (open.pop() !== name) throw new XmlFault('an element is closed that is not open');
        yield { kind: 'close', name };
      }
    }
  }
  if (open.length > 0) throw new XmlFault('an element is not closed');
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw new XmlFault(`${end} is missing`);
  return at + end.length;
}

/** By the name as written, or without its prefix. */
function attributeOf(attributes: string, wanted: string): string | null {
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (name === wanted || localName(name!) === wanted) return unescaped(double ?? single ?? '');
  }
  return null;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,16}));|&/g, (_, hex, decimal, name) => {
    if (hex !== undefined || decimal !== undefined) {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (code > 0x10ffff) throw new XmlFault('a character does not exist');
      return String.fromCodePoint(code);
    }
    const found = Object.hasOwn(NAMED, name ?? '') ? NAMED[name] : undefined;
    if (found === undefined) throw new XmlFault('an entity is not known');
    return found;
  });
}
