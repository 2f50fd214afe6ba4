/**
 * Who works here. The token stays in `sessionStorage`: in this tab, for this origin with its port, until the tab is closed. It
 * leaves only in the `Authorization` header that `api.ts` writes, so no other site can make a browser send it, as it could
 * a cookie (and a cookie of 127.0.0.1 goes to every port of it).
 */
import type { Me, Role } from './answers.ts';

const KEY = 'roamsettle.token';
const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

let me: Me | null = null;

export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

export function keepToken(text: string): void {
  sessionStorage.setItem(KEY, text);
}

export function signedIn(who: Me): void {
  me = who;
}

export function signOut(): void {
  sessionStorage.removeItem(KEY);
  me = null;
}

/** Null until somebody signed in. */
export function whoami(): Me | null {
  return me;
}

/** Whether the one who works here may do what a role may. */
export function may(role: Role): boolean {
  return me !== null && ROLES.indexOf(me.role) >= ROLES.indexOf(role);
}
