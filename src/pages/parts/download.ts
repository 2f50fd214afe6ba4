/** Files for the one who works here. */
import { type Asked, ask, send } from '../api.ts';
import { h } from '../dom.ts';
import { csvText } from './csv.ts';

/** Hands a file to the browser. */
function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = h('a', { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** One click: the rows that are seen, made into a file here. The mark at its beginning tells spreadsheets that it is UTF-8. */
export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  save(new Blob(['\ufeff', csvText(head, rows)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);
}

/** A file of the API, fetched with the token, under the name that the server gives it. */
export async function download(path: string, fallback: string, asked: Asked = {}): Promise<void> {
  const response = await send(path, asked);
  const said = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  save(await response.blob(), said ?? fallback);
}

interface Upload {
  readonly reference: string;
}

/** Sends a file; what other requests name it by. */
export async function upload(file: File): Promise<string> {
  const name = file.name.replace(/[^A-Za-z0-9 ._+@=-]/g, '_').replace(/^[^A-Za-z0-9_]+/, '') || 'file';
  const path = `/v1/uploads?name=${encodeURIComponent(name)}`;
  const sent = await ask<Upload>(path, { method: 'POST', body: file, type: 'application/octet-stream' });
  return sent.reference;
}
