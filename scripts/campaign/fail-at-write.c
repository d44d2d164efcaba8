/* Preloaded into a process, makes a disk fail: while the file DISK_FAILS is there, the writes under DISK_FOLDER answer with the error that stands in it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long seen = 0;

/* "ERROR AFTER MILLISECONDS READS": which error, after how many operations, how slow each is, and whether reading fails as well. */
static int fails(int reading) {
  const char *control = getenv("DISK_FAILS");
  if (!control) return 0;
  static FILE *(*real_fopen)(const char *, const char *);
  if (!real_fopen) real_fopen = dlsym(RTLD_NEXT, "fopen");
  FILE *file = real_fopen(control, "r");
  if (!file) {
    seen = 0;
    return 0;
  }
  int error = 0, slow = 0, reads = 0;
  long after = 0;
  int read = fscanf(file, "%d %ld %d %d", &error, &after, &slow, &reads);
  fclose(file);
  if (read != 4 || (reading && !reads)) return 0;
  if (slow) usleep(slow * 1000);
  if (error == 0 || ++seen <= after) return 0;
  errno = error;
  return 1;
}

static int within(const char *path) {
  const char *folder = getenv("DISK_FOLDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int on_disk(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return within(path);
}

#define ON_FD(result, name, reading, parameters, ...) \
  result name parameters { \
    static result (*real) parameters; \
    if (!real) real = dlsym(RTLD_NEXT, #name); \
    if (on_disk(fd) && fails(reading)) return -1; \
    return real(__VA_ARGS__); \
  }

ON_FD(ssize_t, write, 0, (int fd, const void *data, size_t size), fd, data, size)
ON_FD(ssize_t, pwrite, 0, (int fd, const void *data, size_t size, off_t at), fd, data, size, at)
ON_FD(ssize_t, pwrite64, 0, (int fd, const void *data, size_t size, off64_t at), fd, data, size, at)
ON_FD(ssize_t, writev, 0, (int fd, const struct iovec *parts, int count), fd, parts, count)
ON_FD(ssize_t, pwritev, 0, (int fd, const struct iovec *parts, int count, off_t at), fd, parts, count, at)
ON_FD(ssize_t, pwritev64, 0, (int fd, const struct iovec *parts, int count, off64_t at), fd, parts, count, at)
ON_FD(int, ftruncate, 0, (int fd, off_t size), fd, size)
ON_FD(int, ftruncate64, 0, (int fd, off64_t size), fd, size)
ON_FD(int, fsync, 0, (int fd), fd)
ON_FD(int, fdatasync, 0, (int fd), fd)
ON_FD(ssize_t, pread, 1, (int fd, void *data, size_t size, off_t at), fd, data, size, at)
ON_FD(ssize_t, pread64, 1, (int fd, void *data, size_t size, off64_t at), fd, data, size, at)

static int opened(const char *name, const char *path, int flags, mode_t mode) {
  int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, name);
  if (within(path) && fails(!(flags & O_CREAT))) return -1;
  return real(path, flags, mode);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return opened(#name, path, flags, mode); \
  }

OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) real = dlsym(RTLD_NEXT, "rename");
  return within(to) && fails(0) ? -1 : real(from, to);
}

int mkdir(const char *path, mode_t mode) {
  static int (*real)(const char *, mode_t);
  if (!real) real = dlsym(RTLD_NEXT, "mkdir");
  return within(path) && fails(0) ? -1 : real(path, mode);
}
