/*
 * Plain C decoder of GprsCall, MobileOriginatedCall and MobileTerminatedCall events of TAP 3.11 and later: the yardstick
 * of bench/decode.ts (one file) and bench/scale (many files).
 *
 * It fills the columns of tapRecordSchema (src/arrow/schemas.ts) in one pass with a switch on the tag. It trusts its
 * input: definite lengths, well-formed values, no bounds checked inside a record, no audit. Only the bench's own files
 * are fit for it.
 *
 *   decode FILE PASSES          seconds of each pass on the wall and of the processor, after one that is not timed
 *   decode FILE dump FOLDER     FOLDER/<column> of one pass, see dump()
 *   decode files N LIST         seconds for all files that LIST names (a path a line), by N processes; see files.h
 *   decode sums N LIST          the same, and what each file's columns add up to
 */
#include <time.h>

#include "columns.h"

/* ---- The file --------------------------------------------------------------------------------------------------- */

static int16_t offset_of[1 << 16];
/* The table of recording entities; `text` of a pair is -1 until it is met. */
typedef struct {
  int type;
  octets id;
  uint32_t length;
} Entity;
static Entity entities[1 << 16];
enum { PAIRS = 256 };
static int32_t pair_text[PAIRS][PAIRS], pair_gateway[PAIRS][PAIRS];

static inline octets header(octets p, uint32_t *tag, uint32_t *length) {
  uint32_t t = *p++ & 0x1f;
  if (t == 0x1f) {
    t = 0;
    do t = t << 7 | (*p & 0x7f);
    while (*p++ & 0x80);
  }
  uint32_t n = *p++;
  if (n >= 0x80) {
    uint32_t more = n & 0x7f;
    for (n = 0; more > 0; more--) n = n << 8 | *p++;
  }
  *tag = t;
  *length = n;
  return p;
}

static inline int64_t number(octets p, uint32_t length) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < length; i++) n = n << 8 | p[i];
  return (int64_t)n;
}

/* The digits of a BCD string behind a 1. */
static inline int64_t digits(octets p, uint32_t length) {
  int64_t n = 1;
  for (uint32_t i = 0; i < length; i++) {
    n = n * 10 + (p[i] >> 4);
    if ((p[i] & 15) != 15) n = n * 10 + (p[i] & 15);
  }
  return n;
}

static inline int two(octets p) { return (p[0] - '0') * 10 + p[1] - '0'; }

/* Most neighbours share the day. */
static inline int64_t seconds_of(octets p) {
  static uint64_t last;
  static int64_t days;
  uint64_t date;
  memcpy(&date, p, 8);
  if (date != last) {
    int year = two(p) * 100 + two(p + 2), month = two(p + 4), day = two(p + 6);
    int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
    last = date;
  }
  int second = two(p + 12);
  return days * 86400 + two(p + 8) * 3600 + two(p + 10) * 60 + (second == 60 ? 59 : second);
}

static void network(octets p, octets end) {
  uint32_t tag, n, code = 0;
  while (p < end) {
    p = header(p, &tag, &n);
    switch (tag) {
    case 234: case 233: case 188: case 183: continue;
    case 232: case 184: code = (uint32_t)number(p, n); break;
    case 231: offset_of[code] = (int16_t)((two(p + 1) * 60 + two(p + 3)) * (*p == '-' ? -1 : 1)); break;
    case 186: entities[code].type = (int)number(p, n); break;
    case 400: entities[code].id = p; entities[code].length = n; break;
    }
    p += n;
  }
}

/* Codes of recording entities in wire order: their ids joined by '+', and the gateway (GGSN 3, P-GW 7) among them. */
static void resolve(const uint32_t *codes, int count, int32_t *text, int32_t *gateway) {
  uint8_t joined[512];
  uint32_t length = 0;
  *gateway = -1;
  for (int i = 0; i < count; i++) {
    const Entity *e = &entities[codes[i]];
    if (i > 0) joined[length++] = '+';
    memcpy(joined + length, e->id, e->length);
    length += e->length;
    if (*gateway < 0 && (e->type == 3 || e->type == 7)) *gateway = intern(texts[C_gateway], e->id, e->length);
  }
  *text = intern(texts[C_rec_entity], joined, length);
}

