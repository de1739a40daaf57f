#!/bin/sh
# Makes catalog-v2.db, the stored catalog of version 2, of catalog-v2.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. catalog-v2.txt is what the tests expect to read from it.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v2.db
sqlite3 -batch -bail catalog-v2.db < catalog-v2.sql > /dev/null
