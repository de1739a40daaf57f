#pragma once

#include <string>
#include <string_view>

namespace segue::playlist::test {

/// What is wrong with a simple XML document, empty if it is well-formed: one root, every element closed in order, known
/// entities only, no character that XML 1.0 forbids. Knows elements, attributes and text; no comments, CDATA, DTD.
std::string xml_problem(std::string_view xml);

}  // namespace segue::playlist::test
