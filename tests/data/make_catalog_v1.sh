#!/bin/sh
# Makes catalog-v1.db, the stored catalog of version 1, of catalog-v1.sql. Pages are of 1024 bytes, not segue's 16384,
# to keep it small. catalog-v1.txt is what the tests expect to read from it.
set -eu
cd "$(dirname "$0")"
rm -f catalog-v1.db
sqlite3 -batch -bail catalog-v1.db < catalog-v1.sql > /dev/null
