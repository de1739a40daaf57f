"""scripts/check_tree.py passes a tree that keeps its rules and names every way to break them."""

import unittest

from invented_tree import InventedTree


class TreeRules(InventedTree):
    script = "check_tree.py"

    def test_a_tree_that_keeps_the_rules_passes(self):
        self.assert_kept()

    def test_a_test_nobody_registered_is_found(self):
        self.write("tests/base/sleeping_test.cpp", "\n")
        self.assert_broken("tests/base/sleeping_test.cpp:1", "never built or run", "registered")

    def test_a_name_that_ends_the_same_is_another_name(self):
        self.write("tests/base/ames_test.cpp", "\n")
        self.assert_broken("tests/base/ames_test.cpp:1", "never built or run", "registered")

    def test_a_name_in_a_comment_is_not_registered(self):
        self.append("tests/base/CMakeLists.txt", "# sleeping_test.cpp\n")
        self.write("tests/base/sleeping_test.cpp", "\n")
        self.assert_broken("tests/base/sleeping_test.cpp:1", "never built or run", "registered")

    def test_a_test_in_a_folder_below_is_named_by_its_path(self):
        self.write("tests/base/deep/down_test.cpp", "\n")
        self.assert_broken("tests/base/deep/down_test.cpp:1", "never built or run", "registered")
        self.append("tests/base/CMakeLists.txt", "segue_test(deep\n  SOURCES deep/down_test.cpp)\n")
        self.assert_kept("registered")

    def test_a_script_of_the_command_line_is_registered_by_name_or_pattern(self):
        self.write("tests/cli/import.bats", "\n")
        self.assert_broken("tests/cli/import.bats:1", "never built or run", "registered")
        pattern = "${CMAKE_CURRENT_SOURCE_DIR}/*.bats"
        self.write("tests/cli/CMakeLists.txt", f'file(GLOB all CONFIGURE_DEPENDS "{pattern}")\n')
        self.assert_kept("registered")

    def test_a_fuzzer_is_registered(self):
        self.write("fuzz/csv_reader.cpp", "\n")
        self.write("fuzz/CMakeLists.txt", "segue_fuzz(csv sources)\n")
        self.assert_broken("fuzz/csv_reader.cpp:1", "never built or run", "registered")
        self.write("fuzz/CMakeLists.txt", "segue_fuzz(csv_reader sources)\n")
        self.assert_kept("registered")

    def test_a_source_nobody_builds_is_found(self):
        self.write("src/segue/base/forgotten.cpp", "\n")
        self.assert_broken("src/segue/base/forgotten.cpp:1", "never built or run", "registered")

    def test_length(self):
        self.append("src/segue/base/names.cpp", "\n" * 496)
        self.assert_kept("length")
        self.append("src/segue/base/names.cpp", "\n" * 497)
        self.assert_broken("src/segue/base/names.cpp:501", "split it by idea", "length")

    def test_unfinished_work(self):
        self.append("src/segue/base/names.cpp", "// TO" "DO: the rest\n")
        self.assert_broken("src/segue/base/names.cpp:5", "finish it", "finished")

    def test_libraries_are_silent(self):
        for line in ('std::cerr << "no";', "std::exit(1);", 'fmt::print("{}", 1);', 'printf("no");', "std::abort();"):
            with self.subTest(line=line):
                self.append("src/segue/base/names.cpp", f"void f() {{ {line} }}\n")
                self.assert_broken("src/segue/base/names.cpp:5", "libraries report through", "silent")

    def test_what_only_sounds_loud_is_silent(self):
        self.append("src/segue/base/names.cpp", "int snprintf(); // std::cerr\nvoid f(X x) { x.exit(); own::abort(); }\n")
        self.assert_kept("silent")

    def test_the_cli_may_speak(self):
        self.write("src/segue/cli/main.cpp", 'int main() { std::printf("yes"); }\n')
        self.assert_kept("silent")


if __name__ == "__main__":
    unittest.main()
