// What parsing an export set or a set of migration files costs: every item, every list, the
// directory; texts decoded, names and dates of headers read, attachments read through. Printed as
// one JSON object; bench/formats compares it with sha256sum.
//
// usage: bench_formats FOLDER|SET.PKL
//        bench_formats FOLDER SET  (extracts the export set in FOLDER into the folder SET)
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "migrator/migration/set.hpp"
#include "migrator/run/run.hpp"

namespace {

using namespace migrator;

template <class T>
T must(base::Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "error: %s\n", result.error().message.c_str());
  std::exit(3);
}

struct Read {
  std::uint64_t items = 0, damages = 0, lists = 0, entries = 0, bytes = 0, letters = 0;
};

// Texts are decoded; of files every byte is read.
void read_parts(const Message& message, const base::CodePage& page, Read& read) {
  for (const Part& part : message.parts) {
    base::TextDecoder decoder(page);
    std::string text;
    auto done = part.content.each([&](base::Bytes piece) -> base::Result<void> {
      read.bytes += piece.size();
      if (part.kind != Part::Kind::text) return {};
      text.clear();
      decoder.feed(base::text_of(piece), false, text);
      read.letters += text.size();
      return {};
    });
    if (!done) std::exit(3);
  }
}

Read read_all(Source& source) {
  Read read;
  const auto page = must(base::CodePage::find(source.catalogue().code_page));
  for (const Account& account : source.catalogue().accounts) {
    auto items = must(source.open(account));
    while (auto item = must(items->next())) {
      ++read.items;
      if (item->damage) ++read.damages;
      if (item->message) read_parts(*item->message, page, read);
    }
    if (account.kind == AccountKind::mailbox) read.lists += must(source.lists(account)).size();
  }
  auto directory = source.directory(
      [&](const DirectoryEntry&) {
        ++read.entries;
        return base::Result<void>();
      },
      [&](const Place&, const Damage&) {
        ++read.damages;
        return base::Result<void>();
      });
  if (!directory) std::exit(3);
  return read;
}

void extract(const std::filesystem::path& folder, const std::filesystem::path& set) {
  run::Request request;
  request.job = run::extract_job();
  request.origin = must(run::origin_of(folder));
  request.set_folder = set;
  request.destination = "files";
  request.state = set / ".sidestep";
  base::PosixFiles files;
  const auto report = must(run::migrate(request, {files, run::open_source, {}}, {}));
  if (!report.complete) std::exit(3);
  fmt::print("{}\n", report.set->string());
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2 || count > 3) return 3;
  if (count == 3) {
    extract(arguments[1], arguments[2]);
    return 0;
  }
  const auto start = std::chrono::steady_clock::now();
  auto source = must(run::open_source(must(run::origin_of(arguments[1]))));
  const Read read = read_all(*source);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      R"({{"seconds": {:.4f}, "peak": {}, "items": {}, "damages": {}, "lists": {}, "entries": {}, "bytes": {}, "letters": {}}})"
      "\n",
      took.count(), usage.ru_maxrss * 1024L, read.items, read.damages, read.lists, read.entries,
      read.bytes, read.letters);
}
