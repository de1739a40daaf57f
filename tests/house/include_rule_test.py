"""scripts/check_includes.py passes a tree that keeps the include rule and names every way to break it."""

import unittest

from invented_tree import InventedTree


class IncludeRule(InventedTree):
    script = "check_includes.py"

    def test_a_tree_that_keeps_the_rule_passes(self):
        self.assert_kept()

    def test_a_room_may_not_know_a_room_above_it(self):
        self.append("src/segue/base/names.cpp", '#include "segue/catalog/values/song.h"\n')
        self.assert_broken("src/segue/base/names.cpp:5", "base may not know catalog/values")

    def test_only_app_opens_the_catalog(self):
        self.write("src/segue/sources/table.cpp", '#include "segue/catalog/store.h"\n')
        self.assert_broken("src/segue/sources/table.cpp:1", "sources may not know catalog ")
        self.write("src/segue/sources/table.cpp", '#include "segue/catalog/values/song.h"\n')
        self.write("src/segue/app/import.cpp", '#include "segue/catalog/store.h"\n')
        self.assert_kept()

    def test_the_value_types_may_not_know_the_catalog(self):
        self.append("src/segue/catalog/values/song.cpp", '#include "segue/catalog/store.h"\n')
        self.assert_broken("src/segue/catalog/values/song.cpp:2", "catalog/values may not know catalog ")

    def test_the_cli_knows_use_cases_only(self):
        self.write("src/segue/cli/main.cpp", '#include "segue/catalog/values/song.h"\n')
        self.assert_broken("src/segue/cli/main.cpp:1", "cli may not know catalog/values")

    def test_third_party_headers_stay_in_their_rooms(self):
        for header, room in (("sqlite3.h", "base"), ("hwy/highway.h", "embedding"), ("unicode/uchar.h", "sources"),
                             ("zstd.h", "catalog"), ("curl/curl.h", "app"), ("CLI/CLI.hpp", "app"),
                             ("libavcodec/avcodec.h", "sources"), ("dnnl.hpp", "embedding")):
            with self.subTest(header=header, room=room):
                self.write(f"src/segue/{room}/guest.cpp", f"#include <{header}>\n")
                self.assert_broken(f"src/segue/{room}/guest.cpp:1", f"{header} belongs to")
                (self.root / f"src/segue/{room}/guest.cpp").unlink()

    def test_third_party_headers_stay_out_of_headers(self):
        for header in ("fmt/format.h", "nlohmann/json.hpp"):
            with self.subTest(header=header):
                self.append("src/segue/base/names.h", f"#include <{header}>\n")
                self.assert_broken("src/segue/base/names.h:4", f"{header} in a header")

    def test_the_headers_of_the_cli_are_its_own(self):
        self.write("src/segue/cli/command.h", "#pragma once\n\n#include <CLI/CLI.hpp>\n")
        self.assert_kept()

    def test_quotes_do_not_hide_a_third_party_header(self):
        self.append("src/segue/base/names.cpp", '#include "sqlite3.h"\n')
        self.assert_broken("src/segue/base/names.cpp:5", "sqlite3.h belongs to catalog")

    def test_an_unknown_third_party_header_needs_a_decision(self):
        self.append("src/segue/base/names.cpp", "#include <boost/regex.hpp>\n")
        self.assert_broken("src/segue/base/names.cpp:5", "<boost/regex.hpp> is not known")

    def test_only_the_cli_has_streams_to_the_terminal(self):
        self.append("src/segue/base/names.cpp", "#  include <iostream>\n")
        self.assert_broken("src/segue/base/names.cpp:5", "<iostream> belongs to cli")

    def test_includes_say_the_whole_path(self):
        self.append("src/segue/base/names.cpp", '#include "names.h"\n')
        self.assert_broken("src/segue/base/names.cpp:5", 'write the path from src: "segue/base/names.h"')

    def test_an_included_file_exists(self):
        self.append("src/segue/base/names.cpp", '#include "segue/base/name.h"\n')
        self.assert_broken("src/segue/base/names.cpp:5", "does not exist")

    def test_headers_have_a_guard(self):
        self.write("src/segue/base/names.h", "#include <string>\n")
        self.assert_broken("src/segue/base/names.h:1", "#pragma once")

    def test_folders_say_what_lives_in_them(self):
        self.write("src/segue/base/util/x.txt", "")
        self.assert_broken("src/segue/base/util:1", "a folder named util")

    def test_every_file_lies_in_a_room(self):
        self.write("src/segue/attic/box.cpp", "")
        self.assert_broken("src/segue/attic/box.cpp:1", "lies in no room")

    def test_a_room_links_only_to_what_it_may_include(self):
        self.write("src/segue/base/CMakeLists.txt", "segue_room(base\n  SOURCES names.cpp\n  USES catalog)\n")
        self.assert_broken("src/segue/base/CMakeLists.txt:1", "base may not link to catalog")

    def test_a_comment_is_no_include(self):
        self.append("src/segue/base/names.cpp", "// #include <sqlite3.h>\n")
        self.assert_kept()


if __name__ == "__main__":
    unittest.main()
