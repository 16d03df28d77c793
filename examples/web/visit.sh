# visit.sh NAME [OPTION OF ab]…   fetches the page 10 000 times and prints a note: `<µs since 1970> <text>`
set -euo pipefail
name=$1
shift

ab -q -n 10000 -c 8 "$@" http://web/index.html >/tmp/result

# ab takes an error page for an answer, and a server that only fails would look wonderfully efficient.
if grep -E 'Non-2xx|Failed requests: *[1-9]' /tmp/result; then exit 1; fi

bytes=$(sed -n 's/^Total transferred: *\([0-9]*\) .*/\1/p' /tmp/result)
echo "$(date +%s%6N) $name: 10000 pages, $bytes bytes"
