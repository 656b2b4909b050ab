// SPDX-License-Identifier: MIT
package dev.probeproof.loader.insn;

import dev.probeproof.loader.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code llvm-objdump -d} printed of an object: the file's name says of which byte order, and which version did. */
final class ObjdumpCapture {
    private static final Pattern SYMBOL = Pattern.compile("([0-9a-f]{16}) <(.*)>:");
    private static final Pattern ROW = Pattern.compile(" *(\\d+):\\t((?:[0-9a-f]{2} ?)+)\\t(.*)");
    private static final Pattern DECIMAL = Pattern.compile("(?<![\\w.#])(\\d+)(?!\\w)");

    final String name;
    private final List<Section> sections = new ArrayList<>();

    /** Code of a section, with the names of what starts in it. */
    static final class Section {
        final List<Row> rows = new ArrayList<>();
        private final TreeMap<Integer, String> symbols = new TreeMap<>();
        private final List<Instruction> slots = new ArrayList<>();

        Instructions program() {
            return Instructions.of(slots);
        }

        /** As llvm-objdump names a place: after the symbol before it, and how many bytes behind. */
        @Nullable
        String target(int slot) {
            Map.Entry<Integer, String> symbol = symbols.floorEntry(slot);
            if (symbol == null) {
                // LLVM's addresses are unsigned: what lies before the section lies behind all symbols.
                symbol = symbols.lastEntry();
            }
            if (symbol == null) {
                return null;
            }
            int distance = slot - symbol.getKey();
            return symbol.getValue() + (distance == 0 ? "" : "+0x" + Long.toHexString(distance * 8L));
        }
    }

    /** One printed instruction. */
    record Row(int slot, String bytes, String text) {}

    private ObjdumpCapture(String name) {
        this.name = name;
    }

    static ObjdumpCapture read(Path file) {
        ObjdumpCapture capture = new ObjdumpCapture(file.getFileName().toString());
        try {
            Files.readAllLines(file).forEach(capture::line);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return capture;
    }

    List<Section> sections() {
        return sections;
    }

    Dialect dialect() {
        return name.contains("llvm-22") || name.contains("-v4.txt") ? Dialect.LLVM_ALU32 : Dialect.LLVM;
    }

    private ByteOrder order() {
        return name.contains(".eb.") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private void line(String line) {
        Matcher symbol = SYMBOL.matcher(line);
        Matcher row = ROW.matcher(line);
        if (line.startsWith("Disassembly of section")) {
            sections.add(new Section());
        } else if (symbol.matches()) {
            last().symbols.put((int) (Long.parseLong(symbol.group(1), 16) / 8), symbol.group(2));
        } else if (row.matches()) {
            String bytes = row.group(2).replace(" ", "");
            byte[] raw = HexFormat.of().parseHex(bytes);
            last().rows.add(new Row(Integer.parseInt(row.group(1)), bytes, modern(row.group(3))));
            Instructions.decode(Bytes.wrap(raw, "capture").withOrder(order())).forEach(last().slots::add);
        }
    }

    private Section last() {
        return sections.get(sections.size() - 1);
    }

    /** LLVM 14 printed numbers in decimal. */
    private String modern(String text) {
        if (!name.contains("llvm-14")) {
            return text;
        }
        String[] parts = text.split(" <(?=\\w)", 2);
        String hex = DECIMAL.matcher(parts[0])
                .replaceAll(number -> "0x" + Long.toHexString(Long.parseUnsignedLong(number.group(1))));
        return parts.length == 1 ? hex : hex + " <" + parts[1];
    }
}
