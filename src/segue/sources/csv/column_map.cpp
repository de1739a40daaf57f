#include "segue/sources/csv/column_map.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::sources {
namespace {

constexpr std::size_t kWidestExportify = 64;  // 36 columns, and what a person may have added
constexpr std::size_t kNotFound = static_cast<std::size_t>(-1);

/// Some cells of a header for a message, never an endless list.
std::string listed(std::span<const std::string> header) {
  constexpr std::size_t kMost = 40;
  std::string text;
  for (std::size_t i = 0; i < std::min(header.size(), kMost); ++i) {
    if (i > 0) text += ", ";
    text += shorten(printable(std::string_view(header[i]).substr(0, 300)), 40);
  }
  if (header.size() > kMost) text += fmt::format(" and {} more", header.size() - kMost);
  return text;
}

/// The name `--map` has for it.
std::string field_text(const FieldName& wanted) {
  for (std::string& text : field_names()) {
    const FieldName named = *field_named(text);
    if (named.field == wanted.field && named.form == wanted.form && named.variable == wanted.variable) {
      return std::move(text);
    }
  }
  return {};
}

/// Builds a map column by column. What a column means is kept beside its index until all are decided.
class Mapper {
 public:
  Mapper(std::span<const std::string> header, std::span<const std::string_view> first_row, const std::string& file)
      : header_(header), first_row_(first_row), file_(file), meaning_(header.size()), overridden_(header.size()) {
    map_.width = header.size();
  }

  void take_overrides(std::span<const std::pair<std::string, std::string>> overrides) {
    for (const auto& [column, field_name] : overrides) {
      const std::optional<FieldName> field = field_named(field_name);
      if (!field) {
        throw Error(ErrorKind::kUsage,
                    fmt::format("--map {}={}: there is no field \"{}\"", column, field_name, field_name),
                    fmt::format("fields are {}", fmt::join(field_names(), ", ")));
      }
      const std::size_t index = column_named(column);
      if (index == kNotFound) {
        throw Error(ErrorKind::kUsage,
                    fmt::format("--map {}={}: {} has no column \"{}\"", column, field_name, file_, column),
                    fmt::format("its columns are {}", listed(header_)));
      }
      const std::size_t other = holder(*field);
      if (other != kNotFound && other != index) {
        throw Error(ErrorKind::kUsage, fmt::format("--map {}={}: column \"{}\" is given for {} too", column, field_name,
                                                   header_[other], field_name));
      }
      meaning_[index] = field;
      overridden_[index] = true;
    }
  }

  void take_known_names() {
    for (int rank = 0; rank <= 1; ++rank) {
      for (std::size_t i = 0; i < header_.size(); ++i) {
        if (meaning_[i]) continue;
        const std::optional<FieldName> field = field_of_header(header_[i]);
        if (!field || field->rank != rank || holder(*field) != kNotFound) continue;
        if (field->only_if_spotify && !may_be_spotify(i)) continue;
        meaning_[i] = field;
      }
    }
  }

  /// exportify.app: columns up to the ISRC stand in one order in every language. The features' place follows from
  /// how many columns there are: 19 or 20 of the base, one of genres, 12 of features, 3 of the album. One column in
  /// front, the playlist's name, is met too.
  void take_exportify_positions() {
    if (holder(Field::kTitle) != kNotFound && holder(Field::kArtist) != kNotFound) return;
    const std::size_t uri = uri_column();
    if (uri == kNotFound) return;
    const std::size_t width = header_.size() - uri;
    std::size_t features = 0;  // no column
    if (width == 31 || width == 34) features = 19;
    if (width == 32 || width == 35) features = 20;
    if (width == 33 || width == 36) features = 21;
    if (features == 0 && (width < 19 || width > 24)) return;
    static constexpr std::pair<std::size_t, FieldName> kPositions[] = {
        {0, {.field = Field::kSpotifyId}},
        {1, {.field = Field::kTitle}},
        {3, {.field = Field::kArtist, .form = FieldForm::kSeveral}},
        {5, {.field = Field::kAlbum}},
        {8, {.field = Field::kReleaseDate}},
        {12, {.field = Field::kDuration, .form = FieldForm::kMilliseconds}},
        {14, {.field = Field::kExplicit}},
        {15, {.field = Field::kPopularity}},
        {16, {.field = Field::kIsrc}},
    };
    // Words of these languages that happen to be known ones may mean another column.
    for (std::size_t i = 0; i < meaning_.size(); ++i) {
      if (!overridden_[i]) meaning_[i].reset();
    }
    for (const auto& [position, field] : kPositions) put(uri + position, field);
    for (std::size_t v = 0; features > 0 && v <= static_cast<std::size_t>(catalog::Variable::kTimeSignature); ++v) {
      put(uri + features + v, {.field = Field::kVariable, .variable = static_cast<catalog::Variable>(v)});
    }
    by_position_ = true;
  }

