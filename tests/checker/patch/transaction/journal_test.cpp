#include "base/digest.hpp"
#include "support.hpp"
#include "tests/support/dice.hpp"

namespace checker::patch::transaction {
namespace {

using namespace test;

std::vector<Entry> story() {
  const std::string digest = base::sha256("a plan");
  return {{Stage::begin, "kb42", digest},    {Stage::prepared, "kb42"},
          {Stage::commit, "kb42"},           {Stage::done, "kb42"},
          {Stage::undo, "kb42", digest},     {Stage::undone, "kb42"},
          {Stage::begin, "x.Y_z-1", digest}, {Stage::aborted, "x.Y_z-1"}};
}

std::string written(const std::vector<Entry>& entries, std::vector<std::size_t>* starts = nullptr) {
  std::string out;
  for (const Entry& entry : entries) {
    if (starts != nullptr) starts->push_back(out.size());
    out += text_of(entry, out.size());
  }
  return out;
}

// Of `all`, the first ones.
bool is_beginning(const std::vector<Entry>& some, const std::vector<Entry>& all) {
  return some.size() <= all.size() && std::equal(some.begin(), some.end(), all.begin());
}

}  // namespace

TEST_CASE("a journal is read as it was written, and can be read by people") {
  const std::string text = written(story());
  CHECK(text.substr(0, 5) == "0075 ");
  CHECK(text.find(" PREPARED kb42\n") != std::string::npos);
  for (const std::string& tail : {std::string(), std::string(5000, '\0')}) {
    const auto read = parse_journal(text + tail);
    REQUIRE(read);
    CHECK(read->entries == story());
    CHECK(read->end == text.size());
    CHECK(!read->torn);
  }
}

TEST_CASE("a journal cut anywhere has the entries before the cut") {
  const std::string text = written(story());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto read = parse_journal(text.substr(0, at) + std::string(300, '\0'));
    REQUIRE(read);
    if (!is_beginning(read->entries, story()) || (read->torn != (read->end != at)))
      FAIL_CHECK("cut at " << at);
  }
}

TEST_CASE("a journal with any byte changed is refused, or lacks its last entry") {
  std::vector<std::size_t> starts;
  const std::string text = written(story(), &starts);
  for (std::size_t at = 0; at < text.size(); ++at)
    for (const int bit : {1, 4, 128}) {
      std::string bad = text + std::string(300, '\0');
      bad[at] = static_cast<char>(bad[at] ^ bit);
      const auto read = parse_journal(bad);
      const bool last = at >= starts.back();
      if (last ? !read || !read->torn || read->entries.size() != story().size() - 1 : bool(read))
        FAIL_CHECK("byte " << at);
    }
}

TEST_CASE("anything at all in place of a journal is read without harm") {
  support::Dice dice(8);
  const std::string text = written(story());
  int refused = 0, some = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bad = text + std::string(dice.below(200), '\0');
    for (std::size_t n = 1 + dice.below(6); n > 0; --n) {
      const std::size_t at = dice.below(bad.size()), size = dice.below(60);
      if (dice.one_in(3))
        bad.erase(at, size);
      else if (dice.one_in(2))
        bad.insert(at, bad.substr(dice.below(bad.size()), size));
      else
        bad[at] = static_cast<char>(dice.below(256));
      if (bad.empty()) bad = "0";
    }
    const auto read = parse_journal(bad);
    refused += read ? 0 : 1;
    some += read && !read->entries.empty() ? 1 : 0;
    if (read && (!is_beginning(read->entries, story()) || read->end > bad.size()))
      FAIL_CHECK("an entry that nobody wrote");
  }
  CHECK(refused > 500);
  CHECK(some > 500);
}

TEST_CASE("a journal has room for a thousand patches: it begins anew, and keeps what is in place") {
  Target target;
  support::write(target.root() / "a", "0");
  support::write(target.root() / "b", "0");
  Request kept = request(target.root(), "kept");
  kept.changes = {change("b", "0", "1")};
  REQUIRE(apply(disk, kept));
  std::size_t largest = 0;
  for (int i = 0; i < 120; ++i) {
    Request one = request(target.root(), "patch-with-quite-a-long-name-" + std::to_string(i));
    one.changes = {change("a", "0", "1")};
    const auto done = apply(disk, one);
    REQUIRE_MESSAGE(done, error_of(done));
    REQUIRE(undo(disk, target.root(), one.id));
    largest = std::max<std::size_t>(largest, fs::file_size(target.kept() / "journal"));
  }
  CHECK(largest == kJournalSize);
  const auto journal = Journal::read(target.kept() / "journal");
  REQUIRE(journal);
  CHECK(journal->entries().size() < 1200);
  CHECK(journal->last("kept")->stage == Stage::done);
  CHECK(undo(disk, target.root(), "kept"));
  CHECK(support::read(target.root() / "b") == "0");
}

}  // namespace checker::patch::transaction
