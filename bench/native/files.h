/*
 * Many files with several cores: processes that take the next file by turns, each with columns and a file buffer of its
 * own that it uses again. Processes stand for threads, because the columns of decode.c are global: files share nothing,
 * so both would do the same work. Reading a file is part of its time.
 */
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_FILES = 1 << 16, MAX_PROCESSES = 64 };

/* Sums of a file's columns modulo 2^64, null as 0. */
typedef struct {
  uint64_t rows, imsi, bytes_up, bytes_down, charge, tax, duplicate_hash;
} Sums;

typedef struct {
  atomic_int next;
  Sums sums[MAX_FILES];
} Shared;

static void add_up(Sums *s) {
#define ADD(name) \
  if (C_##name >= NULLABLE || validity[C_##name < NULLABLE ? C_##name : 0][row >> 6] >> (row & 63) & 1) \
    s->name += (uint64_t)name[row];
  for (uint32_t row = 0; row < records; row++) {
    ADD(imsi) ADD(bytes_up) ADD(bytes_down) ADD(charge) ADD(tax) ADD(duplicate_hash)
  }
  s->rows = records;
}

static void work(char **paths, int files, size_t most, Shared *shared, int with_sums) {
  uint8_t *buffer = malloc(most);
  size_t rows = most / 128 + 1;
  allocate(rows);
  for (int i; (i = atomic_fetch_add(&shared->next, 1)) < files;) {
    FILE *f = fopen(paths[i], "rb");
    if (f == NULL) exit(2);
    setvbuf(f, NULL, _IONBF, 0);
    size_t size = fread(buffer, 1, most, f);
    fclose(f);
    decode(buffer, size / 128 + 1);
    if (with_sums) add_up(&shared->sums[i]);
    else shared->sums[i].rows = records;
  }
  exit(0);
}

static double child_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_CHILDREN, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static int decode_files(const char *list, int processes, int with_sums) {
  static char *paths[MAX_FILES];
  char line[4096];
  int files = 0;
  size_t most = 0;
  FILE *f = fopen(list, "r");
  if (f == NULL) return perror(list), 2;
  while (files < MAX_FILES && fgets(line, sizeof line, f) != NULL) {
    struct stat s;
    line[strcspn(line, "\n")] = 0;
    if (stat(line, &s) != 0) return perror(line), 2;
    if ((size_t)s.st_size > most) most = (size_t)s.st_size;
    paths[files++] = strdup(line);
  }
  fclose(f);
  Shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || processes < 1 || processes > MAX_PROCESSES) return 2;
  double wall = seconds(CLOCK_MONOTONIC);
  for (int i = 0; i < processes; i++)
    if (fork() == 0) work(paths, files, most, shared, with_sums);
  for (int i = 0, status; i < processes; i++)
    if (wait(&status) < 0 || status != 0) return 2;
  wall = seconds(CLOCK_MONOTONIC) - wall;
  printf("{\"wall\":%.6f,\"cpu\":%.6f,\"files\":[", wall, child_seconds());
  for (int i = 0; i < files; i++) {
    Sums *s = &shared->sums[i];
    printf("%s{\"rows\":\"%lu\"", i > 0 ? "," : "", s->rows);
#define PRINT(name) printf(",\"" #name "\":\"%lu\"", s->name);
    PRINT(imsi) PRINT(bytes_up) PRINT(bytes_down) PRINT(charge) PRINT(tax) PRINT(duplicate_hash)
    printf("}");
  }
  printf("]}\n");
  return 0;
}