#define SET(name, value) (name[row] = (value), present |= 1u << C_##name)
#define SET_TEXT(name) if (n > 0) SET(name, intern(texts[C_##name], p, n))

/* One event's content into `row`. A group without a case of its own is entered by going on behind its header. */
static void event(uint32_t kind, octets p, octets end, uint32_t row) {
  uint32_t tag, n, present = 0, codes[16];
  int count = 0, informations = 0, camel = 0, message = 0;
  int64_t fee = 0, sum = 0, taxes = 0, discounts = 0;
  while (p < end) {
    p = header(p, &tag, &n);
    switch (tag) {
    case 114: case 115: case 427: case 199: case 116: case 117: case 118: case 185: case 113: case 429: case 121:
    case 57: case 70: case 64: case 214: case 213: case 96:
    case 147: case 153: case 138: case 156: case 38: case 39: case 36: case 426: continue;
    case 69: informations++; continue;
    case 129: SET(imsi, digits(p, n)); break;
    case 152: SET(msisdn, digits(p, n)); break;
    case 128: SET(imei, digits(p, n)); break;
    case 261: SET_TEXT(apn); break;
    case 262: SET_TEXT(apn_oi); break;
    case 166: SET_TEXT(partial_type); break;
    case 181: SET_TEXT(rap_sequence); break;
    case 195: SET_TEXT(serving_network); break;
    case 66: if (informations == 1) SET_TEXT(charged_item); break;
    case 105: if (informations == 1) SET(exchange_rate_code, (int32_t)number(p, n)); break;
    case 44: case 260: {
      int64_t local = 0;
      int minutes = 0;
      octets next = p + n;
      uint32_t member, m;
      for (octets q = p; q < next; q += m) {
        q = header(q, &member, &m);
        if (member == 16) local = seconds_of(q);
        else if (member == 232) minutes = offset_of[number(q, m)];
      }
      if (tag == 260) SET(context_start_utc, local - minutes * 60);
      else start_local[row] = local, utc_offset[row] = (int16_t)minutes;
      break;
    }
    case 223: SET(duration, number(p, n)); break;
    case 58: SET(cause_for_term, (int32_t)number(p, n)); break;
    case 72: case 45: SET(reference, number(p, n)); break;
    case 218: SET_TEXT(teleservice); message = n == 2 && p[0] == '2' && (p[1] == '1' || p[1] == '2'); break;
    case 184: codes[count++] = (uint32_t)number(p, n); break;
    case 136: SET(location_area, (int32_t)number(p, n)); break;
    case 59: SET(cell_id, number(p, n)); break;
    case 250: SET(bytes_down, number(p, n)); break;
    case 251: SET(bytes_up, number(p, n)); break;
    case 63: {
      int total = 0;
      int64_t amount = 0;
      octets next = p + n;
      uint32_t member, m;
      for (octets q = p; q < next; q += m) {
        q = header(q, &member, &m);
        if (member == 71) total = m == 2 && q[0] == '0' && q[1] == '0';
        else if (member == 62) amount = number(q, m);
      }
      if (total) sum += amount;
      break;
    }
    case 397: taxes += number(p, n); break;
    case 412: discounts += number(p, n); break;
    case 422: fee += number(p, n); camel++; break;
    }
    p += n;
  }
  if (count > 0) {
    int32_t text, gate;
    if (count == 2 && (codes[0] | codes[1]) < PAIRS) {
      int32_t *known = &pair_text[codes[0]][codes[1]], *known_gateway = &pair_gateway[codes[0]][codes[1]];
      if (*known < 0) resolve(codes, count, known, known_gateway);
      text = *known;
      gate = *known_gateway;
    } else {
      resolve(codes, count, &text, &gate);
    }
    SET(rec_entity, text);
    if (gate >= 0) SET(gateway, gate);
  }
  record_index[row] = (int32_t)row;
  event_tag[row] = (int16_t)kind;
  /* Positions in SERVICES: data, sms_mo, sms_mt, voice_mo, voice_mt. */
  service[row] = kind == 14 ? 0 : (message ? 1 : 3) + (kind == 10);
  charge[row] = sum;
  camel_fee[row] = fee;
  refund[row] = 0;
  tax[row] = taxes;
  tax_refund[row] = 0;
  discount[row] = discounts;
  discount_refund[row] = 0;
  charges[row] = informations + camel;
  flags[row] = present >> C_reference & 1 ? 0 : 8;
  duplicate_hash[row] = hash_row(row, present);
  for (uint32_t missing = ~present & ALL; missing != 0; missing &= missing - 1)
    validity[__builtin_ctz(missing)][row >> 6] &= ~(1ull << (row & 63));
}

