#pragma once
// A dry run: everything is read, rendered and judged, and nothing is written at
// the destination or the state.
#include <filesystem>
#include <memory>

#include "base/files.hpp"
#include "migrator/destination/destination.hpp"
#include "migrator/run/run.hpp"

namespace migrator::run {

/// A private folder that goes with everything in it.
class ScratchFolder {
 public:
  static base::Result<ScratchFolder> make();
  ~ScratchFolder();
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// A destination that keeps nothing: messages are rendered and counted, and cards go to `scratch`.
/// Targets have no names yet. resume() asks `check`, which changes nothing.
std::unique_ptr<destination::Destination> rehearsal_destination(
    const std::filesystem::path& scratch, const mime::Options& options,
    std::function<base::Result<void>(const destination::Extents&)> check);

/// The ledger in the state of a request, to read from; nullopt when there is none, or a run is
/// under way there. A dry run reads a copy in `scratch`, since a reader may tidy up beside a
/// ledger.
std::optional<std::filesystem::path> ledger_to_read(const Request& request,
                                                    std::optional<ScratchFolder>& scratch);

/// Copies the ledger in `state`, where there is one, to `scratch`, so that a dry run goes on where
/// the run stands. Errc::conflict while a run is under way there.
base::Result<void> copy_ledger(const std::filesystem::path& state,
                               const std::filesystem::path& scratch);

}  // namespace migrator::run