  ColumnMap finish() {
    refuse_missing();
    recognise_exportify();
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (!meaning_[i] || meaning_[i]->field == Field::kIgnored) {
        map_.ignored.push_back(header_[i]);
        continue;
      }
      const FieldName& meaning = *meaning_[i];
      if (meaning.field == Field::kVariable) {
        map_.variables.push_back({i, header_[i], meaning.variable});
      } else {
        map_[meaning.field] = {i, header_[i], meaning.form};
      }
      map_.used.push_back(fmt::format("{} → {}", header_[i], field_text(meaning)));
    }
    if (map_.kind == ColumnMap::Kind::kSongs) {
      if (map_[Field::kPlaylistId] || map_[Field::kPlaylistName]) {
        map_.kind = ColumnMap::Kind::kPlaylists;
      } else if (map_[Field::kLyrics] && map_.variables.empty()) {
        map_.kind = ColumnMap::Kind::kLyrics;
      }
    }
    return std::move(map_);
  }

 private:
  std::size_t column_named(const std::string& name) const {
    const auto exact = std::find(header_.begin(), header_.end(), name);
    if (exact != header_.end()) return static_cast<std::size_t>(exact - header_.begin());
    const std::string wanted = normal_header(name);
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (normal_header(header_[i]) == wanted) return i;
    }
    return kNotFound;
  }

  /// The column that holds the field by now.
  std::size_t holder(const FieldName& field) const {
    if (field.field == Field::kIgnored) return kNotFound;
    for (std::size_t i = 0; i < meaning_.size(); ++i) {
      if (meaning_[i] && meaning_[i]->field == field.field &&
          (field.field != Field::kVariable || meaning_[i]->variable == field.variable)) {
        return i;
      }
    }
    return kNotFound;
  }
  std::size_t holder(Field field) const { return holder(FieldName{.field = field}); }

  void put(std::size_t index, const FieldName& field) {
    if (!overridden_[index] && holder(field) == kNotFound) meaning_[index] = field;
  }

  std::string_view first_cell(std::size_t column) const {
    return column < first_row_.size() ? trimmed(first_row_[column]) : std::string_view();
  }

  bool may_be_spotify(std::size_t column) const {
    const std::string_view cell = first_cell(column);
    return cell.empty() || read_spotify_name(cell).kind != SpotifyName::Kind::kOther;
  }

  std::size_t uri_column() const {
    for (std::size_t i = 0; i < std::min<std::size_t>(2, header_.size()); ++i) {
      const std::string_view cell = first_cell(i);
      if (is_translated_track_uri(header_[i]) || cell.starts_with("spotify:track:") ||
          cell.starts_with("spotify:local:") || cell.starts_with("spotify:episode:")) {
        return i;
      }
    }
    return kNotFound;
  }

  void refuse_missing() const {
    const bool title = holder(Field::kTitle) != kNotFound;
    const bool artist = holder(Field::kArtist) != kNotFound;
    if (title && artist) return;
    const std::string_view missing = title ? "an artist" : artist ? "a title" : "a title and an artist";
    throw Error(ErrorKind::kBadData,
                fmt::format("{} is no table of songs: expected columns for a title and an artist, found none for {} in "
                            "its header: {}",
                            file_, missing, listed(header_)),
                "name them with --map column=field, as in --map 'Song=title' --map 'By=artist'");
  }

  void recognise_exportify() {
    const std::size_t uri = holder(Field::kSpotifyId);  // kNotFound is above 1 too
    const std::size_t artist = holder(Field::kArtist);
    const bool several = meaning_[artist]->form == FieldForm::kSeveral;
    map_.artist_list = several ? ArtistList::kSemicolons : ArtistList::kOne;
    if (uri > 1 || header_.size() > kWidestExportify) return;
    const bool added = by_position_ || std::any_of(header_.begin(), header_.end(), is_added_at);
    const bool app = by_position_ || std::any_of(header_.begin(), header_.end(), is_exportify_app_column);
    if (!added || (!app && !several)) return;
    map_.kind = ColumnMap::Kind::kExportify;
    map_.artist_list = app ? ArtistList::kEscapedCommas : ArtistList::kTightCommas;
    // The playlist's name, in front of the URI and in any language.
    if (app && uri == 1 && !meaning_[0]) meaning_[0] = FieldName{.field = Field::kPlaylistName};
  }

  std::span<const std::string> header_;
  std::span<const std::string_view> first_row_;
  const std::string& file_;
  std::vector<std::optional<FieldName>> meaning_;  // by column
  std::vector<bool> overridden_;
  bool by_position_ = false;  // the columns of exportify.app in a language whose names are not known
  ColumnMap map_;
};

}  // namespace

ColumnMap map_columns(std::span<const std::string> header, std::span<const std::string_view> first_row,
                      std::span<const std::pair<std::string, std::string>> overrides, const std::string& file) {
  Mapper mapper(header, first_row, file);
  mapper.take_overrides(overrides);
  mapper.take_known_names();
  mapper.take_exportify_positions();
  return mapper.finish();
}

std::string_view name(ColumnMap::Kind kind) {
  switch (kind) {
    case ColumnMap::Kind::kSongs:
      return "table of songs";
    case ColumnMap::Kind::kPlaylists:
      return "table of playlists";
    case ColumnMap::Kind::kLyrics:
      return "table of lyrics";
    case ColumnMap::Kind::kExportify:
      return "Exportify";
  }
  return {};
}

}  // namespace segue::sources