static void decode(octets file, size_t rows) {
  for (int i = 0; i < COUNT; i++)
    if (texts[i] != NULL) reset(texts[i]);
  for (int i = 0; i < NULLABLE; i++) memset(validity[i], 0xff, (rows / 64 + 1) * 8);
  memset(pair_text, 0xff, sizeof pair_text);
  uint32_t tag, n;
  octets p = header(file, &tag, &n);
  octets end = p + n;
  records = 0;
  while (p < end) {
    p = header(p, &tag, &n);
    if (tag == 6) network(p, p + n);
    if (tag == 3) {
      octets list = p + n;
      while (p < list) {
        byte_offset[records] = p - file;
        p = header(p, &tag, &n);
        event(tag, p, p + n, records++);
        p += n;
      }
    } else {
      p += n;
    }
  }
}

/* ---- Output ----------------------------------------------------------------------------------------------------- */

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print(const char *name, double *values, int count) {
  qsort(values, (size_t)count, sizeof *values, by_size);
  printf(",\"%s\":{\"best\":%.6f,\"median\":%.6f,\"passes\":[", name, values[0], values[count / 2]);
  for (int i = 0; i < count; i++) printf("%s%.6f", i > 0 ? "," : "", values[i]);
  printf("]}");
}

#include "files.h"

int main(int argc, char **argv) {
  if (argc == 4 && (strcmp(argv[1], "files") == 0 || strcmp(argv[1], "sums") == 0))
    return decode_files(argv[3], atoi(argv[2]), argv[1][0] == 's');
  if (argc < 3) return fprintf(stderr, "decode FILE PASSES | decode FILE dump FOLDER | decode files|sums N LIST\n"), 2;
  FILE *f = fopen(argv[1], "rb");
  if (f == NULL) return perror(argv[1]), 2;
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  uint8_t *file = malloc(size);
  if (fread(file, 1, size, f) != size) return 2;
  fclose(f);
  /* No event of the bench's files is smaller than 128 octets. */
  size_t rows = size / 128 + 1;
  allocate(rows);
  decode(file, rows);
  if (argc > 3) return dump(argv[3]), 0;
  int passes = atoi(argv[2]);
  if (passes < 1) return 2;
  double *wall = calloc((size_t)passes, sizeof *wall), *cpu = calloc((size_t)passes, sizeof *cpu);
  for (int i = 0; i < passes; i++) {
    double wall_from = seconds(CLOCK_MONOTONIC), cpu_from = seconds(CLOCK_PROCESS_CPUTIME_ID);
    decode(file, rows);
    cpu[i] = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_from;
    wall[i] = seconds(CLOCK_MONOTONIC) - wall_from;
  }
  printf("{\"records\":%u", records);
  print("wall", wall, passes);
  print("cpu", cpu, passes);
  printf("}\n");
  return 0;
}
