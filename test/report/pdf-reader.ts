/** Text of a PDF's pages, read by the file's own tables of glyphs (ISO 32000-1, 9.10.3), apart from the writer. */
import { inflateSync } from 'node:zlib';

interface PdfObject {
  readonly head: string;
  readonly stream: string | null;
}

/** Objects by number. */
function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const [, number, body] of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm)) {
    const at = body!.indexOf('\nstream\n');
    const head = at < 0 ? body! : body!.slice(0, at);
    const raw = at < 0 ? null : Buffer.from(body!.slice(at + 8, body!.lastIndexOf('\nendstream')), 'latin1');
    const stream =
      raw === null ? null : (head.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1');
    found.set(number!, { head, stream });
  }
  return found;
}

/** Glyph code → text, of a ToUnicode table. */
function glyphsOf(cmap: string): Map<number, string> {
  const glyphs = new Map<number, string>();
  // A ligature stands for several letters.
  const textOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
  for (const [, from, list] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    const first = Number.parseInt(from!, 16);
    for (const [i, [, hex]] of [...list!.matchAll(/<([0-9a-f ]*)>/gi)].entries())
      glyphs.set(first + i, textOf(hex!));
  }
  return glyphs;
}

/** Text of each page without its white space. */
export function pagesOf(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  const reference = (head: string, name: string) => new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? '';
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name, number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = objects.get(reference(objects.get(number!)!.head, 'ToUnicode'));
      if (table?.stream != null) fonts.set(name!, glyphsOf(table.stream));
    }
  }
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\n/.test(head))
    .map(({ head }) => {
      const content = objects.get(reference(head, 'Contents'))!.stream!;
      let font = new Map<number, string>();
      let text = '';
      for (const [, name, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[^>]*>|[^\]])*)\] TJ/g)) {
        if (name !== undefined) font = fonts.get(name)!;
        for (const [, hex] of (shown ?? '').matchAll(/<([0-9a-f]*)>/gi)) {
          for (const [code] of hex!.matchAll(/.{4}/g)) text += font.get(Number.parseInt(code, 16)) ?? '?';
        }
      }
      return text.replace(/\s+/g, '');
    });
}
