// The least that a delivery can cost: reads the files of an export set, hashes every byte
// (SHA-256), and writes for each message a file with its text and its attachment in base64 (the
// text is not ASCII). It understands nothing of what it reads: messages are so many bytes each.
//
// usage: bench_delivery_floor OUT TEXT EVERY ATTACHMENT FILE…
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace {

using Bytes = std::span<const unsigned char>;

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(3);
}

std::vector<unsigned char> read_file(const char* name) {
  const int file = ::open(name, O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (file < 0 || ::fstat(file, &status) != 0) fail(name);
  std::vector<unsigned char> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t at = 0;
  for (ssize_t got = 1; got > 0; at += static_cast<std::size_t>(got))
    if ((got = ::read(file, bytes.data() + at, bytes.size() - at)) < 0) fail(name);
  ::close(file);
  bytes.resize(at);
  return bytes;
}

void append_base64(std::string& out, Bytes bytes) {
  const std::size_t from = out.size();
  out.resize(from + (bytes.size() + 2) / 3 * 4 + 1);
  const int coded = ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + from),
                                      bytes.data(), static_cast<int>(bytes.size()));
  out.resize(from + static_cast<std::size_t>(coded));
}

void write_file(const std::string& name, Bytes text, Bytes attachment, std::string& room) {
  room.clear();
  append_base64(room, text);
  append_base64(room, attachment);
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) fail(name.c_str());
  if (::write(file, room.data(), room.size()) != static_cast<ssize_t>(room.size()))
    fail(name.c_str());
  ::close(file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  const std::string out = argv[1];
  const std::size_t text = std::strtoul(argv[2], nullptr, 10);
  const std::size_t every = std::strtoul(argv[3], nullptr, 10);
  const std::size_t attachment = std::strtoul(argv[4], nullptr, 10);
  const std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> sum(::EVP_MD_CTX_new(),
                                                                      ::EVP_MD_CTX_free);
  std::string room;
  std::size_t number = 0;
  for (int i = 5; i < argc; ++i) {
    const std::vector<unsigned char> bytes = read_file(argv[i]);
    Bytes file = bytes;
    ::EVP_DigestInit_ex(sum.get(), ::EVP_sha256(), nullptr);
    for (; file.size() >= text; ++number) {
      const std::size_t extra = number % every == 0 ? std::min(attachment, file.size() - text) : 0;
      ::EVP_DigestUpdate(sum.get(), file.data(), text + extra);
      write_file(out + "/" + std::to_string(number), file.first(text), file.subspan(text, extra),
                 room);
      file = file.subspan(text + extra);
    }
    unsigned char digest[EVP_MAX_MD_SIZE];
    ::EVP_DigestUpdate(sum.get(), file.data(), file.size());
    ::EVP_DigestFinal_ex(sum.get(), digest, nullptr);
  }
  std::printf("%zu\n", number);
  return 0;
}
