#include "base/decoder.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/lockdown.hpp"

using base::Bytes;
using base::ByteSink;
using base::Decoder;
using base::DecoderLimits;
using base::kSanitized;
using base::RandomAccess;
using base::ReadableFile;

namespace {

using File = std::shared_ptr<const RandomAccess>;

std::string content(const RandomAccess& file) {
  std::string out(static_cast<std::size_t>(file.size()), '\0');
  return file.read_at(0, std::as_writable_bytes(std::span(out))) ? out : "unreadable";
}

void say(ByteSink& out, std::string_view text) { (void)out.write(base::bytes_of(text)); }

std::string tried(const char* what, bool worked) {
  return std::string(what) + (worked ? " worked\n" : " refused\n");
}

// What a library that a hostile file has taken over would try.
void misbehave(ByteSink& out) {
  say(out, tried("open", ::open("/etc/passwd", O_RDONLY) >= 0));
  say(out, tried("create", ::open("/tmp/sidestep-decoder-test", O_WRONLY | O_CREAT, 0600) >= 0));
  say(out, tried("socket", ::socket(AF_INET, SOCK_STREAM, 0) >= 0));
  say(out, tried("fork", ::fork() >= 0));
  say(out, tried("kill", ::kill(::getppid(), 0) == 0));
  say(out, tried("stdout", ::write(1, "x", 1) == 1));
  say(out, tried("other descriptor", ::write(3, "x", 1) == 1));
  say(out, tried("exec", ::execl("/bin/true", "true", nullptr) == 0));
}

volatile std::uint32_t sink;
void ask_nothing(std::uint32_t i) { sink = i; }

void crash() {
  volatile std::uintptr_t nowhere = 16;
  *reinterpret_cast<volatile int*>(nowhere) = 1;
}

void work(const File& file, std::string_view request, ByteSink& out) {
  if (request == "echo") return say(out, content(*file));
  if (request.starts_with("length "))
    return say(out, std::to_string(request.size()) + std::string(1, request.back()));
  if (request == "misbehave") return misbehave(out);
  say(out, "so far; ");
  if (request == "crash") crash();
  if (request == "throw") throw 1;
  if (request == "abort") std::abort();
  if (request == "loop")
    for (std::uint32_t i = 1; i != 0; i += 2) ask_nothing(i);
  if (request == "flood")
    for (;;) say(out, std::string(4096, 'x'));
  if (request == "memory")
    for (std::vector<std::string> all;;) all.emplace_back(1u << 20, 'x');
}

class Fixture {
 public:
  Fixture() {
    path_ = std::filesystem::temp_directory_path() / ("decoder_test." + std::to_string(::getpid()));
    std::ofstream(path_) << "some bytes";
    DecoderLimits limits;
    limits.seconds = 1;
    limits.memory = 64u << 20;
    limits.output = 1u << 20;
    decoder_ = std::move(*Decoder::start(
        work, [] {}, limits));
    file_ = std::move(*ReadableFile::open(path_));
  }
  ~Fixture() { std::filesystem::remove(path_); }

  // The output, and how the child ended.
  std::string decode(std::string_view request) const {
    std::string out;
    const auto done = decoder_->decode(file_->descriptor(), request, [&](Bytes bytes) {
      out += base::text_of(bytes);
      return true;
    });
    return (out.size() > 1000 ? "much" : out) + (done ? "" : " | " + done.error().message);
  }

 private:
  std::filesystem::path path_;
  std::unique_ptr<Decoder> decoder_;
  std::shared_ptr<const ReadableFile> file_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a child reads its file and what it writes comes back") {
  CHECK(decode("echo") == "some bytes");
  CHECK(decode("nothing") == "so far; ");
  // One that fits its packet, and those that do not.
  for (const std::size_t size : {65'536U, 65'537U, 3'000'000U, 8U << 20}) {
    const std::string request = "length " + std::string(size - 8, 'x') + "y";
    CHECK(decode(request) == std::to_string(size) + "y");
  }
  CHECK(contains(decode("length " + std::string(8U << 20, 'x')), "more than 8388608 bytes"));
}

TEST_CASE_FIXTURE(Fixture, "a child can do nothing but read, compute and write") {
  CHECK(decode("misbehave") ==
        std::string("open refused\ncreate refused\nsocket refused\nfork refused\nkill refused\n") +
            (kSanitized ? "stdout worked\n" : "stdout refused\n") +
            "other descriptor refused\nexec refused\n");
}

TEST_CASE_FIXTURE(Fixture, "a child that dies is an error that says how, and the next one lives") {
  for (const char* request : {"crash", "abort"}) {
    CAPTURE(request);
    // A sanitizer catches the signal and ends the child with a code of its own.
    const std::string got = decode(request);
    CAPTURE(got);
    CHECK(contains(got, kSanitized ? "| the decoder " : "| the decoder crashed ("));
    CHECK(decode("echo") == "some bytes");
  }
  CHECK(contains(decode("throw"), "so far;  | the decoder failed (code 1)"));
  CHECK(contains(decode("loop"), "| took more than 1 seconds of processor time"));
  CHECK(contains(decode("flood"), "| what is to be said of it has more than 1048576 bytes"));
  CHECK(decode("echo") == "some bytes");
}

TEST_CASE_FIXTURE(Fixture, "a child's memory has an end") {
  if (kSanitized)
    MESSAGE("skipped: AddressSanitizer reserves more memory than any limit");
  else
    CHECK(contains(decode("memory").substr(0, 200), "| needs more than 64 MiB of memory"));
}

TEST_CASE_FIXTURE(Fixture, "many threads decode at once and each gets its own answer") {
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 25; ++i) {
          const bool crash = (i + static_cast<int>(t)) % 3 == 0;
          const std::string got = decode(crash ? "throw" : "echo");
          if (crash ? !contains(got, "failed") : got != "some bytes") ++wrong[t];
        }
      });
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE_FIXTURE(Fixture, "who takes no more is not given more") {
  std::unique_ptr<Decoder> endless;
  int portions = 0;
  endless = std::move(*Decoder::start(
      [](const File&, std::string_view, ByteSink& out) {
        while (out.write(base::bytes_of(std::string(4096, 'x')))) {
        }
      },
      [] {}));
  const auto file = ReadableFile::open("/proc/self/exe");
  REQUIRE(file);
  CHECK(endless->decode((*file)->descriptor(), "", [&](Bytes) { return ++portions < 3; }));
  CHECK(portions == 3);
}
