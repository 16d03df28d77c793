/*
 * joulelab's recorder in C: copies the bytes of kernel files into frames at fixed instants and whenever it is told to.
 * It knows no metric, parses nothing and needs nothing but the C library and Linux. Orders, answers and frames are those
 * of ../README.md; the TypeScript recorder does the same, and one suite holds both to it.
 *
 * Descriptors: 0 orders, 1 answers, 2 last words, 3 the frames file.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "frames are little endian"
#endif

enum { PROTOCOL_VERSION = 2 };
enum { ORDERS_FD = 0, ANSWERS_FD = 1, FRAMES_FD = 3 };
enum { ROUND = 1, DATA = 2, SAME = 3, GONE = 4, FAULT = 5, END = 6 };
enum { TICK_ROUND = 0, MARK_ROUND = 1, SINGLE_ROUND = 2, EXIT_ROUND = 3 };
enum { HEAD_BYTES = 13 };                 /* of DATA, and all of FAULT; no other record is longer than twice that */
enum { MAX_LENGTH = 1024 * 1024 };        /* of one sample */
enum { FLUSH_BYTES = 32 * 1024 };         /* frames wait in memory up to this size, and up to the next mark */
enum { BUFFER_BYTES = MAX_LENGTH + 2 * FLUSH_BYTES };
enum { FULL_READ_BYTES = 3072 };          /* a read this long may be one page of a longer file */
enum { ORDER_BYTES = 64 * 1024 };
enum { JITTER_STEP_US = 10, JITTER_STEPS = 10000 };
enum { MAX_OVERRUNS = 50 };               /* rounds in a row that end after the next deadline */

struct source {
  uint32_t id;
  int fd;
  off_t offset; /* negative: there are none */
  size_t length;
  unsigned char *last;           /* bytes of the last DATA record */
  size_t last_room, last_length; /* length SIZE_MAX before the first */
};

static struct source *sources;
static size_t source_count, source_room;

/* Untouched pages of these are no resident memory. */
static unsigned char frames[BUFFER_BYTES];
static size_t used;
static uint64_t written_bytes, round_begin_us;
static bool dry;

static int exits_fd = -1; /* an epoll descriptor for the processes whose ends are watched; -1 before the first */

static char orders[ORDER_BYTES];
static size_t orders_length;

static uint64_t interval_us /* 0: no ticks */, deadline_us;
static bool ticking, stopped;
static uint64_t ticks, missed_ticks, overruns, cpu_at_start_us;
static uint32_t jitter[JITTER_STEPS + 1];

/* ---------------------------------------------------------------- small things */

