// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands before a line program (DWARF 5, section 6.2.4; to version 4 as there).
 *
 * @param files with their directories; numbered from 0 in version 5, from 1 before that, where 0 is the unit's own file
 * @param operandCounts of the standard opcodes, from opcode 1 on
 * @param program offset of the first opcode
 * @param end offset behind the last
 */
record LineHeader(
        Bytes section,
        int version,
        int minimumInstruction,
        int operationsPerInstruction,
        boolean defaultIsStatement,
        int lineBase,
        int lineRange,
        int opcodeBase,
        int[] operandCounts,
        List<LineFile> files,
        int program,
        int end) {
    private static final int PATH = 1;
    private static final int DIRECTORY = 2;

    static LineHeader read(CompilationUnit unit, long offset) {
        return new Reader(unit, offset).read();
    }

    private static final class Reader {
        private final CompilationUnit unit;
        private final Bytes section;
        private final DwarfCursor cursor;
        private final int start;
        private final int end;
        private int version;

        Reader(CompilationUnit unit, long offset) {
            this.unit = unit;
            this.section = unit.section(".debug_line");
            DwarfCursor outer = new DwarfCursor(section, offset);
            long length = outer.unitLength();
            this.start = outer.at();
            this.end = (int) (outer.at() + length);
            this.cursor = new DwarfCursor(section, start, end).in64(outer.is64());
        }

        LineHeader read() {
            version = cursor.u16();
            if (version < 2 || version > 5) {
                throw cursor.problem(start, "a line table of version " + version + "; 2 to 5 are read");
            }
            if (version >= 5) {
                int addressBytes = cursor.u8();
                int selectorBytes = cursor.u8();
                if (addressBytes != Forms.ADDRESS_BYTES || selectorBytes != 0) {
                    throw cursor.problem(
                            start, "a line table with addresses of " + addressBytes + " bytes; only those of 8 are read");
                }
            }
            long headerLength = cursor.offset();
            if (headerLength < 0 || headerLength > cursor.remaining()) {
                throw cursor.problem(start, "a line table whose header ends behind it. The file is damaged");
            }
            int program = (int) (cursor.at() + headerLength);
            int minimum = cursor.u8();
            int operations = version >= 4 ? cursor.u8() : 1;
            boolean statement = cursor.u8() != 0;
            int lineBase = (byte) cursor.u8();
            int lineRange = cursor.u8();
            int opcodeBase = cursor.u8();
            if (lineRange == 0 || opcodeBase == 0 || operations == 0) {
                throw cursor.problem(start, "a line table that advances by nothing. The file is damaged");
            }
            int[] counts = new int[opcodeBase - 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = cursor.u8();
            }
            List<LineFile> files = version >= 5 ? files5() : files4();
            return new LineHeader(
                    section, version, minimum, operations, statement, lineBase, lineRange, opcodeBase, counts, files,
                    program, end);
        }

        private List<LineFile> files4() {
            List<String> directories = new ArrayList<>();
            String compiledIn = unit.directory().orElse("");
            directories.add(compiledIn);
            for (String name = cursor.text(); !name.isEmpty(); name = cursor.text()) {
                directories.add(SourcePaths.join(compiledIn, name));
            }
            List<LineFile> files = new ArrayList<>();
            files.add(new LineFile(SourcePaths.join(compiledIn, unit.name().orElse("?"))));
            for (String name = cursor.text(); !name.isEmpty(); name = cursor.text()) {
                files.add(file(directories, cursor.uleb(), name));
                cursor.uleb();
                cursor.uleb();
            }
            return files;
        }

        private List<LineFile> files5() {
            List<String> directories = new ArrayList<>();
            for (Entry entry : entries()) {
                // The first is the unit's own; others may be relative to it.
                directories.add(
                        directories.isEmpty() ? entry.path() : SourcePaths.join(directories.get(0), entry.path()));
            }
            List<LineFile> files = new ArrayList<>();
            for (Entry entry : entries()) {
                files.add(file(directories, entry.directory(), entry.path()));
            }
            return files;
        }

        private static LineFile file(List<String> directories, long directory, String name) {
            boolean known = directory >= 0 && directory < directories.size();
            return new LineFile(SourcePaths.join(known ? directories.get((int) directory) : "", name));
        }

        private record Entry(String path, long directory) {}

        private List<Entry> entries() {
            int formats = cursor.u8();
            int[] contents = new int[formats];
            int[] forms = new int[formats];
            for (int i = 0; i < formats; i++) {
                int at = cursor.at();
                contents[i] = (int) Math.min(cursor.uleb() & Long.MAX_VALUE, 0xffff);
                long form = cursor.uleb();
                if (form < 0 || form > 0xffff || !unit.forms().isKnown((int) form)) {
                    throw cursor.problem(at, "a form 0x" + Long.toHexString(form) + ", which is not known");
                }
                forms[i] = (int) form;
            }
            int at = cursor.at();
            long count = cursor.uleb();
            if (count < 0 || count > cursor.remaining() || formats == 0 && count > 0) {
                throw cursor.problem(at, Long.toUnsignedString(count) + " entries do not fit. The file is damaged");
            }
            List<Entry> entries = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                entries.add(entry(contents, forms));
            }
            return entries;
        }

        private Entry entry(int[] contents, int[] forms) {
            String path = "";
            long directory = 0;
            for (int i = 0; i < contents.length; i++) {
                if (contents[i] != PATH && contents[i] != DIRECTORY) {
                    unit.forms().skip(cursor, forms[i]);
                    continue;
                }
                AttributeValue value = AttributeReader.read(unit, cursor, 0, forms[i], 0);
                if (contents[i] == PATH) {
                    path = value.text() == null ? "?" : value.text();
                } else {
                    directory = value.number();
                }
            }
            return new Entry(path, directory);
        }
    }
}
