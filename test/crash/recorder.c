// Preloaded into the server by recorder.ts: writes down, in one order, what the process does to the files of one directory and what
// it reads from and writes to its sockets. A write is recorded once it has returned, a sync when it begins and when it has ended, an
// answer before it leaves: so a sync is known to cover exactly the writes recorded before its beginning.
//
// RECORD_DIRECTORY: the directory. RECORD_TO: the file the records go to. RECORD_WITHOUT_SYNC: a file
// of it whose syncs do nothing and are not recorded. RECORD_FAIL_SYNC: "N/file", the disk loses what the
// Nth sync of that file was to write: as Linux has it, each descriptor that is open then fails once, with EIO.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { NAME = 1, WRITE, TRUNCATE, SYNC_BEGINS, SYNC_ENDED, SYNC_FAILED, CREATE, UNLINK, RENAME, ACCEPT, RECEIVE, ANSWER, CUT_SHORT };
enum { NOTHING = -1, SOCKET = -2, FILES_MAX = 256, PATH_BYTES = 4096, DESCRIPTORS_MAX = 4096, SINK = 900 };

struct record {
  uint32_t kind;
  int32_t subject; // a file's number, or a socket
  uint64_t offset;  // of a write; of a sync, which one; of a rename, the new name's number
  uint64_t length;  // of a write or a truncation; of a sync's beginning, how long the file is
  uint64_t carries; // bytes that follow: all of a write, but none where they are zeros
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *directory;
static size_t directory_length;
static const char *without_sync;
static const char *failing = "";
static long fails_at, failing_syncs;
static char has_heard[DESCRIPTORS_MAX]; // descriptors that know of the failure, or are younger
static int sink = -1;
static char *names[FILES_MAX];
static int known;
static uint64_t syncs;
static struct timespec started;
static char is_written[FILES_MAX];

__attribute__((constructor)) static void start(void) {
  directory = getenv("RECORD_DIRECTORY");
  const char *to = getenv("RECORD_TO");
  if (directory == NULL || to == NULL) return;
  directory_length = strlen(directory);
  without_sync = getenv("RECORD_WITHOUT_SYNC");
  clock_gettime(CLOCK_REALTIME_COARSE, &started);
  const char *fail = getenv("RECORD_FAIL_SYNC");
  if (fail != NULL) {
    char *slash;
    fails_at = strtol(fail, &slash, 10);
    failing = slash;
  }
  int fd = syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  sink = fcntl(fd, F_DUPFD_CLOEXEC, SINK);
  syscall(SYS_close, fd);
  if (sink < 0) abort();
}

static void put(enum kind kind, int subject, uint64_t offset, uint64_t length, const void *bytes, size_t carries) {
  struct record record = {kind, subject, offset, length, carries};
  struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, carries}};
  if (syscall(SYS_writev, sink, parts, 2) != (long)(sizeof record + carries)) abort();
}

static void note(enum kind kind, int subject, uint64_t offset, uint64_t length, const void *bytes, size_t carries) {
  int before = errno;
  pthread_mutex_lock(&turn);
  put(kind, subject, offset, length, bytes, carries);
  pthread_mutex_unlock(&turn);
  errno = before;
}

// The number of a file in the directory, 0 is the directory itself; NOTHING for any other path and for SQLite's shared memory.
static int number_of(const char *path) {
  if (sink < 0 || strncmp(path, directory, directory_length) != 0) return NOTHING;
  const char *rest = path + directory_length;
  size_t length = strlen(rest);
  if (*rest != '\0' && *rest != '/') return NOTHING;
  if (length >= 4 && strcmp(rest + length - 4, "-shm") == 0) return NOTHING;
  pthread_mutex_lock(&turn);
  if (known == 0) names[known++] = "";
  int number = 0;
  while (number < known && strcmp(names[number], rest) != 0) number++;
  if (number == known) {
    if (known == FILES_MAX) abort();
    names[known++] = strdup(rest);
    put(NAME, number, 0, length, rest, length);
  }
  pthread_mutex_unlock(&turn);
  return number;
}

