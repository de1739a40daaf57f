#include "segue/app/import_all.h"

#include <filesystem>

#include "segue/base/error.h"

namespace segue::app {
namespace {

/// What was named, by kind.
struct Named {
  std::vector<std::filesystem::path> tables;
  std::vector<std::string> spotify;  // links to playlists and songs
  std::vector<std::string> servers;  // of Subsonic, by URL; empty: the one that was set
  std::vector<std::filesystem::path> music;
  std::vector<std::filesystem::path> lists;
  std::vector<std::string> links;  // to playlists of ListenBrainz
};

Named sort_out(const std::vector<std::string>& names) {
  Named named;
  for (const auto& name : names) {
    if (name == "-") {
      named.tables.emplace_back(name);
    } else if (is_spotify_link(name)) {
      named.spotify.push_back(name);
    } else if (const auto server = subsonic_name(name)) {
      named.servers.push_back(*server);
    } else if (is_listenbrainz_link(name)) {
      named.links.push_back(name);
    } else if (is_music(name)) {
      named.music.emplace_back(name);
    } else if (is_list_file(name)) {
      named.lists.emplace_back(name);
    } else {
      named.tables.emplace_back(name);
    }
  }
  return named;
}

}  // namespace

std::size_t ImportAll::read() const {
  return tables.files.size() + (spotify ? spotify->playlists.size() + spotify->tracks : 0) + servers.size() +
         music.size() + lists.size();
}

ImportAll import_all(catalog::Catalog& catalog, Services& services, const std::vector<std::string>& names,
                     const ImportAllOptions& options, const std::function<void(const ItemProblem&)>& on_problem,
                     Progress& progress, const Cancellation& cancellation) {
  const auto named = sort_out(names);
  ImportAll done;
  done.tables =
      import_tables(catalog, named.tables, options.tables, on_problem, Clock::system(), progress, cancellation);
  const auto attempt = [&](const std::string& what, const auto& read) {
    try {
      cancellation.check();
      read();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted) throw;
      done.tables.failures.push_back({what, error.kind(), error.what(), error.hint()});
    }
  };
  if (!named.spotify.empty()) {
    try {
      done.spotify =
          import_spotify(catalog, services.spotify(), named.spotify, {options.tables.add_songs, options.tables.update},
                         on_problem, progress, cancellation);
      for (const auto& failure : done.spotify->failures) done.tables.failures.push_back(failure);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kService && error.kind() != ErrorKind::kBadData) throw;
      done.tables.failures.push_back({"Spotify", error.kind(), error.what(), error.hint()});
    }
  }
  for (const auto& server : named.servers) {
    attempt("subsonic:" + server, [&] {
      auto account = options.subsonic;
      account.url = server;
      done.servers.push_back(import_from_subsonic(catalog, services, account, {options.tables.update}, on_problem,
                                                  progress, cancellation));
    });
  }
  std::vector<std::filesystem::path> heard;
  for (const auto& root : named.music) {
    attempt(root.string(), [&] {
      done.music.push_back(import_music(catalog, root, on_problem, progress, cancellation));
      heard.push_back(root);
    });
  }
  // Lists come last: what they name may have come with the music.
  for (const auto& list : named.lists) {
    attempt(list.string(), [&] { done.lists.push_back(import_list_file(catalog, list)); });
  }
  for (const auto& link : named.links) {
    attempt(link, [&] { done.lists.push_back(import_from_listenbrainz(catalog, services, link, cancellation)); });
  }
  if (!heard.empty() && options.listening.listen) {
    done.listening = listen(catalog, heard, options.listening, progress, cancellation);
  }
  return done;
}

}  // namespace segue::app
