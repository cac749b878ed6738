/* Bugs to be found: loaded before the C library (LD_PRELOAD), this leaves out the syncs that
   SEEDED_BUG names, and says that they were done; or it lets COMMIT stand in the journal before any file
   is in place. SEEDED_COUNT names a file that grows by a byte each time.

   SEEDED_WRITE_OUT names an entry of the journal: when that is written, the whole disk is written out, as
   the kernel does every few seconds. It is no bug. On btrfs a rename that follows is not in the log that
   a later fsync of another file writes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char *bug(void) {
  const char *name = getenv("SEEDED_BUG");
  return name ? name : "";
}

static void count(void) {
  const char *path = getenv("SEEDED_COUNT");
  const int file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file < 0) return;
  if (write(file, ".", 1) != 1) abort();
  close(file);
}

/* The path of a descriptor, and whether it is in the target or its state folder. */
static int path_of(int descriptor, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, size - 1);
  path[length < 0 ? 0 : length] = '\0';
  return length > 0;
}

static int is_folder(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

static int ends_in(const char *text, const char *end) {
  const size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

/* Whether the bug leaves this sync out. */
static int is_left_out(int descriptor) {
  char path[4096];
  const char *name = bug();
  if (!*name || !path_of(descriptor, path, sizeof path)) return 0;
  if (strcmp(name, "target folders") == 0)
    return is_folder(descriptor) && strstr(path, "/Exchsrvr") != NULL;
  if (strcmp(name, "folders") == 0) return is_folder(descriptor);
  if (is_folder(descriptor)) return 0;
  if (strcmp(name, "staged") == 0) return strstr(path, "/new/") || strstr(path, "/copy/");
  if (strcmp(name, "backups") == 0) return strstr(path, "/old/") != NULL;
  if (strcmp(name, "journal") == 0) return ends_in(path, "/journal") || ends_in(path, "/journal.new");
  if (strcmp(name, "plan") == 0) return ends_in(path, "/plan.json");
  return 0;
}

int fsync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (!is_left_out(descriptor)) return real(descriptor);
  count();
  return 0;
}

int fdatasync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (!is_left_out(descriptor)) return real(descriptor);
  count();
  return 0;
}

/* It stands for the syncs of many files, and of their folders: it goes where one of these goes. */
int syncfs(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "syncfs");
  const char *name = bug();
  if (!*name || strcmp(name, "journal") == 0 || strcmp(name, "commit early") == 0 ||
      strcmp(name, "plan") == 0)
    return real(descriptor);
  count();
  return 0;
}

/* The entry COMMIT of the id that the entry PREPARED names, behind it. */
static size_t commit_entry(const char *prepared, size_t length, off_t offset, char *out, size_t size) {
  typedef unsigned char *(*Sha256)(const unsigned char *, size_t, unsigned char *);
  const Sha256 sha256 = (Sha256)dlsym(RTLD_DEFAULT, "SHA256");
  if (!sha256) abort();
  char text[128], sealed[192], digest[17];
  unsigned char raw[32];
  const char *id = memchr(prepared, 'P', length);
  id += strlen("PREPARED ");
  snprintf(text, sizeof text, "COMMIT %.*s", (int)(prepared + length - 1 - id), id);
  snprintf(sealed, sizeof sealed, "%lld %s", (long long)(offset + (off_t)length), text);
  sha256((const unsigned char *)sealed, strlen(sealed), raw);
  for (int i = 0; i < 8; ++i) snprintf(digest + 2 * i, 3, "%02x", raw[i]);
  return (size_t)snprintf(out, size, "%04zu %s %s\n", strlen(text), digest, text);
}

/* Whether these bytes are this entry of the journal, and nothing more. */
static int is_entry(const void *bytes, size_t length, const char *word) {
  char wanted[32];
  if (!word) return 0;
  const int size = snprintf(wanted, sizeof wanted, " %s ", word);
  return length < 200 && memmem(bytes, length, wanted, (size_t)size) != NULL;
}

static ssize_t write_at(const char *real_name, int descriptor, const void *bytes, size_t length,
                        off_t offset) {
  ssize_t (*real)(int, const void *, size_t, off_t) =
      (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, real_name);
  if (is_entry(bytes, length, getenv("SEEDED_WRITE_OUT"))) {
    const ssize_t done = real(descriptor, bytes, length, offset);
    int (*write_out)(int) = (int (*)(int))dlsym(RTLD_NEXT, "syncfs");
    write_out(descriptor);
    return done;
  }
  if (strcmp(bug(), "commit early") != 0 || !is_entry(bytes, length, "PREPARED"))
    return real(descriptor, bytes, length, offset);
  char both[512];
  memcpy(both, bytes, length);
  const size_t more = commit_entry(bytes, length, offset, both + length, sizeof both - length);
  const ssize_t done = real(descriptor, both, length + more, offset);
  count();
  return done < (ssize_t)length ? done : (ssize_t)length;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return write_at("pwrite", descriptor, bytes, length, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
  return write_at("pwrite64", descriptor, bytes, length, offset);
}