static uint64_t clock_us(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
static uint64_t now_us(void) { return clock_us(CLOCK_MONOTONIC); }

_Noreturn static void fail(const char *what) {
  fprintf(stderr, "recorder: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void *grown(void *memory, size_t bytes) {
  memory = realloc(memory, bytes);
  if (memory == NULL) fail("memory");
  return memory;
}

/* ---------------------------------------------------------------- frames */

static void flush_frames(void) {
  for (size_t done = 0; !dry && done < used;) {
    ssize_t wrote = write(FRAMES_FD, frames + done, used - done);
    if (wrote < 0 && errno != EINTR) fail("writing frames");
    if (wrote < 0) continue;
    done += (size_t)wrote;
    written_bytes += (uint64_t)wrote;
  }
  used = 0;
}

/* Makes room for a record with `length` bytes; returns where in `frames` those bytes belong. */
static unsigned char *reserve(size_t length) {
  if (used + 2 * HEAD_BYTES + length > BUFFER_BYTES) flush_frames();
  return frames + used + HEAD_BYTES;
}

static void put_u32(size_t at, uint32_t value) { memcpy(frames + used + at, &value, sizeof value); }

static void begin_round(unsigned char kind, uint32_t mark) {
  if (used > FLUSH_BYTES) flush_frames();
  round_begin_us = now_us();
  frames[used] = ROUND;
  frames[used + 1] = kind;
  put_u32(2, mark);
  memcpy(frames + used + 6, &round_begin_us, sizeof round_begin_us);
  used += 14;
}

/* Returns the time at which the last read was over. */
static uint64_t end_round(void) {
  uint64_t end_us = now_us();
  reserve(0);
  frames[used] = END;
  put_u32(1, (uint32_t)(end_us - round_begin_us));
  used += 5;
  return end_us;
}

static void put_head(unsigned char kind, uint32_t id) {
  frames[used] = kind;
  put_u32(1, id);
  put_u32(5, (uint32_t)(now_us() - round_begin_us));
}

/* SAME, GONE, and FAULT up to its error. */
static void put_short(unsigned char kind, uint32_t id) {
  reserve(0);
  put_head(kind, id);
  used += 9;
}

/* DATA; its bytes stand in the reserved place. */
static void put_data(uint32_t id, size_t length) {
  put_head(DATA, id);
  put_u32(9, (uint32_t)length);
  used += HEAD_BYTES + length;
}

/* ---------------------------------------------------------------- sources */

/* Records why a file could not be opened or read; false where that means that it is gone. */
static bool put_failure(uint32_t id, int error) {
  bool gone = error == ENOENT || error == ENODEV || error == ESRCH;
  put_short(gone ? GONE : FAULT, id);
  if (gone) return false;
  put_u32(0, (uint32_t)error);
  used += sizeof(uint32_t);
  return true;
}

/* The file from the source's offset on; -1 with errno set where it cannot be read. */
static ssize_t read_bytes(const struct source *source, unsigned char *into) {
  size_t length = 0;
  for (;;) {
    size_t wanted = source->length - length;
    ssize_t got = source->offset < 0 ? read(source->fd, into, wanted)
                                     : pread(source->fd, into + length, wanted, source->offset + (off_t)length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    length += (size_t)got;
    if (got < FULL_READ_BYTES || length == source->length) return (ssize_t)length;
  }
}

/* Takes one sample; false where the file is gone. */
static bool sample(struct source *source) {
  unsigned char *bytes = reserve(source->length);
  ssize_t got = read_bytes(source, bytes);
  if (got < 0) return put_failure(source->id, errno);
  size_t length = (size_t)got;
  if (length == source->last_length && (length == 0 || memcmp(source->last, bytes, length) == 0)) {
    put_short(SAME, source->id);
    return true;
  }
  put_data(source->id, length);
  if (length > source->last_room) {
    source->last_room = (length + 63) / 64 * 64; /* not byte by byte as numbers grow */
    source->last = grown(source->last, source->last_room);
  }
  if (length > 0) memcpy(source->last, bytes, length);
  source->last_length = length;
  return true;
}

static void close_source(size_t index) {
  close(sources[index].fd);
  free(sources[index].last);
  source_count--;
  memmove(sources + index, sources + index + 1, (source_count - index) * sizeof *sources);
}

/* Opens a file, or, as perf:TYPE:CONFIG:CPU, a counter of the kernel's performance events. */
static int open_source(const char *path, off_t *offset) {
  struct perf_event_attr event = {.size = PERF_ATTR_SIZE_VER0};
  int cpu = 0;
  if (sscanf(path, "perf:%u:%llu:%d", &event.type, &event.config, &cpu) != 3) return open(path, O_RDONLY | O_CLOEXEC);
  *offset = -1;
  return (int)syscall(SYS_perf_event_open, &event, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Opens a file and reads it once. That it is not there, or cannot be read, stands in the frames. */
static void add_source(uint32_t id, off_t offset, size_t length, const char *path) {
  if (source_count == source_room) sources = grown(sources, (source_room += 64) * sizeof *sources);
  begin_round(SINGLE_ROUND, 0);
  int fd = open_source(path, &offset);
  if (fd < 0) {
    put_failure(id, errno);
  } else {
    size_t cut = length < MAX_LENGTH ? length : MAX_LENGTH;
    struct source opened = {.id = id, .fd = fd, .offset = offset, .length = cut, .last_length = SIZE_MAX};
    sources[source_count++] = opened;
    if (!sample(sources + source_count - 1)) close_source(source_count - 1);
  }
  end_round();
}

/* Reads a source a last time and closes it; nothing happens where it is gone already. */
static void remove_source(uint32_t id) {
  for (size_t i = 0; i < source_count; i++) {
    if (sources[i].id != id) continue;
    begin_round(SINGLE_ROUND, 0);
    if (sample(sources + i)) put_short(GONE, id);
    end_round();
    close_source(i);
    return;
  }
}

/* Reads every source once, back to back; returns the time after the last read. In a dry round nobody would learn that a
   file is gone: the next real one finds out. */
static uint64_t read_round(unsigned char kind, uint32_t mark) {
  begin_round(kind, mark);
  for (size_t i = 0; i < source_count; i++)
    if (!sample(sources + i) && !dry) close_source(i--);
  return end_round();
}

/* ---------------------------------------------------------------- ends of processes */

/* Has every source read as soon as a process ends; false where it is gone, or the kernel is older than 5.3. */
static bool watch(int pid) {
  int fd = (int)syscall(434 /* pidfd_open, younger than many headers */, pid, 0);
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)pid << 32 | (uint32_t)fd};
  if (fd < 0) return false;
  if (exits_fd < 0) exits_fd = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ctl(exits_fd, EPOLL_CTL_ADD, fd, &event) == 0) return true;
  close(fd);
  return false;
}

/* The counters of a container whose first process has ended are there until its engine has noticed it too. */
static void take_exits(void) {
  struct epoll_event end;
  while (epoll_wait(exits_fd, &end, 1, 0) == 1) {
    read_round(EXIT_ROUND, (uint32_t)(end.data.u64 >> 32));
    close((int)(uint32_t)end.data.u64);
  }
}

/* ---------------------------------------------------------------- orders */

__attribute__((format(printf, 1, 2))) static void answer(const char *format, ...) {
  va_list values;
  va_start(values, format);
  if (vdprintf(ANSWERS_FD, format, values) < 0) fail("answering");
  va_end(values);
}

static uint64_t cpu_us(void) { return clock_us(CLOCK_PROCESS_CPUTIME_ID); }

/* getrusage would give the largest the process ever had, that of its parent before exec included. */
static uint64_t resident_bytes(void) {
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
  fclose(file);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The lateness that 99 % of the ticks stayed within, rounded up to a step; 0 without ticks. */
static uint64_t jitter_p99_us(void) {
  uint64_t wanted = (ticks * 99 + 99) / 100, seen = 0, step = 0;
  for (; seen < wanted; step++) seen += jitter[step];
  return step * JITTER_STEP_US;
}

/* Dry rounds bring the files' kernel structures into the caches; then the first deadline. */
static void start(uint64_t new_interval_us, uint64_t dry_rounds) {
  flush_frames();
  dry = true;
  for (; dry_rounds > 0; dry_rounds--) read_round(TICK_ROUND, 0);
  flush_frames();
  dry = false;
  for (size_t i = 0; i < source_count; i++) sources[i].last_length = SIZE_MAX;
  memset(jitter, 0, sizeof jitter);
  ticks = missed_ticks = 0;
  interval_us = new_interval_us;
  ticking = interval_us > 0;
  cpu_at_start_us = cpu_us();
  deadline_us = now_us() + interval_us;
  answer("ready %llu\n", (unsigned long long)(deadline_us - interval_us));
}

/* The answer goes out first: who waits for a mark wants to go on, and the write is not lost if it is later. */
static void take_mark(uint32_t id) {
  uint64_t end_us = read_round(MARK_ROUND, id);
  answer("marked %u %llu %llu %llu\n", id, (unsigned long long)round_begin_us, (unsigned long long)end_us,
         (unsigned long long)clock_us(CLOCK_REALTIME));
  flush_frames();
}

static void stop(void) {
  ticking = false;
  stopped = true;
  close(exits_fd);
  exits_fd = -1;
  flush_frames();
  answer("stopped %llu %llu %llu %llu %llu %llu\n", (unsigned long long)ticks, (unsigned long long)missed_ticks,
         (unsigned long long)jitter_p99_us(), (unsigned long long)written_bytes,
         (unsigned long long)(cpu_us() - cpu_at_start_us), (unsigned long long)resident_bytes());
}

/* Reads a decimal number and the blank or line end behind it; false where there is none. */
static bool take_number(const char **text, uint64_t largest, uint64_t *number) {
  const char *next = *text;
  uint64_t value = 0;
  for (; *next >= '0' && *next <= '9'; next++) {
    uint64_t digit = (uint64_t)(*next - '0');
    if (value > (largest - digit) / 10) return false;
    value = value * 10 + digit;
  }
  if (next == *text || (*next != ' ' && *next != '\0')) return false;
  *text = *next == ' ' ? next + 1 : next;
  *number = value;
  return true;
}

/* What follows a word; NULL where the line does not begin with it. */
static const char *after(const char *line, const char *word) {
  size_t length = strlen(word);
  return strncmp(line, word, length) == 0 ? line + length : NULL;
}

/* Obeys an order; false where it is none. */
static bool obey(const char *line) {
  uint64_t first = 0, second = 0, length = 0;
  const char *rest;
  if (strcmp(line, "version") == 0) {
    answer("version %d c\n", PROTOCOL_VERSION);
  } else if (stopped) {
    return false;
  } else if (strcmp(line, "stop") == 0) {
    stop();
  } else if ((rest = after(line, "mark ")) != NULL) {
    if (!take_number(&rest, UINT32_MAX, &first) || *rest != '\0') return false;
    take_mark((uint32_t)first);
  } else if ((rest = after(line, "add ")) != NULL) {
    if (!take_number(&rest, UINT32_MAX, &first) || !take_number(&rest, INT64_MAX, &second) ||
        !take_number(&rest, INT64_MAX, &length) || *rest == '\0')
      return false;
    add_source((uint32_t)first, (off_t)second, (size_t)length, rest);
    answer("added %u\n", (uint32_t)first);
  } else if ((rest = after(line, "remove ")) != NULL) {
    if (!take_number(&rest, UINT32_MAX, &first) || *rest != '\0') return false;
    remove_source((uint32_t)first);
    answer("removed %u\n", (uint32_t)first);
  } else if ((rest = after(line, "watch ")) != NULL) {
    if (!take_number(&rest, INT32_MAX, &first) || *rest != '\0') return false;
    answer("watched %d %d\n", (int)first, watch((int)first));
  } else if ((rest = after(line, "start ")) != NULL) {
    if (!take_number(&rest, UINT32_MAX, &first) || !take_number(&rest, UINT32_MAX, &second) || *rest != '\0')
      return false;
    start(first, second);
  } else {
    return false;
  }
  return true;
}

/* Obeys the lines that have come; ends the process where the channel has closed. */
static void take_orders(void) {
  ssize_t got = read(ORDERS_FD, orders + orders_length, sizeof orders - orders_length);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) exit(0);
  orders_length += (size_t)got;
  char *line = orders, *end;
  while ((end = memchr(line, '\n', orders_length - (size_t)(line - orders))) != NULL) {
    *end = '\0';
    if (!obey(line)) answer("refused %s\n", line);
    line = end + 1;
  }
  orders_length -= (size_t)(line - orders);
  memmove(orders, line, orders_length);
  errno = E2BIG;
  if (orders_length == sizeof orders) fail("an order");
}

/* ---------------------------------------------------------------- time */

static void tick(uint64_t late_us) {
  uint64_t missed = late_us / interval_us, step = late_us / JITTER_STEP_US;
  jitter[step < JITTER_STEPS ? step : JITTER_STEPS]++;
  ticks++;
  missed_ticks += missed;
  deadline_us += (missed + 1) * interval_us;
  read_round(TICK_ROUND, 0);
}

/* A nice value counts within a session's autogroup only, and each recorder has a session of its own: both are set. */
static void ask_for_niceness(void) {
  if (setpriority(PRIO_PROCESS, 0, -10) != 0) return;
  int autogroup = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
  if (autogroup < 0) return;
  if (write(autogroup, "-10", 3) != 3) errno = 0; /* sampling works without it */
  close(autogroup);
}

/* A late wake-up is a gap in the curves: ask to be woken before all ordinary work (real time of the lowest priority, for
   the µs that a round takes), and without the 50 µs of slack that the kernel takes to bundle wake-ups. */
static void ask_for_priority(void) {
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1}) != 0) ask_for_niceness();
}

