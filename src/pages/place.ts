/** Where one is: the part of the address after `#`, as `/runs/149f/devices?segment=silent`. */

export interface Place {
  /** Parts of the path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  return { path: parts.map(decoded), query: new URLSearchParams(query) };
}

/** `#/runs/149f/devices?segment=silent`; values that are empty or null are left out. */
export function address(
  path: readonly (string | number)[],
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `#/${path.map((part) => encodeURIComponent(part)).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** What stands in addresses of requests as it is: a link says which run, and nothing that would be asked of it. */
const FORMS: Readonly<Record<string, RegExp>> = {
  run: /^[0-9a-f]{4,64}$/,
  row: /^[0-9]{1,10}$/,
  job: /^[0-9]{8}$/,
  term: /^[0-9a-f]{4,64}$/,
  version: /^[0-9]{1,7}$/,
};

/** The values by name where the path has the pattern's form: `runs/:run/devices`; null elsewhere. */
export function matched(pattern: string, path: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').filter((part) => part !== '');
  if (parts.length !== path.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const name = part.slice(1);
    if (part.startsWith(':') && FORMS[name]?.test(path[index]!) !== false) values[name] = path[index]!;
    else if (part !== path[index]) return null;
  }
  return values;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
