#include "segue/catalog/recipe_store.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace segue::catalog {
namespace {

static_assert(std::endian::native == std::endian::little, "chunks are stored as this machine has them in memory");

/// Songs in one row of recipe_vectors: few rows to seek, blobs small enough to rewrite one by one.
constexpr std::size_t kChunk = 4096;
constexpr std::int64_t kLargestDimension = 65'536;

template <class T>
std::span<const std::byte> bytes_of(std::span<const T> items) {
  return std::as_bytes(items);
}

/// Appends a blob's items; its size must be a multiple of theirs.
template <class T>
void append_items(std::vector<T>& items, std::span<const std::byte> blob) {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t count = blob.size() / sizeof(T);
  items.resize(items.size() + count);
  if (count > 0) std::memcpy(items.data() + (items.size() - count), blob.data(), blob.size());
}

[[noreturn]] void throw_damaged(const Database& database, RecipeId id, std::string_view what) {
  throw Error(ErrorKind::kBadData,
              fmt::format("the catalog {} is damaged: recipe {}: {}", database.path().string(), id.value, what),
              "Train the recipe again (`segue train`).");
}

[[noreturn]] void throw_no_recipe(const Database& database, RecipeId id) {
  throw Error(ErrorKind::kNotFound, fmt::format("the catalog {} has no recipe {}", database.path().string(), id.value),
              "`segue recipe list` shows those it has.");
}

constexpr std::string_view kSummaries = "SELECT id, name, created, songs, dimension, current FROM recipes";

RecipeSummary read_summary(const Query& row) {
  return {{row.integer(0)}, std::string(row.text(1)), std::string(row.text(2)),
          row.integer(3),   row.integer(4),           row.integer(5) != 0};
}

void write_models(Database& database, RecipeId id, const StoredRecipe& recipe) {
  Query insert = database.query("INSERT INTO recipe_models(recipe_id, name, data) VALUES(?, ?, ?)");
  for (const auto& [name, data] : recipe.models) {
    insert.with(id.value, name, std::span<const std::byte>(data)).run();
  }
}

void write_vectors(Database& database, RecipeId id, const StoredRecipe& recipe) {
  Query insert = database.query(
      "INSERT INTO recipe_vectors(recipe_id, chunk, first_song, last_song, ids, vectors, clusters) "
      "VALUES(?, ?, ?, ?, ?, ?, ?)");
  const std::span songs(recipe.songs);
  const std::span vectors(recipe.vectors);
  const std::span clusters(recipe.clusters);
  for (std::size_t begin = 0, chunk = 0; begin < songs.size(); begin += kChunk, ++chunk) {
    const std::size_t count = std::min(kChunk, songs.size() - begin);
    std::vector<std::int64_t> ids(count);
    std::ranges::transform(songs.subspan(begin, count), ids.begin(), &SongId::value);
    insert
        .with(id.value, static_cast<std::int64_t>(chunk), ids.front(), ids.back(),
              bytes_of(std::span<const std::int64_t>(ids)),
              bytes_of<float>(vectors.subspan(begin * recipe.dimension, count * recipe.dimension)),
              bytes_of<std::int32_t>(clusters.subspan(begin, count)))
        .run();
  }
}

/// The row of the recipe, new or that of an older one of the same name, whose models and vectors are removed.
RecipeId replace_row(Database& database, const std::string& name, const StoredRecipe& recipe) {
  database.query("UPDATE recipes SET current = 0 WHERE current = 1").run();
  const auto dimension = static_cast<std::int64_t>(recipe.dimension);
  const auto songs = static_cast<std::int64_t>(recipe.songs.size());
  RecipeId id;
  {
    Query row = database.query(
        "INSERT INTO recipes(name, created, json, dimension, songs, current) VALUES(?, datetime('now'), ?, ?, ?, 1) "
        "ON CONFLICT(name) DO UPDATE SET created = excluded.created, json = excluded.json, "
        "dimension = excluded.dimension, songs = excluded.songs, current = 1 RETURNING id");
    row.with(name, recipe.json, dimension, songs);
    if (!row.step()) throw_damaged(database, id, "it could not be stored");
    id.value = row.integer(0);
  }
  database.query("DELETE FROM recipe_models WHERE recipe_id = ?").with(id.value).run();
  database.query("DELETE FROM recipe_vectors WHERE recipe_id = ?").with(id.value).run();
  return id;
}

void read_models(Database& database, RecipeId id, StoredRecipe& recipe) {
  Query rows = database.query("SELECT name, data FROM recipe_models WHERE recipe_id = ? ORDER BY name");
  rows.with(id.value);
  while (rows.step()) {
    const std::span<const std::byte> data = rows.blob(1);
    recipe.models.try_emplace(std::string(rows.text(0)), data.begin(), data.end());
  }
}

void read_vectors(Database& database, RecipeId id, StoredRecipe& recipe) {
  static_assert(sizeof(SongId) == sizeof(std::int64_t));
  {
    // Growing chunk by chunk would copy the vectors twice over.
    Query lengths =
        database.query("SELECT total(length(ids)), total(length(vectors)) FROM recipe_vectors WHERE recipe_id = ?");
    lengths.with(id.value);
    if (lengths.step()) {
      recipe.songs.reserve(static_cast<std::size_t>(lengths.real(0)) / sizeof(SongId));
      recipe.clusters.reserve(static_cast<std::size_t>(lengths.real(0)) / sizeof(SongId));
      recipe.vectors.reserve(static_cast<std::size_t>(lengths.real(1)) / sizeof(float));
    }
  }
  Query rows = database.query("SELECT ids, vectors, clusters FROM recipe_vectors WHERE recipe_id = ? ORDER BY chunk");
  rows.with(id.value);
  while (rows.step()) {
    const std::span<const std::byte> ids = rows.blob(0);
    if (ids.size() % sizeof(SongId) != 0) throw_damaged(database, id, "a chunk of ids is cut");
    const std::size_t count = ids.size() / sizeof(SongId);
    append_items(recipe.songs, ids);
    const std::span<const std::byte> vectors = rows.blob(1);
    if (vectors.size() != count * recipe.dimension * sizeof(float)) {
      throw_damaged(database, id, fmt::format("a chunk of {} songs has {} bytes of vectors", count, vectors.size()));
    }
    append_items(recipe.vectors, vectors);
    const std::span<const std::byte> clusters = rows.blob(2);
    if (clusters.size() != count * sizeof(std::int32_t)) {
      throw_damaged(database, id, fmt::format("a chunk of {} songs has {} bytes of clusters", count, clusters.size()));
    }
    append_items(recipe.clusters, clusters);
  }
}

}  // namespace

