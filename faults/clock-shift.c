/*
 * Shifts the wall clock of every process that is started with this library preloaded, and of all that those start. The shift,
 * in seconds, is the first eight bytes of SHIFT_FILE, so that all jump at the same moment. The monotonic clock is left alone,
 * as a clock that is set leaves it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static volatile long long *shift;
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_execvp)(const char *, char *const[]);

__attribute__((constructor)) static void open_shift(void) {
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  real_execvp = dlsym(RTLD_NEXT, "execvp");
  int file = open(SHIFT_FILE, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void *page = mmap(NULL, sizeof(long long), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) shift = page;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int outcome = real_clock_gettime(clock, now);
  if (outcome == 0 && shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *shift;
  return outcome;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec precise;
  if (clock_gettime(CLOCK_REALTIME, &precise) != 0) return -1;
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *kept) {
  struct timespec precise;
  clock_gettime(CLOCK_REALTIME, &precise);
  if (kept) *kept = precise.tv_sec;
  return precise.tv_sec;
}

/* A supervisor that gives its children an environment of their own would otherwise leave this library out. */
int execvp(const char *program, char *const arguments[]) {
  int count = 0;
  while (environ && environ[count]) count++;
  char *shifted[count + 2];
  int kept = 0;
  for (int i = 0; i < count; i++)
    if (strncmp(environ[i], "LD_PRELOAD=", 11) != 0) shifted[kept++] = environ[i];
  shifted[kept++] = "LD_PRELOAD=" LIBRARY_FILE;
  shifted[kept] = NULL;
  environ = shifted;
  return real_execvp(program, arguments);
}
