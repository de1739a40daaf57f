#include "segue/sources/csv/column_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

#include "segue/base/unicode.h"

namespace segue::sources {
namespace {

using catalog::Variable;

constexpr std::size_t kLongestHeader = 200;  // bytes; no name is longer, and folding a megabyte of header is slow

struct NamedField {
  std::string_view name;
  FieldName field;
};

constexpr FieldName of(Field field, FieldForm form = FieldForm::kPlain) {
  return {.field = field, .form = form};
}
constexpr FieldName maybe(Field field) {
  return {.field = field, .rank = 1};
}
constexpr FieldName of(Variable variable) {
  return {.field = Field::kVariable, .variable = variable};
}
constexpr FieldName maybe(Variable variable) {
  return {.field = Field::kVariable, .variable = variable, .rank = 1};
}
constexpr FieldName if_spotify(int rank) {
  return {.field = Field::kSpotifyId, .rank = rank, .only_if_spotify = true};
}

constexpr NamedField kMappable[] = {
    {"title", of(Field::kTitle)},
    {"artist", of(Field::kArtist)},
    {"artists", of(Field::kArtist, FieldForm::kSeveral)},
    {"album", of(Field::kAlbum)},
    {"release_date", of(Field::kReleaseDate)},
    {"year", of(Field::kYear)},
    {"duration", of(Field::kDuration)},
    {"duration_ms", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"duration_s", of(Field::kDuration, FieldForm::kSeconds)},
    {"popularity", of(Field::kPopularity)},
    {"explicit", of(Field::kExplicit)},
    {"spotify_id", of(Field::kSpotifyId)},
    {"isrc", of(Field::kIsrc)},
    {"musicbrainz_id", of(Field::kMusicBrainzId)},
    {"lyrics", of(Field::kLyrics)},
    {"playlist_id", of(Field::kPlaylistId)},
    {"playlist_name", of(Field::kPlaylistName)},
};

// Spelled for people; compared by normal_header.
constexpr NamedField kHeaders[] = {
    {"Track Name", of(Field::kTitle)},
    {"Track Title", of(Field::kTitle)},
    {"Song Name", of(Field::kTitle)},
    {"Song Title", of(Field::kTitle)},
    {"Song", maybe(Field::kTitle)},
    {"Track", maybe(Field::kTitle)},
    {"Name", maybe(Field::kTitle)},
    {"Artist Name", of(Field::kArtist)},
    {"Track Artist", of(Field::kArtist)},
    {"Song Artist", of(Field::kArtist)},
    {"Main Artist", of(Field::kArtist)},
    {"Primary Artist", of(Field::kArtist)},
    {"Performer", maybe(Field::kArtist)},
    {"Artist(s)", of(Field::kArtist, FieldForm::kSeveral)},
    {"Artist Names", of(Field::kArtist, FieldForm::kSeveral)},
    {"Artist Name(s)", of(Field::kArtist, FieldForm::kSeveral)},
    {"Artist(s) Name", of(Field::kArtist, FieldForm::kSeveral)},
    {"Track Artists", of(Field::kArtist, FieldForm::kSeveral)},
    {"Album Name", of(Field::kAlbum)},
    {"Album Title", of(Field::kAlbum)},
    {"Track Album Name", of(Field::kAlbum)},
    {"Album Release Date", of(Field::kReleaseDate)},
    {"Track Album Release Date", of(Field::kReleaseDate)},
    {"Released", maybe(Field::kReleaseDate)},
    {"Release Year", of(Field::kYear)},
    {"Released Year", of(Field::kYear)},
    {"Duration (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Track Duration (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Track Duration ms", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Length (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Length ms", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Duration (s)", of(Field::kDuration, FieldForm::kSeconds)},
    {"Duration (sec)", of(Field::kDuration, FieldForm::kSeconds)},
    {"Duration sec", of(Field::kDuration, FieldForm::kSeconds)},
    {"Duration (seconds)", of(Field::kDuration, FieldForm::kSeconds)},
    {"Duration seconds", of(Field::kDuration, FieldForm::kSeconds)},
    {"Length (s)", of(Field::kDuration, FieldForm::kSeconds)},
    {"Length (sec)", of(Field::kDuration, FieldForm::kSeconds)},
    {"Length seconds", of(Field::kDuration, FieldForm::kSeconds)},
    {"Length", maybe(Field::kDuration)},
    {"Track Duration", of(Field::kDuration)},
    {"Track Popularity", of(Field::kPopularity)},
    {"Song Popularity", of(Field::kPopularity)},
    {"Spotify URI", of(Field::kSpotifyId)},
    {"Spotify URL", of(Field::kSpotifyId)},
    {"Spotify Track ID", of(Field::kSpotifyId)},
    {"Spotify Track URI", of(Field::kSpotifyId)},
    {"Spotify ID", of(Field::kSpotifyId)},
    {"Track URI", of(Field::kSpotifyId)},
    {"Track ID", if_spotify(0)},
    {"Track URL", if_spotify(1)},
    {"URI", if_spotify(1)},
    {"URL", if_spotify(1)},
    {"ID", if_spotify(1)},
    {"ISRC Code", of(Field::kIsrc)},
    {"MBID", of(Field::kMusicBrainzId)},
    {"Recording MBID", of(Field::kMusicBrainzId)},
    {"MusicBrainz Recording ID", of(Field::kMusicBrainzId)},
    {"MusicBrainz Track ID", of(Field::kMusicBrainzId)},  // what taggers call a recording's id
    {"Song Lyrics", of(Field::kLyrics)},
    {"Lyric", of(Field::kLyrics)},
    {"Lyrics Raw", maybe(Field::kLyrics)},
    {"Text", maybe(Field::kLyrics)},
    {"Playlist", maybe(Field::kPlaylistName)},
    {"BPM", maybe(Variable::kTempo)},

    // Exportify (exportify.app) in German, French and Spanish; its other languages are known by their columns' order.
    {"Track-Name", of(Field::kTitle)},
    {"Künstlername(n)", of(Field::kArtist, FieldForm::kSeveral)},
    {"Album-Name", of(Field::kAlbum)},
    {"Veröffentlichungsdatum des Albums", of(Field::kReleaseDate)},
    {"Track-Dauer (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Explizit", of(Field::kExplicit)},
    {"Beliebtheit", of(Field::kPopularity)},
    {"Tanzbarkeit", of(Variable::kDanceability)},
    {"Energie", maybe(Variable::kEnergy)},
    {"Tonart", maybe(Variable::kKey)},
    {"Lautstärke", maybe(Variable::kLoudness)},
    {"Modus", maybe(Variable::kMode)},
    {"Sprachanteil", of(Variable::kSpeechiness)},
    {"Akustik", maybe(Variable::kAcousticness)},
    {"Instrumentalität", of(Variable::kInstrumentalness)},
    {"Lebendigkeit", of(Variable::kLiveness)},
    {"Valenz", of(Variable::kValence)},
    {"Taktart", maybe(Variable::kTimeSignature)},
    {"URI du titre", of(Field::kSpotifyId)},
    {"Nom du titre", of(Field::kTitle)},
    {"Nom(s) de l'artiste", of(Field::kArtist, FieldForm::kSeveral)},
    {"Nom de l'album", of(Field::kAlbum)},
    {"Date de sortie de l'album", of(Field::kReleaseDate)},
    {"Durée du titre (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Explicite", of(Field::kExplicit)},
    {"Popularité", of(Field::kPopularity)},
    {"Danseabilité", of(Variable::kDanceability)},
    {"Énergie", maybe(Variable::kEnergy)},
    {"Tonalité", maybe(Variable::kKey)},
    {"Volume sonore", maybe(Variable::kLoudness)},
    {"Parlabilité", of(Variable::kSpeechiness)},
    {"Acoustique", maybe(Variable::kAcousticness)},
    {"Instrumental", maybe(Variable::kInstrumentalness)},
    {"Vivacité", of(Variable::kLiveness)},
    {"Mesure", maybe(Variable::kTimeSignature)},
    {"URI de la canción", of(Field::kSpotifyId)},
    {"Nombre de la canción", of(Field::kTitle)},
    {"Nombre(s) del artista", of(Field::kArtist, FieldForm::kSeveral)},
    {"Nombre del álbum", of(Field::kAlbum)},
    {"Fecha de lanzamiento del álbum", of(Field::kReleaseDate)},
    {"Duración de la canción (ms)", of(Field::kDuration, FieldForm::kMilliseconds)},
    {"Explícito", of(Field::kExplicit)},
    {"Popularidad", of(Field::kPopularity)},
    {"Bailabilidad", of(Variable::kDanceability)},
    {"Energía", maybe(Variable::kEnergy)},
    {"Tonalidad", maybe(Variable::kKey)},
    {"Volumen", maybe(Variable::kLoudness)},
    {"Modo", maybe(Variable::kMode)},
    {"Hablado", of(Variable::kSpeechiness)},
    {"Acústica", maybe(Variable::kAcousticness)},
    {"Instrumentalidad", of(Variable::kInstrumentalness)},
    {"Vivacidad", of(Variable::kLiveness)},
    {"Valencia", of(Variable::kValence)},
    {"Compás", maybe(Variable::kTimeSignature)},
};

// German's "Track-URI" compares equal to the English name.
constexpr std::array<std::string_view, 11> kTrackUris = {
    "URI du titre", "URI de la canción", "URI della traccia", "Nummer URI",         "URI da faixa", "Låtens URI",
    "Parça URI",    "URI κομματιού",     "トラックURI",       "رابط الأغنية (URI)", "曲目 URI",
};

// Columns that exportify.app writes and exportify.net does not.
constexpr std::array<std::string_view, 8> kAppColumns = {
    "Disc Number",     "Artist URI",          "Artist URI(s)",      "Disc-Nummer",
    "Künstler-URI(s)", "URI(s) de l'artiste", "URI(s) del artista", "Numéro de disque",
};

constexpr std::array<std::string_view, 4> kAddedAt = {"Added At", "Hinzugefügt am", "Ajouté le", "Añadido en"};

using NameTable = std::unordered_map<std::string, FieldName>;

NameTable make_headers() {
  NameTable table;
  for (const NamedField& entry : kMappable) table.emplace(normal_header(entry.name), entry.field);
  for (const catalog::VariableInfo& info : catalog::variables()) {
    table.emplace(normal_header(info.name), of(info.variable));
  }
  for (const NamedField& entry : kHeaders) table.emplace(normal_header(entry.name), entry.field);
  return table;
}

const FieldName* find(const NameTable& table, const std::string& name) {
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

bool is_one_of(std::span<const std::string_view> names, std::string_view cell) {
  if (cell.size() > kLongestHeader) return false;
  const std::string wanted = normal_header(cell);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return normal_header(name) == wanted; });
}

}  // namespace

std::string normal_header(std::string_view cell) {
  std::string normal = fold(cell);
  std::erase_if(normal, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return normal;
}

std::optional<FieldName> field_of_header(std::string_view cell) {
  static const NameTable kTable = make_headers();
  if (cell.size() > kLongestHeader) return std::nullopt;
  std::string name = normal_header(cell);
  if (const FieldName* field = find(kTable, name)) return *field;
  if (const std::size_t plural = name.find("(s)"); plural != std::string::npos) {
    if (const FieldName* field = find(kTable, name.erase(plural, 3))) return *field;
  }
  return std::nullopt;
}

std::optional<FieldName> field_named(std::string_view name) {
  if (name.size() > kLongestHeader) return std::nullopt;
  const std::string wanted = normal_header(name);
  if (wanted == "ignore") return FieldName{};
  for (const NamedField& entry : kMappable) {
    if (normal_header(entry.name) == wanted) return entry.field;
  }
  for (const catalog::VariableInfo& info : catalog::variables()) {
    if (normal_header(info.name) == wanted) return of(info.variable);
  }
  return std::nullopt;
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const NamedField& entry : kMappable) names.emplace_back(entry.name);
  for (const catalog::VariableInfo& info : catalog::variables()) names.emplace_back(info.name);
  names.emplace_back("ignore");
  return names;
}

bool is_translated_track_uri(std::string_view cell) {
  return is_one_of(kTrackUris, cell);
}

bool is_exportify_app_column(std::string_view cell) {
  return is_one_of(kAppColumns, cell) || is_translated_track_uri(cell);
}

bool is_added_at(std::string_view cell) {
  return is_one_of(kAddedAt, cell);
}

}  // namespace segue::sources
