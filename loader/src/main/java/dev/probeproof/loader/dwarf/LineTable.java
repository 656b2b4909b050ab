// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which code belongs to which line of which file, for one unit (versions 2 to 5). Its program runs when first needed. */
public final class LineTable {
    private final LineHeader header;
    private final DebugInfo debugInfo;
    private @Nullable List<LineRow> rows;

    LineTable(LineHeader header, DebugInfo debugInfo) {
        this.header = header;
        this.debugInfo = debugInfo;
    }

    /** The version of the table, which may be another one than the unit's. */
    public int version() {
        return header.version();
    }

    /** All files; a row's {@link LineRow#file} is an index into it. Those that are not named by rows count too. */
    public List<LineFile> files() {
        return header.files();
    }

    /** The path of a file by its number, empty if there is none. */
    public Optional<String> fileName(long number) {
        return number < 0 || number >= header.files().size()
                ? Optional.empty()
                : Optional.of(header.files().get((int) number).path());
    }

    /** In the order of the file: addresses rise inside a sequence, which ends with a row of its own. */
    public List<LineRow> rows() {
        if (rows == null) {
            rows = LineProgram.run(header);
        }
        return rows;
    }

    /**
     * Where code of a line starts: the places to stop at, in the order of the table; code of the same line that follows
     * itself counts once.
     *
     * @param file the path or its end, such as {@code fs/open.c}
     */
    public List<Long> addressesOf(String file, int line) {
        boolean[] wanted = matching(path -> SourcePaths.endsWith(path, file));
        List<Long> addresses = new ArrayList<>();
        if (wanted.length == 0) {
            return addresses;
        }
        boolean inside = false;
        for (LineRow row : live()) {
            boolean here = !row.endSequence()
                    && row.line() == line
                    && row.file() >= 0
                    && row.file() < wanted.length
                    && wanted[row.file()];
            if (here && row.isStatement() && !inside && !addresses.contains(row.address())) {
                addresses.add(row.address());
            }
            inside = here && (inside || row.isStatement());
        }
        return addresses;
    }

    /** Which files the path of which matches; empty if none does. */
    private boolean[] matching(Predicate<String> path) {
        boolean[] matching = new boolean[header.files().size()];
        boolean any = false;
        for (int i = 0; i < matching.length; i++) {
            matching[i] = path.test(header.files().get(i).path());
            any |= matching[i];
        }
        return any ? matching : new boolean[0];
    }

    /** The row that an address belongs to: the last one of its sequence that does not come after it. */
    public Optional<LineRow> rowAt(long address) {
        LineRow before = null;
        LineRow found = null;
        for (LineRow row : live()) {
            if (before != null
                    && !before.endSequence()
                    && new AddressRange(before.address(), row.address()).contains(address)) {
                found = before;
            }
            before = row;
        }
        return Optional.ofNullable(found);
    }

    /**
     * Where the prologue of a function ends: what the compiler marks, else the second place to stop at, else empty.
     *
     * @param function its code, first range first
     */
    public OptionalLong prologueEnd(AddressRange function) {
        LineRow first = null;
        for (LineRow row : live()) {
            if (row.endSequence() || !function.contains(row.address())) {
                continue;
            }
            if (row.prologueEnd()) {
                return OptionalLong.of(row.address());
            }
            first = first == null ? row : first;
        }
        for (LineRow row : live()) {
            boolean later = first != null
                    && !row.endSequence()
                    && function.contains(row.address())
                    && row.isStatement()
                    && Long.compareUnsigned(row.address(), first.address()) > 0;
            if (later) {
                return OptionalLong.of(row.address());
            }
        }
        return OptionalLong.empty();
    }

    /** Without the sequences of code that the linker dropped. */
    private List<LineRow> live() {
        List<LineRow> live = new ArrayList<>();
        boolean starts = true;
        boolean dropped = false;
        for (LineRow row : rows()) {
            if (starts) {
                dropped = debugInfo.isDropped(row.address());
            }
            if (!dropped) {
                live.add(row);
            }
            starts = row.endSequence();
        }
        return live;
    }
}
