/**
 * Bearer tokens: `rst_<id>_<secret>`, of 256 random bits, shown once and kept as SHA-256 alone, each in a file of its own
 * (`DATA/access/tokens/<id>.json`), so that making and revoking need no lock.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoamsettleError } from '../errors.ts';
import { makeFolders } from '../store/folder.ts';

/** Each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, as the log and the audit log name them. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface TokenNote extends Caller {
  /** RFC 3339. */
  readonly created_at: string;
  /** RFC 3339; null: until it is revoked. */
  readonly expires_at: string | null;
}

interface KeptToken extends TokenNote {
  /** SHA-256 of the secret in hex. */
  readonly sha256: string;
}

const SHAPE = /^rst_([0-9a-f]{8})_([A-Za-z0-9_-]{43})$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}$/;
const DAY_MS = 86_400_000;
/** What a secret is held against where no token has its id. */
const NOBODY = digest('');

export function mayDo(caller: Caller, role: Role): boolean {
  return ROLES.indexOf(caller.role) >= ROLES.indexOf(role);
}

const folderOf = (data: string) => join(data, 'access', 'tokens');

/** Makes a token; `days` null: it does not expire. Throws USAGE for a name that is none, DATA_UNWRITABLE. */
export function createToken(
  data: string,
  { name, role, days }: { name: string; role: Role; days: number | null },
): { token: string; note: TokenNote } {
  if (!NAME.test(name))
    throw new RoamsettleError('USAGE', 'A name is 1 to 64 letters, digits, blanks, points, @, _ and -.');
  const id = randomBytes(4).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const now = Date.now();
  const note: TokenNote = {
    id,
    name,
    role,
    created_at: new Date(now).toISOString(),
    expires_at: days === null ? null : new Date(now + days * DAY_MS).toISOString(),
  };
  const kept: KeptToken = { ...note, sha256: digest(secret).toString('hex') };
  const path = join(folderOf(data), `${id}.json`);
  try {
    makeFolders(folderOf(data), 0o700);
    writeFileSync(`${path}.draft`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(`${path}.draft`, path);
  } catch (error) {
    throw new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`);
  }
  return { token: `rst_${id}_${secret}`, note };
}

/** All tokens, by the time they were made. Throws KEY_INVALID for a file that is none. */
export function listTokens(data: string): TokenNote[] {
  return readTokens(data)
    .map(({ sha256: _, ...note }) => note)
    .sort((a, b) => (`${a.created_at} ${a.id}` < `${b.created_at} ${b.id}` ? -1 : 1));
}

/** Throws TOKEN_NOT_FOUND. */
export function revokeToken(data: string, id: string): TokenNote {
  const found = listTokens(data).find((token) => token.id === id);
  if (found === undefined) throw new RoamsettleError('TOKEN_NOT_FOUND');
  rmSync(join(folderOf(data), `${id}.json`), { force: true });
  return found;
}

/** Tells who a token belongs to; what was made or revoked meanwhile counts at once. */
export class Gate {
  readonly #data: string;
  #tokens = new Map<string, KeptToken>();
  #stamp = '';

  constructor(data: string) {
    this.#data = data;
  }

  /** Whether any token is there. */
  get isOpen(): boolean {
    this.#refresh();
    return this.#tokens.size > 0;
  }

  /** The caller of an `Authorization` header; null where it holds no valid token. Takes the same time for any secret. */
  callerOf(authorization: string | undefined): Caller | null {
    this.#refresh();
    const [, id = '', secret = ''] = SHAPE.exec(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '') ?? [];
    const token = this.#tokens.get(id);
    const wanted = token === undefined ? NOBODY : Buffer.from(token.sha256, 'hex');
    const same = timingSafeEqual(digest(secret), wanted);
    if (token === undefined || secret === '' || !same) return null;
    if (isPast(token)) return null;
    return { id, name: token.name, role: token.role };
  }

  /** Whether the token of a caller who was let in is still one. */
  knows({ id }: Caller): boolean {
    this.#refresh();
    const token = this.#tokens.get(id);
    return token !== undefined && !isPast(token);
  }

  /** A file that comes or goes changes the time of its folder. */
  #refresh(): void {
    const stat = statSync(folderOf(this.#data), { throwIfNoEntry: false, bigint: true });
    const stamp = stat === undefined ? '' : `${stat.ino} ${stat.mtimeNs}`;
    if (stamp === this.#stamp && stamp !== '') return;
    this.#tokens = new Map(readTokens(this.#data).map((token) => [token.id, token]));
    this.#stamp = stamp;
  }
}

function isPast({ expires_at }: TokenNote): boolean {
  return expires_at !== null && Date.parse(expires_at) <= Date.now();
}

function readTokens(data: string): KeptToken[] {
  let names: string[];
  try {
    names = readdirSync(folderOf(data));
  } catch {
    return [];
  }
  return names
    .filter((name) => /^[0-9a-f]{8}\.json$/.test(name))
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folderOf(data), file), 'utf8')) as KeptToken];
      } catch (error) {
        // Revoked between the two looks.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw new RoamsettleError('KEY_INVALID', 'It is no token.', { file });
      }
    });
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
