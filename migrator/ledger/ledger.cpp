#include "migrator/ledger/ledger.hpp"

#include "migrator/ledger/inside.hpp"

namespace migrator::ledger {

using base::Errc;
using base::Error;
using base::Result;

Result<void> Ledger::begin() {
  if (inside_->in_batch) return {};
  auto begun = inside_->database.execute("BEGIN IMMEDIATE");
  inside_->in_batch = static_cast<bool>(begun);
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

Result<std::optional<State>> Ledger::state(OwnerId owner, ItemKind kind, std::uint64_t sequence) {
  auto word = inside_->state.first_text({owner, to_string(kind), stored(sequence)});
  if (!word) return std::move(word).error();
  return *word ? parse_state(**word) : std::nullopt;
}

Result<void> Ledger::put(OwnerId owner, const Row& row) {
  if (auto open = begin(); !open) return open;
  return inside_->put.run({owner, to_string(row.kind), stored(row.sequence), row.place.file,
                           stored(row.place.offset), stored(row.place.length), to_string(row.state),
                           to_string(row.reason), row.message, row.target, row.message_id});
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
  auto offset = inside_->next_offset.first_number({place.file, stored(place.offset)});
  if (!offset) return std::move(offset).error();
  return *offset ? std::optional(loaded(**offset)) : std::nullopt;
}

}  // namespace migrator::ledger
