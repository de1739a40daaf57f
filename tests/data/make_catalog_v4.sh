#!/bin/sh
# Makes catalog-v4.db, the stored catalog of version 4, of catalog-v4.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. catalog-v4.txt is what the tests expect to read from it.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v4.db
sqlite3 -batch -bail catalog-v4.db < catalog-v4.sql > /dev/null
