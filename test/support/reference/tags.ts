/**
 * What the public tables (tap312.md) say of each APPLICATION tag by release: whether it exists there, and whether it is
 * a group. Typed from the tables, not from src. Of tags that only older releases have, the tables give the name alone:
 * which of them are groups is told by it.
 */
import { TAG as CURRENT } from '../tap-tags.ts';

/** Tags by their names: the test encoder's, and those that it never writes. */
export const TAG = {
  ...CURRENT,
  accessPointName: 32,
  basicServiceCodeList: 37,
  discountValue: 93,
  ipTextV4Address: 131,
  ipTextV6Address: 132,
  mscId: 151,
  totalChargeValue: 222,
  totalChargeValueList: 224,
  absoluteAmount: 241,
  gmlcAddress: 296,
  requestedDeliveryTimeStamp: 301,
  nonChargedParty: 443,
} as const;

/** What a release knows of its tags. */
export interface Knowledge {
  readonly release: number;
  /** 3.10 or older. */
  readonly old: boolean;
  knows(tag: number): boolean;
  isGroup(tag: number): boolean;
}

interface Era {
  readonly from: number;
  readonly to: number;
  readonly groups?: string;
  readonly values?: string;
}

const ERAS: readonly Era[] = [
  {
    from: 1,
    to: 12,
    groups: `1-6 9-12 14 15 36-39 41 44 57 63 64 69 70 74 76 88 89 96 101 107 108 113-118 121 123 133 138 147 153 156
      185 191-193 199 206 213 214 219 227`,
    values: `16 40 42 43 45 46 55 56 58 59 62 65-68 71-73 75 79 87 90-92 98 103-105 109-111 122 128 129 135 136 141
      142 144-146 152 159 163-167 169 170 181 182 184 186 189 196 198 200 201 204 208-210 212 215 217 218 223 225 226
      228 231 232 244 245 250 251`,
  },
  {
    from: 4,
    to: 12,
    groups: '17 162 254 258 260 301 302 304 310 314 320 321 323 324 328 330 335 351 352 360 361',
    values: '195 253 255 256 259 261 262 303 305 311 315 322 331 334 336-350 353-359',
  },
  {
    from: 10,
    to: 12,
    groups: `8 80 94 95 106 143 183 188 211 216 233 234 285 286 297-300 309 313 327 329 332 333 362 365-384 390`,
    values: '279-281 287-295 363 364 385-389 391-398',
  },
  { from: 11, to: 12, groups: '410 426-431', values: '400 402-405 407 411-425 432' },
  { from: 12, to: 12, groups: '433 434 436 441-443 447-450', values: '435 437-440 444-446 451 452' },
  // Names that 3.12 no longer has.
  { from: 1, to: 1, groups: '97', values: '197' },
  { from: 1, to: 3, groups: '172 177 178', values: '47 48' },
  {
    from: 1,
    to: 9,
    groups: '7 8 61 78 80 94 95 106 127 143 183 188 211 216 233 234 238',
    values: '32 51 149 160 230',
  },
  {
    from: 1,
    to: 10,
    groups: '13 35 49 54 83 84 102 119 120 124 125 158 190 207 222 224 235 236 246 249',
    values: `33 34 50 52 53 60 77 81 82 85 86 93 99 100 112 126 130-132 134 137 139 148 150 151 154 155 157 161 168
      171 173-176 179 180 202 203 220 221 229 237 239-243 247 252`,
  },
  { from: 2, to: 10, groups: '140' },
  { from: 4, to: 10, groups: '270-273', values: '257 263 264 268 274 275' },
  {
    from: 4,
    to: 9,
    groups: '300 309 313 327 329 332 333',
    values: '265-267 269 276-278 306-308 312 316-319 325 326',
  },
  { from: 10, to: 10, groups: '7 61 78 127 238', values: '283 284 296 399' },
];

/** The releases whose tables are public; one between them is read by the older one's. */
const PUBLIC = [1, 2, 3, 4, 9, 10, 11, 12] as const;

function numbers(text: string | undefined): number[] {
  return (text ?? '')
    .trim()
    .split(/\s+/)
    .filter((item) => item !== '')
    .flatMap((item) => {
      const [first, last] = item.split('-').map(Number);
      return Array.from({ length: (last ?? first!) - first! + 1 }, (_, i) => first! + i);
    });
}

function read(release: number): Knowledge {
  const table = PUBLIC.findLast((candidate) => candidate <= release)!;
  const eras = ERAS.filter(({ from, to }) => from <= table && table <= to);
  const groups = new Set(eras.flatMap((era) => numbers(era.groups)));
  const known = new Set([...groups, ...eras.flatMap((era) => numbers(era.values))]);
  return {
    release,
    old: release <= 10,
    knows: (tag) => known.has(tag),
    isGroup: (tag) => groups.has(tag),
  };
}

const all = Array.from({ length: 12 }, (_, i) => read(i + 1));

/** What TAP 3.`release` knows, 1 to 12. */
export function knowledgeOf(release: number): Knowledge {
  return all[release - 1]!;
}
