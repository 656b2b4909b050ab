# SPDX-License-Identifier: MIT
# Run by gdb inside a sample: at each address where a line begins, and each time it is reached, gdb is asked for what the source
# printed there. Writes what gdb sees otherwise: "BUILD STEP ADDRESS EXPRESSION ANSWER", the answer a number or "optimized-out".
import os
import gdb

build = os.environ["SAMPLE_BUILD"]
rows = {}
places = {}
for line in open("truth.txt"):
    step, place, function, expression, size, value = line.split()
    rows.setdefault(int(step), []).append((function, expression, int(size), int(value)))
    places[int(step)] = place
lines = {}
for line in open("built/" + build + ".lines"):
    address, place, kind = line.split()
    if kind == "is_stmt":
        lines.setdefault(int(address, 16), set()).add(place)

gdb.execute("set pagination off")
gdb.execute("set confirm off")
for address in sorted(lines):
    gdb.Breakpoint("*0x%x" % address)
out = open(os.environ["SAMPLE_OUT"], "a")
gdb.execute("run", to_string=True)
while True:
    try:
        frame = gdb.newest_frame()
    except gdb.error:
        break
    step = int(gdb.parse_and_eval("sample_step"))
    address = frame.pc()
    if step in rows and places[step] in lines.get(address, ()):
        for function, expression, size, value in rows[step]:
            if frame.name() != function:
                continue
            try:
                found = int(gdb.parse_and_eval(expression))
                bits = 8 * size if size else 64
                if (found ^ value) & ((1 << bits) - 1) == 0:
                    continue
                answer = str(found)
            except gdb.error as refused:
                answer = "optimized-out" if "optimized out" in str(refused) else "refused"
            out.write("%s %d 0x%x %s %s\n" % (build, step, address, expression, answer))
    try:
        gdb.execute("continue", to_string=True)
    except gdb.error:
        break
out.close()
