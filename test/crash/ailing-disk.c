// Preloaded into the server by ailing-disk.ts: a disk that fails for a while. As long as the file AILING_ORDERS says so, each write
// to a file of AILING_DIRECTORY whose name ends as ordered fails with the error that is ordered, as do its truncation and its making.
// An order is "ERRNO NAME"; without a NAME it is for all files. SQLite's shared memory, which is mapped, is none of them.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, ORDER_BYTES = 256 };

static const char *directory, *orders;

__attribute__((constructor)) static void start(void) {
  directory = getenv("AILING_DIRECTORY");
  orders = getenv("AILING_ORDERS");
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), rest = strlen(end);
  return length >= rest && strcmp(text + length - rest, end) == 0;
}

// The error that a write to this path is to fail with now, 0 where it is to succeed.
static int ailment_of(const char *path) {
  if (directory == NULL || orders == NULL || strncmp(path, directory, strlen(directory)) != 0 || ends_with(path, "-shm")) return 0;
  char order[ORDER_BYTES], name[ORDER_BYTES] = "";
  int fd = syscall(SYS_openat, AT_FDCWD, orders, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t length = syscall(SYS_read, fd, order, sizeof order - 1);
  syscall(SYS_close, fd);
  if (length <= 0) return 0;
  order[length] = '\0';
  int error = 0;
  if (sscanf(order, "%d %s", &error, name) < 1) return 0;
  return ends_with(path, name) ? error : 0;
}

static int fails(int fd) {
  int before = errno;
  char link[64], path[PATH_BYTES];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length > 0) path[length] = '\0';
  int error = length > 0 ? ailment_of(path) : 0;
  errno = error != 0 ? error : before;
  return error != 0;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  return fails(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, length, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) { return fails(fd) ? -1 : syscall(SYS_write, fd, bytes, length); }

ssize_t writev(int fd, const struct iovec *parts, int count) { return fails(fd) ? -1 : syscall(SYS_writev, fd, parts, count); }

int ftruncate64(int fd, off_t length) { return fails(fd) ? -1 : syscall(SYS_ftruncate, fd, length); }

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fallocate(int fd, int mode, off_t offset, off_t length) {
  return fails(fd) ? -1 : syscall(SYS_fallocate, fd, mode, offset, length);
}

static int open_file(int at, const char *path, int flags, mode_t mode) {
  int error = (flags & O_ACCMODE) != O_RDONLY ? ailment_of(path) : 0;
  // a disk that can't be written says so; one that fails does when something is written
  if (error != EROFS) return syscall(SYS_openat, at, path, flags, mode);
  errno = error;
  return -1;
}

#define OPENS(name, arguments, at)                                     \
  int name(arguments const char *path, int flags, ...) {               \
    va_list rest;                                                      \
    va_start(rest, flags);                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                      \
    return open_file(at, path, flags, mode);                           \
  }
#define NOTHING
#define AT int directory_fd,

OPENS(open, NOTHING, AT_FDCWD)
OPENS(open64, NOTHING, AT_FDCWD)
OPENS(openat, AT, directory_fd)
OPENS(openat64, AT, directory_fd)
