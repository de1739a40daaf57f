#pragma once

#include <string>
#include <string_view>

namespace segue::evaluation {

/// Which tweets are kept back for measuring, the same for every collection of tweets and every stage of training: most
/// of Kaggle's tweets stand in Sentiment140 too, in another form, and both forms must fall on the same side.

/// The tweet without what its form adds: HTML entities ("&lt;", also "&amp;lt;") and escapes ("\u2019") become the
/// characters they stand for; links ("http://" or "https://" in any case up to the next white space, "www." likewise at
/// the beginning of a word, and the mark URL wherever it stands) and mentions ("@" with the ASCII letters, digits and
/// underscores behind it, and the mark USER wherever it stands) are taken out, and nothing is put in their place; ASCII
/// letters become lower case; white space runs are one space, none at the ends; everything else that is no ASCII letter
/// or digit is taken out, so "I'm" reads "im".
///
/// That no other letters stay is on purpose: both collections are English and hold the same tweet's other characters in
/// different states of disrepair. May be empty.
std::string normalised_tweet(std::string_view tweet);

/// True if SHA-1 of normalised_tweet(), first 8 hex digits, modulo 10 is 0: about a tenth of all tweets. Nothing is
/// ever trained on these, with or without their labels.
bool is_test_tweet(std::string_view tweet);

/// The tweet as models read it, in training and afterwards: entities and escapes decoded as above, every mention (and
/// USER) as the word "user", every link (and URL) as the word "http", each apart from its neighbors, white space runs
/// as one space. USER and URL count only where no letter follows (but another mark may) and no capital letter stands
/// before: "knowUSER." is "know user .", "DIFFUSER" and "USERS" stay. All else stays, emoticons and case included.
std::string prepare_tweet(std::string_view tweet);

}  // namespace segue::evaluation
