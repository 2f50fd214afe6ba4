/** A strict RFC 4180 reader for tests, apart from the writer: line feeds end rows, quotes are doubled. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at += 1;
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (at >= text.length) throw new Error('open quote');
        field += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') {
        if (text[at] === '"' || text[at] === '\r') throw new Error('bare quote or carriage return');
        field += text[at];
        at += 1;
      }
    }
    rows.at(-1)?.push(field);
    if (text[at] === '\n') rows.push([]);
    else if (text[at] !== ',') throw new Error(`no separator at ${at}`);
    at += 1;
  }
  const [head = [], ...body] = rows.slice(0, -1);
  for (const row of body) if (row.length !== head.length) throw new Error('ragged row');
  return body.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])));
}
