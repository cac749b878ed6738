#pragma once
// PRIVDIR.INI: the private addresses of a cc:Mail client of releases 2 and 6 (ccmail.md §5).
#include <memory>
#include <string>
#include <vector>

#include "base/stream.hpp"
#include "base/text.hpp"
#include "migrator/message/message.hpp"

namespace migrator::ccmail {

/// A client's file has less than 64 KB; what is far beyond is something else, and one damage.
constexpr std::uint64_t kMaxPrivateDirectory = 4u << 20;

/// What one value of the file says: "Pretty" <internet-address>, <internet-address>, or an address
/// that the post office of its section understands, with or without a pretty name in quotes.
/// `odd` gets what is unusual about it, for the end of a sentence.
Address parse_private_entry(std::string_view utf8, const std::string& post_office,
                            std::vector<std::string>& odd);

/// The people in it as one address book, after what of the file is no entry, as damages. A file
/// without people has no address book: what it says all the same is a damage. `name` is for
/// messages and places. Errc::io when the file cannot be read.
base::Result<std::vector<PersonalList>> read_private_directory(
    std::shared_ptr<const base::RandomAccess> file, const std::string& name,
    const base::CodePage& page);

}  // namespace migrator::ccmail
