/* The columns of tapRecordSchema without file_id, in Arrow's layout, the hash of a row, and their dump. */
#include <stdio.h>

#include "texts.h"

/* Nullable columns first: their number is their bit in a row's `present`. */
#define COLUMNS(X)                                                                                                  \
  X(imsi, int64_t) X(imei, int64_t) X(duration, int64_t) X(bytes_up, int64_t) X(bytes_down, int64_t)               \
  X(exchange_rate_code, int32_t) X(reference, int64_t) X(rec_entity, int32_t) X(gateway, int32_t)                  \
  X(partial_type, int32_t) X(apn, int32_t) X(apn_oi, int32_t) X(serving_network, int32_t) X(teleservice, int32_t)  \
  X(location_area, int32_t) X(cell_id, int64_t) X(msisdn, int64_t) X(context_start_utc, int64_t)                   \
  X(cause_for_term, int32_t) X(rap_sequence, int32_t) X(charged_item, int32_t)                                     \
  X(record_index, int32_t) X(byte_offset, int64_t) X(event_tag, int16_t) X(service, uint8_t)                       \
  X(start_local, int64_t) X(utc_offset, int16_t) X(charge, int64_t) X(camel_fee, int64_t) X(refund, int64_t)       \
  X(tax, int64_t) X(tax_refund, int64_t) X(discount, int64_t) X(discount_refund, int64_t)                          \
  X(duplicate_hash, int64_t) X(flags, int32_t) X(charges, int32_t)

enum {
#define X(name, type) C_##name,
  COLUMNS(X)
#undef X
      COUNT,
  NULLABLE = C_record_index,
  ALL = (1u << NULLABLE) - 1
};

#define X(name, type) static type *name;
COLUMNS(X)
#undef X
static uint64_t *validity[NULLABLE];
static Texts *texts[COUNT];
static uint32_t records;

static void allocate(size_t rows) {
#define X(name, type) name = calloc(rows, sizeof(type));
  COLUMNS(X)
#undef X
  for (int i = 0; i < NULLABLE; i++) validity[i] = calloc(rows / 64 + 1, 8);
  const int dictionaries[] = {C_rec_entity, C_gateway,         C_partial_type, C_apn,        C_apn_oi,
                              C_teleservice, C_serving_network, C_rap_sequence, C_charged_item};
  for (size_t i = 0; i < sizeof dictionaries / sizeof *dictionaries; i++)
    texts[dictionaries[i]] = new_texts(dictionaries[i] == C_apn || dictionaries[i] == C_apn_oi);
}

/* hashRecord of src/decode/tap/record-hash.ts. */
static inline int64_t hash_row(uint32_t row, uint32_t present) {
  uint32_t a = 0x2c1b3c6d, b = 0x297a2d39;
#define MIX(x, y)                                                                                                   \
  do {                                                                                                              \
    uint32_t m = (a ^ (x)) * 0xcc9e2d51u;                                                                           \
    a = m ^ m >> 15;                                                                                                \
    m = (b ^ (y)) * 0x85ebca6bu;                                                                                    \
    b = (m ^ m >> 13) + a;                                                                                          \
  } while (0)
#define WIDE(v) MIX((uint32_t)(v), (uint32_t)((uint64_t)(v) >> 32))
#define PART(name) if (present >> C_##name & 1) WIDE(name[row])
#define TEXT(name) if (present >> C_##name & 1) MIX(texts[C_##name]->lanes[name[row]][0], texts[C_##name]->lanes[name[row]][1])
  /* Bits of Has in src/decode/tap/record-columns.ts. */
  uint32_t bits = (present >> C_imsi & 1) | (present >> C_duration & 1) << 2 | (present >> C_bytes_up & 1) << 3 |
                  (present >> C_bytes_down & 1) << 4 | (present >> C_reference & 1) << 6 |
                  (present >> C_rec_entity & 1) << 7 | (present >> C_partial_type & 1) << 9;
  MIX((uint32_t)event_tag[row] << 16 ^ (uint32_t)(int32_t)utc_offset[row], bits);
  WIDE(start_local[row]);
  PART(imsi);
  PART(reference);
  TEXT(rec_entity);
  TEXT(partial_type);
  PART(duration);
  PART(bytes_up);
  PART(bytes_down);
  WIDE(charge[row]);
  WIDE(camel_fee[row]);
  WIDE(refund[row]);
  uint32_t low = finish32(a), high = finish32(b ^ a * 0x9e3779b1u);
  return (int64_t)((uint64_t)high << 32 | low);
}

/* A column as octets: 0 for null, else 1 and the value in 8 octets, low first; a text as 1, its length in 4, itself. */
static void dump(const char *folder) {
  char path[4096];
  static const char *const services[] = {"data", "sms_mo", "sms_mt", "voice_mo", "voice_mt"};
#define X(name, type)                                                                                               \
  {                                                                                                                 \
    snprintf(path, sizeof path, "%s/%s", folder, #name);                                                            \
    FILE *f = fopen(path, "wb");                                                                                    \
    if (f == NULL) exit(2);                                                                                         \
    for (uint32_t row = 0; row < records; row++) {                                                                  \
      int present = C_##name >= NULLABLE || (validity[C_##name < NULLABLE ? C_##name : 0][row >> 6] >> (row & 63) & 1); \
      putc(present, f);                                                                                             \
      if (!present) continue;                                                                                       \
      if (texts[C_##name] != NULL || C_##name == C_service) {                                                       \
        const Texts *t = texts[C_##name];                                                                           \
        const char *word = services[C_##name == C_service ? service[row] : 0];                                      \
        uint32_t length = t == NULL ? (uint32_t)strlen(word) : t->text[name[row]].length;                           \
        fwrite(&length, 4, 1, f);                                                                                   \
        fwrite(t == NULL ? (octets)word : t->pool + t->text[name[row]].start, 1, length, f);                        \
      } else {                                                                                                      \
        int64_t value = name[row];                                                                                  \
        fwrite(&value, 8, 1, f);                                                                                    \
      }                                                                                                             \
    }                                                                                                               \
    fclose(f);                                                                                                      \
  }
  COLUMNS(X)
#undef X
}
