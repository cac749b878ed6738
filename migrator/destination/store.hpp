#pragma once
// What differs between the formats of a destination that is a folder: how a mailbox, a board or a
// folder stands there, and how a message comes into it. Everything else is FolderDestination's.
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/files.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/destination/layout.hpp"
#include "migrator/mime/render.hpp"

namespace migrator::destination {

/// Where a store works. `place` below: a path relative to `root`, with the store's suffix.
struct Room {
  base::Files& files;
  std::filesystem::path root;
  std::filesystem::path state;  // .sidestep in it
  mime::Options options;
  Opening opening;
};

class Store {
 public:
  virtual ~Store() = default;
  /// Ends every place: ".mbox", or nothing.
  virtual std::string_view suffix() const { return {}; }
  /// The path of a folder below its account, without the suffix; "" for the Inbox.
  virtual std::string folder(std::string_view name) const { return folder_levels(name); }
  /// Makes it, empty, if it is not there; `name`: the exact one of a folder, "" of an account.
  virtual base::Result<void> make(const std::string& place, std::string_view name) = 0;
  virtual bool stands(const std::string& place) const = 0;

  /// Errc::conflict when a place holds what is not ours to touch; nothing is written.
  virtual base::Result<void> check(const std::string&) const { return {}; }

  // As in Destination.
  virtual base::Result<void> resume(const Extents&) { return {}; }
  virtual Extents extents() const { return {}; }
  virtual base::Result<Delivered> put(const std::string& place, const Item& item) = 0;
  virtual base::Result<void> share(const std::string&) { return {}; }
  virtual base::Result<void> flush() = 0;
  /// Ends a pass: nothing is staged any more, index.json stands.
  virtual base::Result<void> finish() = 0;
};

std::unique_ptr<Store> maildir_store(Room room);
std::unique_ptr<Store> eml_store(Room room);
/// Errc::conflict when a run with another name broke off there.
base::Result<std::unique_ptr<Store>> mbox_store(Room room);

/// All that the writing of a message tells; target and size are the store's.
Delivered delivered_of(mime::Rendered&& rendered);

}  // namespace migrator::destination
