#pragma once
// A secondary file: after one header line, blocks of a descriptor line and raw data (SDK
// appendxa_5cfn). A message is a chain of blocks: a Body, then what belongs to it.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrator/migration/draft.hpp"
#include "migrator/migration/set.hpp"

namespace migrator::migration {

constexpr std::string_view kSecondaryHeader = "Type,Length,Encoding,Islast,Name,Position,Format";
/// A descriptor holds one file name; Windows makes none longer than 255 characters.
constexpr std::size_t kMaxDescriptor = 4096;
/// Blocks that are walked, beyond those a file can hold, because rows share them.
constexpr std::uint64_t kMaxSharedBlocks = 65536;
/// The shortest descriptor line: "Body,0,,TRUE" and LF.
constexpr std::uint64_t kMinDescriptor = 13;
/// Blocks of one message. cc:Mail allows 20 items; the rest is room for other sources.
constexpr std::size_t kMaxBlocks = 65536;

enum class BlockType { body, attachment, other, document, schedule };

struct Descriptor {
  BlockType type = BlockType::body;
  std::uint64_t length = 0;  // bytes as stored, before any conversion
  bool last = true;          // Islast: nothing more for this message
  std::string name;          // in the code page of the set
  std::optional<std::int64_t> position;
  Part::Format format = Part::Format::plain;
};

/// "Attachment,23,,TRUE,"prices.txt",29,None", without a line end.
std::string to_line(const Descriptor& descriptor);
/// `odd` gets what is unusual but readable, for the end of a sentence.
base::Result<Descriptor> parse_descriptor(std::string_view line, std::vector<std::string>& odd);

struct Block : Descriptor {
  std::uint64_t offset = 0;  // of the descriptor line
  std::uint64_t data = 0;    // of the first data byte
};

class SecondaryFile {
 public:
  /// `name` is for messages.
  SecondaryFile(std::shared_ptr<const base::RandomAccess> file, std::string name)
      : file_(std::move(file)), name_(std::move(name)) {}

  /// The block whose descriptor begins at `offset`, which must be inside the file, as its data must
  /// be. Errc::limit: outside the file; Errc::malformed: no descriptor there; Errc::io: reading.
  base::Result<Block> block(std::uint64_t offset, std::vector<Finding>& odd) const;
  /// The blocks from there to the first that is the last of its message.
  base::Result<std::vector<Block>> chain(std::uint64_t offset, std::vector<Finding>& odd) const;
  base::Blob content(const Block& block) const;
  /// Whether the file begins with its header line.
  base::Result<bool> has_header() const;
  /// Where the CR and LF that may stand at `offset` end (at most kMaxDescriptor of them are
  /// passed).
  base::Result<std::uint64_t> skip_gap(std::uint64_t offset) const;
  /// Counts in `steps`, which must outlive this object, the blocks that chain() walks. Beyond
  /// max_steps() chain() gives Errc::limit: rows that all lead into one long chain would make a
  /// check take the square of the time.
  void count(std::uint64_t& steps) { steps_ = &steps; }
  std::uint64_t max_steps() const { return file_->size() / kMinDescriptor + kMaxSharedBlocks; }
  const std::string& name() const { return name_; }
  const std::shared_ptr<const base::RandomAccess>& bytes() const { return file_; }

 private:
  std::shared_ptr<const base::RandomAccess> file_;
  std::string name_;
  std::uint64_t* steps_ = nullptr;
};

class SecondaryWriter {
 public:
  static base::Result<SecondaryWriter> create(base::Files& files,
                                              const std::filesystem::path& path);
  /// Writes one block and gives the offset of its descriptor. The length is that of `content`.
  base::Result<std::uint64_t> add(Descriptor descriptor, const base::Blob& content);
  Draft& draft() { return draft_; }
  std::string name() const { return draft_.path().filename().string(); }

 private:
  explicit SecondaryWriter(Draft draft) : draft_(std::move(draft)) {}
  Draft draft_;
};

}  // namespace migrator::migration
