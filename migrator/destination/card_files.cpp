#include "migrator/destination/card_files.hpp"

#include "migrator/destination/address_book.hpp"
#include "migrator/destination/layout.hpp"
#include "migrator/mime/address.hpp"

namespace migrator::destination {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDrafts = ".sidestep";

mime::Options completed(mime::Options options) {
  if (options.domain.empty()) options.domain = mime::default_domain(options.post_office);
  return options;
}

class CardFiles : public Destination {
 public:
  CardFiles(base::Files& files, fs::path root, const Catalogue& catalogue,
            const mime::Options& options, bool adds)
      : files_(files),
        root_(std::move(root)),
        layout_(catalogue),
        book_(files, root_, root_ / kDrafts, completed(options), adds) {}

  base::Result<void> begin(const Account&) override { return {}; }
  base::Result<Delivered> put(const Account&, const Item&) override {
    return base::Error{base::Errc::usage, "there is no place for messages here"};
  }
  base::Result<void> flush() override { return {}; }
  base::Result<Delivered> put(const DirectoryEntry& entry) override {
    if (auto made = files_.make_directories(root_ / kDrafts); !made) return std::move(made).error();
    return book_.put(entry);
  }
  base::Result<void> finish_directory() override { return book_.finish_directory(); }
  base::Result<DeliveredLists> put(const Account& mailbox,
                                   const std::vector<PersonalList>& lists) override {
    const fs::path cards = root_ / (*layout_.path(mailbox) + ".vcf");
    for (const fs::path& folder : {root_ / kDrafts, cards.parent_path()})
      if (auto made = files_.make_directories(folder); !made) return std::move(made).error();
    return book_.put_lists(mailbox.name, lists, cards);
  }
  base::Result<void> finish() override { return {}; }

 private:
  base::Files& files_;
  fs::path root_;
  Layout layout_;
  AddressBook book_;
};

}  // namespace

std::unique_ptr<Destination> open_cards(base::Files& files, const fs::path& root,
                                        const Catalogue& catalogue, const mime::Options& options,
                                        bool adds) {
  return std::make_unique<CardFiles>(files, root, catalogue, options, adds);
}

}  // namespace migrator::destination
