#include "migrator/ledger/ledger.hpp"

#include <ctime>

#include "migrator/ledger/inside.hpp"
#include "migrator/ledger/schema.hpp"

namespace migrator::ledger {

using base::Errc;
using base::Error;
using base::Result;

namespace {

// "1998-06-02T08:15:00Z"
std::string utc(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "";
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

std::optional<std::int64_t> system_clock() { return static_cast<std::int64_t>(std::time(nullptr)); }

Result<void> Ledger::begin() {
  if (inside_->in_batch) return {};
  auto begun = inside_->database.execute("BEGIN IMMEDIATE");
  inside_->in_batch = static_cast<bool>(begun);
  const auto now = begun && inside_->clock ? inside_->clock() : std::nullopt;
  inside_->time = now ? utc(*now) : "";
  return begun;
}

Result<void> Ledger::commit() {
  if (!inside_->in_batch) return {};
  auto done = inside_->database.execute("COMMIT");
  // A commit that failed, on a full disk say, leaves the batch open: it is not half there.
  if (done) inside_->in_batch = false;
  return done;
}

Result<void> Ledger::rollback() {
  if (!inside_->in_batch) return {};
  inside_->in_batch = false;
  inside_->forget();
  return inside_->database.execute("ROLLBACK");
}

Result<Ledger::OwnerId> Ledger::owner(Owner owner, const std::string& name,
                                      std::uint64_t position) {
  if (auto open = begin(); !open) return std::move(open).error();
  for (int round = 0; round < 2; ++round) {
    auto id = inside_->find_owner.first_number({to_string(owner), name});
    if (!id) return std::move(id).error();
    if (*id) return **id;
    auto added = inside_->add_owner.run({to_string(owner), name, stored(position)});
    if (!added) return std::move(added).error();
  }
  return Error{Errc::io, "the ledger did not keep " + name};
}

Result<std::optional<Ledger::OwnerId>> Ledger::find_owner(Owner owner, const std::string& name) {
  return inside_->find_owner.first_number({to_string(owner), name});
}

// Numbers rise as a source is read, so what is above the highest has no row yet.
Result<bool> Ledger::is_new(OwnerId owner, ItemKind kind, std::uint64_t sequence) {
  auto& highest = inside_->known[owner].highest[static_cast<std::size_t>(kind)];
  if (!highest) {
    auto number = inside_->highest.first_number({owner, to_string(kind)});
    if (!number) return std::move(number).error();
    highest = loaded(number->value_or(0));
  }
  return sequence > *highest;
}

Result<std::optional<State>> Ledger::state(OwnerId owner, ItemKind kind, std::uint64_t sequence) {
  auto fresh = is_new(owner, kind, sequence);
  if (!fresh) return std::move(fresh).error();
  if (*fresh) return std::optional<State>();
  auto word = inside_->state.first_text({owner, to_string(kind), stored(sequence)});
  if (!word) return std::move(word).error();
  return *word ? parse_state(**word) : std::nullopt;
}

Result<bool> Ledger::is_board(OwnerId owner) {
  auto& board = inside_->known[owner].board;
  if (board) return *board;
  auto kind = inside_->owner_kind.first_text({owner});
  if (!kind) return std::move(kind).error();
  board = *kind == std::optional<std::string>(to_string(Owner::board));
  return *board;
}

Result<void> Ledger::put(OwnerId owner, const Row& row) {
  if (auto open = begin(); !open) return open;
  auto before = state(owner, row.kind, row.sequence);
  if (!before) return std::move(before).error();
  auto board = is_board(owner);
  if (!board) return std::move(board).error();
  auto& statement = *before ? inside_->update : inside_->insert;
  auto done = statement.run({owner, to_string(row.kind), stored(row.sequence), row.place.file,
                             stored(row.place.offset), stored(row.place.length),
                             to_string(row.state), to_string(row.reason), row.message, row.target,
                             row.target_id, row.message_id, row.hash, stored(row.bytes),
                             std::int64_t{row.programs}, std::int64_t{row.macros},
                             row.state == State::extracted ? std::string_view() : inside_->time,
                             row.same_as, std::int64_t{*board}});
  if (done) inside_->remember(owner, row, *before);
  return done;
}

void Ledger::Inside::remember(std::int64_t owner, const Row& row, std::optional<State> before) {
  if (rejected && before == State::rejected) --*rejected;
  if (rejected && row.state == State::rejected) ++*rejected;
  if (before) return;
  auto& highest_now = known[owner].highest[static_cast<std::size_t>(row.kind)];
  highest_now = std::max(highest_now.value_or(0), row.sequence);
  fresh_owner = owner;
  fresh_kind = row.kind;
  fresh_sequence = row.sequence;
}

Result<std::optional<std::string>> Ledger::board_copy(OwnerId board, const std::string& hash) {
  if (hash.empty()) return std::optional<std::string>();
  return inside_->board_copy.first_text({hash, board});
}

Result<std::uint64_t> Ledger::rejected() {
  if (!inside_->rejected) {
    auto count = inside_->rejected_count.first_number({});
    if (!count) return std::move(count).error();
    inside_->rejected = loaded(count->value_or(0));
  }
  return *inside_->rejected;
}

Result<void> Ledger::set_extents(const Sizes& sizes) {
  for (const auto& [file, size] : sizes) {
    const auto known = inside_->sizes.find(file);
    if (known != inside_->sizes.end() && known->second == size) continue;
    if (auto open = begin(); !open) return open;
    if (auto done = inside_->extent.run({file, stored(size)}); !done) return done;
    inside_->sizes[file] = size;
  }
  return {};
}

Result<std::optional<std::uint64_t>> Ledger::next_extracted(OwnerId owner, ItemKind kind,
                                                            std::uint64_t after) {
  auto next = inside_->next_extracted.first_number({owner, to_string(kind), stored(after)});
  if (!next) return std::move(next).error();
  return *next ? std::optional(loaded(**next)) : std::nullopt;
}

Result<void> Ledger::warn(OwnerId owner, ItemKind kind, std::uint64_t sequence,
                          const std::vector<std::string>& texts) {
  if (auto open = begin(); !open) return open;
  const std::string_view word = to_string(kind);
  const bool fresh = sequence != 0 && inside_->fresh_sequence == sequence &&
                     inside_->fresh_owner == owner && inside_->fresh_kind == kind;
  inside_->fresh_sequence = 0;
  if (!fresh)
    if (auto done = inside_->unwarn.run({owner, word, stored(sequence)}); !done) return done;
  std::int64_t number = 0;
  for (const std::string& text : texts)
    if (auto done = inside_->warn.run({owner, word, stored(sequence), ++number, text}); !done)
      return done;
  return {};
}

Result<std::vector<std::string>> Ledger::warnings_of(OwnerId owner, ItemKind kind,
                                                     std::uint64_t sequence) {
  auto& select = inside_->warnings;
  if (auto done = select.bind({owner, to_string(kind), stored(sequence)}); !done)
    return std::move(done).error();
  std::vector<std::string> out;
  for (;;) {
    auto row = select.step();
    if (!row) return std::move(row).error();
    if (!*row) return out;
    out.push_back(select.text(0));
  }
}

Result<void> Ledger::mark(const std::string& step) {
  if (auto open = begin(); !open) return open;
  return inside_->mark.run({step});
}

Result<bool> Ledger::marked(const std::string& step) {
  auto found = inside_->marked.first_number({step});
  if (!found) return std::move(found).error();
  return found->has_value();
}

Result<std::optional<std::uint64_t>> Ledger::next_offset(const Place& place) {
  if (!inside_->place_index) {
    if (auto open = begin(); !open) return std::move(open).error();
    if (auto made = inside_->database.execute(kPlaceIndex); !made) return std::move(made).error();
    inside_->place_index = true;
  }
  auto offset = inside_->next_offset.first_number({place.file, stored(place.offset)});
  if (!offset) return std::move(offset).error();
  return *offset ? std::optional(loaded(**offset)) : std::nullopt;
}

}  // namespace migrator::ledger
