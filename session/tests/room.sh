#!/bin/sh
# "Open for the phones in this room", in a network of its own that this script makes and changes: without a network, with
# one, reached by another device, after the address has changed, and where another program has the port.
#
#   unshare -rn session/tests/room.sh OCOP FOLDER
set -eu
ocop=$1 folder=$2
mkdir -p "$folder"
rm -f "$folder"/room.ocop* "$folder/cookies"
# This machine's address in the room, another one that it gets later, and another device's.
here=10.88.0.1 later=10.88.0.2 phone=10.88.0.9
ip link set lo up
"$ocop" demo "$folder/room.ocop" > "$folder/demo.txt"
"$ocop" serve "$folder/room.ocop" > "$folder/room.txt" 2> "$folder/room-errors.txt" &
server=$!
other=
trap 'kill $server $other 2> /dev/null || true' EXIT
until grep -q url "$folder/room.txt"; do
    kill -0 $server
    sleep 0.1
done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/room.txt")
port=${url##*:}
link=$("$ocop" session links "$folder/room.ocop" | sed -n 's/^secretary\t//p')
ask() { curl -sS --noproxy '*' -b "$folder/cookies" -c "$folder/cookies" "$@"; }
room() { ask "$url/room"; }
open() { ask -L -H "Origin: $url" --data '' "$url/room"; }
shows() { grep -q "$2" "$folder/page" || { echo "room: $1: no “$2”" >&2; exit 1; }; }
hides() { ! grep -q "$2" "$folder/page" || { echo "room: $1: “$2”" >&2; exit 1; }; }
ask -L "$link" > "$folder/page"

room > "$folder/page"
shows "no network" 'chưa ở trong mạng nào'
hides "no network" '<button'

ip addr add $here/32 dev lo
ip addr add $phone/32 dev lo
room > "$folder/page"
shows "before it is opened" 'chỉ nghe trên máy này'
shows "before it is opened" '<button'
ask "http://$here:$port/" > /dev/null 2>&1 && { echo "room: a phone gets in before it is opened" >&2; exit 1; }

# A program that has the port at the room's address: said as it is.
python3 -c "
import socket, sys
taken = socket.create_server(('$here', $port))
print('taken', flush=True)
taken.accept()" > "$folder/taken.txt" &
other=$!
until grep -q taken "$folder/taken.txt" 2> /dev/null; do sleep 0.1; done
open > "$folder/page"
shows "a port that is taken" 'một chương trình khác đang dùng'
kill $other
wait $other || true
other=

open > "$folder/page"
shows "opened" "Mã QR ở $here:$port"
shows "opened" 'Chưa có thiết bị nào khác'
hides "opened" 'Địa chỉ của máy này đã đổi'
# The codes are for that address, and another device gets in by one of them.
ask "$url/links" > "$folder/page"
shows "the codes" "http://$here:$port/l/"
member=$("$ocop" session links "$folder/room.ocop" | sed -n 's/^m1\t//p')
case $member in "http://$here:$port/l/"*) ;; *) echo "room: the command's links are at $member" >&2; exit 1 ;; esac
curl -sS --noproxy '*' --interface $phone -L -c "$folder/phone" "$member" > "$folder/page"
shows "a phone" 'Các sản phẩm bạn chấm'
room > "$folder/page"
shows "reached" 'Đã có thiết bị khác'

# Another network: what was printed no longer fits, and that is said.
ip addr del $here/32 dev lo
ip addr add $later/32 dev lo
room > "$folder/page"
shows "another network" 'Địa chỉ của máy này đã đổi'
shows "another network" "$here:$port</b> không còn đúng"
hides "another network" "Mã QR ở $here:$port"
open > "$folder/page"
shows "opened again" "Mã QR ở $later:$port"
shows "opened again" "$here:$port</b> không còn đúng"
ask "$url/links" > "$folder/page"
shows "the codes again" "http://$later:$port/l/"
kill $server
wait $server
"$ocop" session check "$folder/room.ocop"
echo "room: opened, reached, moved to another network"
