#!/bin/sh
# Makes catalog-v7.db, the stored catalog of version 7, of catalog-v7.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. What the tests expect to read from it is what catalog-v4.txt says.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v7.db
sqlite3 -batch -bail catalog-v7.db < catalog-v7.sql > /dev/null
