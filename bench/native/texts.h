/* Text dictionaries of decode.c: octets to codes by a hash table, and the hash lanes of each text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef const uint8_t *octets;

enum { SLOTS = 1 << 16, MAX_TEXTS = SLOTS / 2 };

typedef struct {
  uint32_t start, length, code;
} Spelling;

/* Spellings as they stand in the file lead to codes of distinct texts: an APN is one text in any case. */
typedef struct {
  int lower;
  uint32_t spellings, codes, used, last;
  uint8_t *pool;
  Spelling spelling[MAX_TEXTS];
  Spelling text[MAX_TEXTS];
  uint32_t lanes[MAX_TEXTS][2];
  int32_t slot[SLOTS];
} Texts;

static uint32_t finish32(uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ h >> 16;
}

/* hashOctets of src/decode/text-dictionary.ts. */
static uint32_t hash_octets(octets p, uint32_t length, uint32_t h) {
  for (uint32_t i = 0; i < length; i++) {
    uint32_t m = p[i] * 0xcc9e2d51u;
    m = m << 15 | m >> 17;
    h ^= m * 0x1b873593u;
    h = h << 13 | h >> 19;
    h = h * 5 + 0xe6546b64;
  }
  return finish32(h ^ length);
}

static Texts *new_texts(int lower) {
  Texts *t = calloc(1, sizeof *t);
  t->lower = lower;
  t->pool = malloc((size_t)MAX_TEXTS * 512);
  return t;
}

static void reset(Texts *t) {
  t->spellings = t->codes = t->used = t->last = 0;
  memset(t->slot, 0xff, sizeof t->slot);
}

static Spelling keep(Texts *t, octets p, uint32_t length) {
  Spelling s = {t->used, length, 0};
  memcpy(t->pool + s.start, p, length);
  t->used += length;
  return s;
}

static uint32_t add_text(Texts *t, octets p, uint32_t length) {
  uint8_t text[256];
  for (uint32_t i = 0; i < length; i++) text[i] = t->lower && p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i];
  for (uint32_t code = 0; code < t->codes; code++)
    if (t->text[code].length == length && memcmp(t->pool + t->text[code].start, text, length) == 0) return code;
  if (t->codes == MAX_TEXTS) exit(3);
  t->text[t->codes] = keep(t, text, length);
  t->lanes[t->codes][0] = hash_octets(text, length, 0x9747b28c);
  t->lanes[t->codes][1] = hash_octets(text, length, 0x3c6ef372);
  return t->codes++;
}

static inline int same(const Texts *t, uint32_t spelling, octets p, uint32_t length) {
  const Spelling *s = &t->spelling[spelling];
  return s->length == length && memcmp(t->pool + s->start, p, length) == 0;
}

static inline int32_t intern(Texts *t, octets p, uint32_t length) {
  if (t->last < t->spellings && same(t, t->last, p, length)) return t->spelling[t->last].code;
  uint32_t h = 0x811c9dc5;
  for (uint32_t i = 0; i < length; i++) h = (h ^ p[i]) * 0x01000193;
  uint32_t slot = (h ^ h >> 15) & (SLOTS - 1);
  for (; t->slot[slot] >= 0; slot = (slot + 1) & (SLOTS - 1)) {
    if (!same(t, t->slot[slot], p, length)) continue;
    t->last = t->slot[slot];
    return t->spelling[t->last].code;
  }
  if (t->spellings == MAX_TEXTS) exit(3);
  uint32_t code = add_text(t, p, length);
  t->spelling[t->spellings] = keep(t, p, length);
  t->spelling[t->spellings].code = code;
  t->slot[slot] = t->last = t->spellings++;
  return code;
}
