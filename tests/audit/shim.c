/* Stands between a process and the file system: lets the n-th operation on some files fail, or writes all down.
 * Loaded with LD_PRELOAD; Python steers it with ctypes. One thread only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 1024
static char prefix[4096];
static char kind[FILES]; /* of each descriptor: 'd'atabase, 'w'al, 'j'ournal, 's'hared memory; 0 not ours */
static long at, done;
static int error, sticky, cut, tape = -1;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

/* Count operations from now; the one with this number fails, and all after it where `always`. 0: none. */
void shim_arm(const char *path, long number, int errnum, int always, int half) {
    strncpy(prefix, path, sizeof prefix - 1);
    at = number, error = errnum, sticky = always, cut = half, done = 0;
}
long shim_done(void) { return done; }
void shim_tape(int fd) { tape = fd; }

static void put(char what, char file, uint64_t offset, const void *data, uint32_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (tape < 0) return;
    char head[14];
    head[0] = what, head[1] = file;
    memcpy(head + 2, &offset, 8), memcpy(head + 10, &length, 4);
    if (real(tape, head, 14) != 14 || (length && real(tape, data, length) != (ssize_t)length)) _exit(99);
}
void shim_mark(uint64_t number) { put('m', '-', number, "", 0); }

static char of(const char *path) {
    size_t n = strlen(prefix), m = strlen(path);
    if (!n || strncmp(path, prefix, n)) return 0;
    return m == n ? 'd' : !strcmp(path + n, "-wal") ? 'w' : !strcmp(path + n, "-journal") ? 'j'
        : !strcmp(path + n, "-shm") ? 's' : 0;
}
static char file(int fd) { return fd >= 0 && fd < FILES ? kind[fd] : 0; }
static int fails(void) {
    done++;
    if (!at || (sticky ? done < at : done != at)) return 0;
    errno = error;
    return 1;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        va_list list; va_start(list, flags); int mode = va_arg(list, int); va_end(list); \
        char ours = of(path); \
        /* a file system that can only be read lets one read, and says of a file to be made that it is there */ \
        int allowed = error == EROFS && ((flags & O_ACCMODE) == O_RDONLY || flags & O_EXCL); \
        if (ours && !allowed && fails()) return -1; \
        int fd = real(path, flags, mode); \
        if (fd >= 0 && fd < FILES) kind[fd] = ours; \
        if (fd >= 0 && ours && flags & O_CREAT) put('o', ours, 0, "", 0); \
        return fd; \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(int, close, int);
    if (fd >= 0 && fd < FILES) kind[fd] = 0;
    return real(fd);
}

#define PWRITE(name, offset_type) \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset) { \
        REAL(ssize_t, name, int, const void *, size_t, offset_type); \
        if (file(fd) && fails()) { \
            if (!cut || size < 2) return -1; \
            size /= 2; cut = 0; /* the first half gets there; the rest meets the error */ \
            at = done + 1; sticky = 1; \
        } \
        ssize_t written = real(fd, data, size, offset); \
        if (file(fd) && written > 0) put('w', file(fd), offset, data, written); \
        return written; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, name, int); \
        if (file(fd) && fails()) return -1; \
        int result = real(fd); \
        if (file(fd) && !result) put('s', file(fd), 0, "", 0); \
        return result; \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset_type) \
    int name(int fd, offset_type size) { \
        REAL(int, name, int, offset_type); \
        if (file(fd) && fails()) return -1; \
        int result = real(fd, size); \
        if (file(fd) && !result) put('t', file(fd), size, "", 0); \
        return result; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    char ours = of(path);
    if (ours && fails()) return -1;
    int result = real(path);
    if (ours && !result) put('u', ours, 0, "", 0);
    return result;
}