RecipeId write_trained_recipe(Database& database, const std::string& name, const StoredRecipe& recipe) {
  assert(recipe.vectors.size() == recipe.songs.size() * recipe.dimension);
  assert(recipe.clusters.size() == recipe.songs.size());
  assert(std::ranges::adjacent_find(recipe.songs, std::ranges::greater_equal{}) == recipe.songs.end());
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const RecipeId id = replace_row(database, name, recipe);
  write_models(database, id, recipe);
  write_vectors(database, id, recipe);
  transaction.commit();
  return id;
}

void make_recipe_current(Database& database, RecipeId id) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  database.query("UPDATE recipes SET current = 0 WHERE current = 1").run();
  database.query("UPDATE recipes SET current = 1 WHERE id = ?").with(id.value).run();
  if (database.changes() == 0) throw_no_recipe(database, id);
  transaction.commit();
}

std::vector<RecipeSummary> read_recipe_summaries(Database& database) {
  static const std::string kSelect = fmt::format("{} ORDER BY id", kSummaries);
  std::vector<RecipeSummary> recipes;
  Query rows = database.query(kSelect);
  while (rows.step()) recipes.push_back(read_summary(rows));
  return recipes;
}

std::optional<RecipeSummary> read_current_recipe(Database& database) {
  static const std::string kSelect = fmt::format("{} WHERE current = 1", kSummaries);
  Query row = database.query(kSelect);
  if (!row.step()) return std::nullopt;
  return read_summary(row);
}

std::optional<RecipeSummary> find_recipe_summary(Database& database, std::string_view name_or_id) {
  static const std::string kByName = fmt::format("{} WHERE name = ?", kSummaries);
  static const std::string kById = fmt::format("{} WHERE id = ?", kSummaries);
  {
    Query row = database.query(kByName);
    row.with(name_or_id);
    if (row.step()) return read_summary(row);
  }
  std::int64_t id = 0;
  const char* end = name_or_id.data() + name_or_id.size();
  const auto [stop, error] = std::from_chars(name_or_id.data(), end, id);
  if (error != std::errc() || stop != end) return std::nullopt;
  Query row = database.query(kById);
  row.with(id);
  if (!row.step()) return std::nullopt;
  return read_summary(row);
}

StoredRecipe read_trained_recipe(Database& database, RecipeId id, RecipePart part) {
  TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  StoredRecipe recipe;
  std::int64_t songs = 0;
  {
    Query row = database.query("SELECT json, dimension, songs FROM recipes WHERE id = ?");
    row.with(id.value);
    if (!row.step()) throw_no_recipe(database, id);
    recipe.json = row.text(0);
    const std::int64_t dimension = row.integer(1);
    if (dimension < 0 || dimension > kLargestDimension) {
      throw_damaged(database, id, fmt::format("vectors of dimension {}", dimension));
    }
    recipe.dimension = static_cast<std::size_t>(dimension);
    songs = row.integer(2);
  }
  const bool all = part == RecipePart::kAll;
  const bool vectors = all || part == RecipePart::kVectors;
  if (all || part == RecipePart::kModels) read_models(database, id, recipe);
  if (vectors) read_vectors(database, id, recipe);
  snapshot.commit();
  if (!vectors) return recipe;
  if (static_cast<std::int64_t>(recipe.songs.size()) != songs) {
    throw_damaged(database, id, fmt::format("vectors of {} songs, {} were stored", recipe.songs.size(), songs));
  }
  if (std::ranges::adjacent_find(recipe.songs, std::ranges::greater_equal{}) != recipe.songs.end()) {
    throw_damaged(database, id, "its songs are not in order");
  }
  return recipe;
}

}  // namespace segue::catalog
