// What an IMAP server says, and names and accounts: any bytes.
#include "base/text.hpp"
#include "migrator/destination/imap/client.hpp"
#include "migrator/destination/imap/names.hpp"
#include "migrator/destination/imap/session.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace migrator;

namespace {

int depth_of(const imap::Value& value) {
  int deepest = 0;
  for (const imap::Value& one : value.items) deepest = std::max(deepest, depth_of(one));
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::text_of(fuzz::bytes(data, size));
  const auto answer = imap::parse_response(text);
  if (!answer) {
    fuzz::require(answer.error().message.find("at byte ") != std::string::npos,
                  "an error says where");
  } else {
    for (const imap::Value& one : answer->values)
      fuzz::require(depth_of(one) <= imap::kDeepest + 2, "lists end");
    fuzz::require(answer->code.empty() || !answer->status.empty(), "a code is a status's");
  }
  constexpr std::size_t kMost = 50;
  if (const auto uids = imap::parse_uid_set(text, kMost))
    fuzz::require(uids->size() <= kMost, "no more than were asked for");
  if (const auto date = imap::parse_internal_date(text); date && *date >= 0)
    fuzz::require(imap::parse_internal_date(imap::internal_date(*date)) == date, "the same date");
  if (const auto id = imap::parse_target_id(text))
    fuzz::require(imap::parse_target_id(imap::target_id(id->first, id->second)) == id,
                  "the same id");
  (void)imap::from_modified_utf7(text);
  (void)imap::literal_at_end(text);
  (void)imap::parse_server(std::string(text));
  return 0;
}
