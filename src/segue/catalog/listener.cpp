#include "segue/catalog/listener.h"

#include <string>
#include <utility>

#include "segue/catalog/database.h"
#include "segue/catalog/migrations.h"
#include "segue/catalog/opening.h"

namespace segue::catalog {
namespace {

void read_members(Database& database, std::int64_t id, MadeList& list) {
  Query rows = database.query("SELECT song_id, distance FROM made_list_songs WHERE list_id = ? ORDER BY position");
  rows.with(id);
  while (rows.step()) {
    if (rows.is_null(1)) {
      list.seeds.push_back({rows.integer(0)});
    } else {
      list.songs.push_back({rows.integer(0)});
      list.distances.push_back(static_cast<float>(rows.real(1)));
    }
  }
}

}  // namespace

Listener::Listener(const std::filesystem::path& path) : database_(open_existing_file(path, {}, migrations())) {}
Listener::~Listener() = default;

void Listener::write_feedback(const Feedback& feedback) {
  database_
      ->query(
          "INSERT INTO feedback(song_id, seed_id, liked, created) VALUES(?, ?, ?, datetime('now')) "
          "ON CONFLICT(song_id, seed_id) DO UPDATE SET liked = excluded.liked, created = excluded.created")
      .with(feedback.song.value, feedback.seed ? feedback.seed->value : 0, feedback.liked)
      .run();
}

bool Listener::remove_feedback(SongId song, std::optional<SongId> seed) {
  database_->query("DELETE FROM feedback WHERE song_id = ? AND seed_id = ?")
      .with(song.value, seed ? seed->value : 0)
      .run();
  return database_->changes() > 0;
}

std::vector<Feedback> Listener::feedback() const {
  std::vector<Feedback> all;
  Query rows = database_->query("SELECT song_id, seed_id, liked, created FROM feedback ORDER BY seed_id, song_id");
  while (rows.step()) {
    Feedback one{{rows.integer(0)}, std::nullopt, rows.integer(2) != 0, std::string(rows.text(3))};
    if (rows.integer(1) != 0) one.seed = SongId{rows.integer(1)};
    all.push_back(std::move(one));
  }
  return all;
}

void Listener::write_list(const MadeList& list) {
  Database& database = *database_;
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  database.query("DELETE FROM made_lists WHERE name = ?").with(list.name).run();
  database.query("INSERT INTO made_lists(name, title, created, request) VALUES(?, ?, datetime('now'), ?)")
      .with(list.name, list.title, list.request)
      .run();
  const std::int64_t id = database.last_inserted_id();
  Query insert = database.query("INSERT INTO made_list_songs(list_id, position, song_id, distance) VALUES(?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const SongId seed : list.seeds) insert.with(id, position++, seed.value, nullptr).run();
  for (std::size_t i = 0; i < list.songs.size(); ++i) {
    insert.with(id, position++, list.songs[i].value, static_cast<double>(list.distances.at(i))).run();
  }
  transaction.commit();
}

bool Listener::remove_list(std::string_view name) {
  database_->query("DELETE FROM made_lists WHERE name = ?").with(name).run();
  return database_->changes() > 0;
}

std::vector<MadeList> Listener::lists() const {
  Database& database = *database_;
  TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  std::vector<MadeList> all;
  {
    Query rows = database.query("SELECT id, name, title, created, request FROM made_lists ORDER BY id");
    while (rows.step()) {
      MadeList list{std::string(rows.text(1)),
                    std::string(rows.text(2)),
                    std::string(rows.text(3)),
                    std::string(rows.text(4)),
                    {},
                    {},
                    {}};
      read_members(database, rows.integer(0), list);
      all.push_back(std::move(list));
    }
  }
  snapshot.commit();
  return all;
}

}  // namespace segue::catalog