static int subject_of(int fd) {
  if (sink < 0) return NOTHING;
  int before = errno;
  char link[64], path[PATH_BYTES];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  errno = before;
  if (length < 0) return NOTHING;
  path[length] = '\0';
  return strncmp(path, "socket:", 7) == 0 ? SOCKET : number_of(path);
}

static int is_zero(const unsigned char *bytes, size_t length) {
  return length > 0 && bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0;
}

static void wrote(int file, off_t offset, const void *bytes, size_t length) {
  is_written[file] = 1;
  note(WRITE, file, offset, length, bytes, is_zero(bytes, length) ? 0 : length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  ssize_t done = syscall(SYS_pwrite64, fd, bytes, length, offset);
  int file = subject_of(fd);
  if (done > 0 && file >= 0) wrote(file, offset, bytes, done);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

static ssize_t answer(int fd, const void *bytes, size_t length, int flags, int is_send) {
  note(ANSWER, fd, 0, length, bytes, length);
  ssize_t done = is_send ? syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0) : syscall(SYS_write, fd, bytes, length);
  if (done != (ssize_t)length) note(CUT_SHORT, fd, 0, done < 0 ? 0 : done, NULL, 0);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  int file = subject_of(fd);
  if (file == SOCKET) return answer(fd, bytes, length, 0, 0);
  ssize_t done = syscall(SYS_write, fd, bytes, length);
  if (done > 0 && file >= 0) wrote(file, lseek(fd, 0, SEEK_CUR) - done, bytes, done);
  return done;
}

ssize_t send(int fd, const void *bytes, size_t length, int flags) {
  return sink < 0 ? syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0) : answer(fd, bytes, length, flags, 1);
}

// Scattered writes are done part by part, so that there is one way to record them.
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (subject_of(fd) == NOTHING) return syscall(SYS_writev, fd, parts, count);
  ssize_t sum = 0;
  for (int part = 0; part < count; part++) {
    if (parts[part].iov_len == 0) continue;
    ssize_t done = write(fd, parts[part].iov_base, parts[part].iov_len);
    if (done < 0) return sum > 0 ? sum : done;
    sum += done;
    if (done < (ssize_t)parts[part].iov_len) break;
  }
  return sum;
}

ssize_t recv(int fd, void *bytes, size_t length, int flags) {
  ssize_t done = syscall(SYS_recvfrom, fd, bytes, length, flags, NULL, NULL);
  if (done > 0 && sink >= 0 && !(flags & MSG_PEEK)) note(RECEIVE, fd, 0, done, bytes, done);
  return done;
}

static int accepted(int fd) {
  if (fd >= 0 && sink >= 0) note(ACCEPT, fd, 0, 0, NULL, 0);
  return fd;
}

int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  return accepted(syscall(SYS_accept4, fd, address, length, flags));
}

int accept(int fd, struct sockaddr *address, socklen_t *length) { return accept4(fd, address, length, 0); }