/* Rounds that take longer than the interval would keep a core from everybody else: no real time for them. */
static void note_overrun(bool overran) {
  overruns = overran ? overruns + 1 : 0;
  if (overruns != MAX_OVERRUNS) return;
  sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){.sched_priority = 0});
  ask_for_niceness();
}

/* Hundreds of containers are thousands of files. */
static void ask_for_descriptors(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(void) {
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  ask_for_priority();
  ask_for_descriptors();
  for (;;) {
    /* The deadline is absolute; only what is left of it is handed to the kernel. */
    struct timespec wait = {0, 0};
    if (ticking) {
      uint64_t now = now_us();
      if (now >= deadline_us) {
        tick(now - deadline_us);
        now = now_us();
        note_overrun(now >= deadline_us);
      }
      uint64_t left = now >= deadline_us ? 0 : deadline_us - now;
      wait = (struct timespec){(time_t)(left / 1000000), (long)(left % 1000000 * 1000)};
    }
    struct pollfd channels[] = {{.fd = ORDERS_FD, .events = POLLIN}, {.fd = exits_fd, .events = POLLIN}};
    int ready = ppoll(channels, 2, ticking ? &wait : NULL, NULL);
    if (ready < 0 && errno != EINTR) fail("waiting");
    if (ready <= 0) continue;
    if (channels[1].revents != 0) take_exits();
    if (channels[0].revents != 0) take_orders();
  }
}
