/*
 * The floor for bench/recorder.ts: reads files at fixed instants and does nothing else. No recorder can cost less, save
 * by reading less. Files are named on the standard input, one `OFFSET LENGTH PATH` a line.
 *
 *   floor INTERVAL_US TICKS    prints TICKS MISSED CPU_US, the CPU time that the rounds took
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FILES = 4096, BUFFER_BYTES = 1024 * 1024, FULL_READ_BYTES = 3072 };

struct file { int fd; off_t offset; size_t length; };
static struct file files[MAX_FILES];
static int file_count;
static char buffer[BUFFER_BYTES];

static int64_t cpu_us(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000 + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The whole of each file: kernel files hand out a page at a time. */
static void read_files(void) {
  for (int i = 0; i < file_count; i++) {
    size_t length = 0;
    ssize_t got;
    do {
      got = pread(files[i].fd, buffer + length, files[i].length - length, files[i].offset + (off_t)length);
      if (got > 0) length += (size_t)got;
    } while (got >= FULL_READ_BYTES && length < files[i].length);
  }
}

int main(int argc, char **argv) {
  static char path[4096];
  long long offset;
  size_t length;
  if (argc != 3) return 2;
  while (scanf("%lld %zu %4095[^\n]", &offset, &length, path) == 3) {
    int fd = open(path, O_RDONLY);
    if (fd < 0 || file_count == MAX_FILES || length > BUFFER_BYTES) {
      perror(path);
      return 1;
    }
    files[file_count++] = (struct file){fd, (off_t)offset, length};
  }
  struct sched_param lowest = {.sched_priority = 1};
  if (sched_setscheduler(0, SCHED_FIFO, &lowest) != 0) setpriority(PRIO_PROCESS, 0, -10);
  read_files();
  int64_t interval_ns = atoll(argv[1]) * 1000, wanted = atoll(argv[2]), ticks = 0, missed = 0;
  int64_t cpu_at_start = cpu_us(), deadline_ns = now_ns() + interval_ns;
  while (ticks + missed < wanted) {
    struct timespec deadline = {deadline_ns / 1000000000, deadline_ns % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
    int64_t passed = (now_ns() - deadline_ns) / interval_ns;
    deadline_ns += (passed + 1) * interval_ns;
    missed += passed;
    ticks++;
    read_files();
  }
  printf("%lld %lld %lld\n", (long long)ticks, (long long)missed, (long long)(cpu_us() - cpu_at_start));
  return 0;
}