int ftruncate64(int fd, off_t length) {
  int done = syscall(SYS_ftruncate, fd, length);
  int file = subject_of(fd);
  if (done == 0 && file >= 0) note(TRUNCATE, file, 0, length, NULL, 0);
  return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fallocate(int fd, int mode, off_t offset, off_t length) {
  if (subject_of(fd) == NOTHING) return syscall(SYS_fallocate, fd, mode, offset, length);
  errno = EOPNOTSUPP; // whoever allocates ahead must cope with file systems that can't, and writes instead
  return -1;
}

// Bun writes some files past libc, unseen: of one that was written to by this process, and by nothing recorded, all bytes are recorded.
static void note_unseen_writes(int file, int fd, const struct stat *now) {
  static char is_known[FILES_MAX];
  if (is_known[file] || is_written[file] || now->st_mtim.tv_sec < started.tv_sec) return;
  if (now->st_mtim.tv_sec == started.tv_sec && now->st_mtim.tv_nsec < started.tv_nsec) return;
  is_known[file] = 1;
  static char bytes[1 << 20];
  for (off_t at = 0;;) {
    long length = syscall(SYS_pread64, fd, bytes, sizeof bytes, at);
    if (length <= 0) return;
    wrote(file, at, bytes, length);
    at += length;
  }
}

static int fails_now(int file, int fd) {
  if (fails_at == 0 || strcmp(names[file], failing) != 0) return 0;
  if (__atomic_add_fetch(&failing_syncs, 1, __ATOMIC_RELAXED) < fails_at) return 0;
  return fd < DESCRIPTORS_MAX && !__atomic_exchange_n(&has_heard[fd], 1, __ATOMIC_RELAXED);
}

static int sync_file(int fd, long call) {
  int file = subject_of(fd);
  if (file < 0) return syscall(call, fd);
  if (without_sync != NULL && file > 0 && strcmp(names[file] + 1, without_sync) == 0) return 0;
  struct stat now;
  uint64_t which = __atomic_add_fetch(&syncs, 1, __ATOMIC_RELAXED);
  int is_file = fstat(fd, &now) == 0 && S_ISREG(now.st_mode);
  if (is_file) note_unseen_writes(file, fd, &now);
  note(SYNC_BEGINS, file, which, is_file ? now.st_size : 0, NULL, 0);
  int fails = fails_now(file, fd);
  int done = fails ? -1 : syscall(call, fd);
  if (fails) errno = EIO;
  note(done == 0 ? SYNC_ENDED : SYNC_FAILED, file, which, 0, NULL, 0);
  return done;
}

int fsync(int fd) { return sync_file(fd, SYS_fsync); }

int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

// Whether the path names no file yet; the directory's own users are the only ones who make files in it, one after another.
static int is_new(int at, const char *path) {
  struct stat known_file;
  int before = errno;
  int missing = fstatat(at, path, &known_file, 0) != 0;
  errno = before;
  return missing;
}

static int open_file(int at, const char *path, int flags, mode_t mode) {
  int file = number_of(path);
  int creates = file > 0 && (flags & O_CREAT) && is_new(at, path);
  int fd = syscall(SYS_openat, at, path, flags, mode);
  if (fd < 0 || file <= 0) return fd;
  if (fd < DESCRIPTORS_MAX) has_heard[fd] = failing_syncs >= fails_at;
  if (creates) note(CREATE, file, 0, 0, NULL, 0);
  else if (flags & O_TRUNC) note(TRUNCATE, file, 0, 0, NULL, 0);
  return fd;
}

static mode_t mode_behind(int flags, va_list rest) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; }

#define OPENS(name)                                        \
  int name(const char *path, int flags, ...) {             \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode_t mode = mode_behind(flags, rest);                \
    va_end(rest);                                          \
    return open_file(AT_FDCWD, path, flags, mode);         \
  }
#define OPENS_AT(name)                                     \
  int name(int at, const char *path, int flags, ...) {     \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode_t mode = mode_behind(flags, rest);                \
    va_end(rest);                                          \
    return open_file(at, path, flags, mode);               \
  }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

int unlinkat(int at, const char *path, int flags) {
  int done = syscall(SYS_unlinkat, at, path, flags);
  int file = done == 0 ? number_of(path) : NOTHING;
  if (file > 0) note(UNLINK, file, 0, 0, NULL, 0);
  return done;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int renameat(int from_at, const char *from, int to_at, const char *to) {
  int done = syscall(SYS_renameat2, from_at, from, to_at, to, 0);
  if (done != 0) return done;
  int old_name = number_of(from), new_name = number_of(to);
  if (old_name > 0 && new_name > 0) note(RENAME, old_name, new_name, 0, NULL, 0);
  return done;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
