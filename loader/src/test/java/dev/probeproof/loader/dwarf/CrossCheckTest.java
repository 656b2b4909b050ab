// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What readelf and llvm-dwarfdump print of the samples, against what is read here. */
class CrossCheckTest {
    private static final Pattern READELF_DIE =
            Pattern.compile("\\s*<([0-9a-f]+)><([0-9a-f]+)>: Abbrev Number: \\d+ \\((?:DW_TAG_(\\w+)|User TAG value: 0x([0-9a-f]+))\\)");
    private static final Pattern READELF_ATTRIBUTE = Pattern.compile("\\s*<[0-9a-f]+>\\s+DW_AT_(\\w+)\\s*: \\((\\w+)\\)\\s?(.*)");
    private static final Pattern LEADING = Pattern.compile("^\\((?:index|offset): ?[^)]*\\): ");
    private static final Pattern LLVM_DIE = Pattern.compile("^0x([0-9a-f]+):\\s+(DW_TAG_\\w+|NULL)");
    private static final Pattern LLVM_ATTRIBUTE = Pattern.compile("^\\s+DW_AT_(\\w+)\\s*\\(.*");
    private static final Pattern LLVM_RANGE = Pattern.compile("\\[0x([0-9a-f]+), +0x([0-9a-f]+)\\)");
    private static final Pattern LLVM_ROW =
            Pattern.compile("^0x([0-9a-f]+) +(\\d+) +(\\d+) +(\\d+) +\\d+ +(\\d+) +(.*)$");

    /** Tools number the DIEs of each section from 0 in relocatable files that have several of one name. */
    static Stream<String> samples() {
        return Samples.names().stream().filter(name -> !name.endsWith("-types.o"));
    }

    /** Split ones have nothing to compare. */
    static Stream<String> whole() {
        return samples().filter(name -> !name.contains("split"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyDieAndAttributeIsWhatReadelfPrints(String name) {
        Map<String, List<String>> theirs = new TreeMap<>();
        List<String> section = new ArrayList<>();
        for (String line : run("readelf", "-wi", "-W", Samples.path(name).toString())) {
            Matcher die = READELF_DIE.matcher(line);
            Matcher attribute = READELF_ATTRIBUTE.matcher(line);
            if (line.startsWith("Contents of the ")) {
                section = theirs.computeIfAbsent(line.split(" ")[3], key -> new ArrayList<>());
            } else if (die.lookingAt()) {
                section.add(die.group(1) + " " + die.group(2) + " " + die.group(3));
            } else if (attribute.matches()) {
                section.add("  " + attribute.group(1) + " (" + attribute.group(2) + ") " + normal(attribute.group(3)));
            }
        }
        Map<String, List<String>> ours = new TreeMap<>();
        Samples.openAsWritten(name).unitsOrTypes().stream()
                .sorted(Comparator.comparing(CompilationUnit::offset))
                .forEach(unit -> describe(
                        unit.root(),
                        0,
                        ours.computeIfAbsent(unit.header().section().section(), key -> new ArrayList<>())));

        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
        ours.forEach((key, lines) -> assertThat(differences(lines, theirs.get(key))).as(key).isEmpty());
    }

    private static List<String> differences(List<String> ours, List<String> theirs) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()) && differences.size() < 20; i++) {
            String our = i < ours.size() ? ours.get(i) : "(end)";
            String their = i < theirs.size() ? theirs.get(i) : "(end)";
            if (!our.stripTrailing().equals(their.stripTrailing())) {
                differences.add("line " + i + ": ours '" + our + "', theirs '" + their + "'");
            }
        }
        return differences;
    }

    private static void describe(Die die, int depth, List<String> lines) {
        lines.add(Integer.toHexString(depth) + " " + Long.toHexString(die.offset()) + " "
                + DwarfTag.name(die.tag()).substring("DW_TAG_".length()));
        for (int attribute : die.attributeNames()) {
            AttributeValue value = die.attribute(attribute).orElseThrow();
            lines.add("  " + DwarfAttribute.name(attribute).substring("DW_AT_".length()) + " ("
                    + DwarfForm.name(value.form()).substring("DW_FORM_".length()) + ") " + ours(value));
        }
        die.children().forEach(child -> describe(child, depth + 1, lines));
    }

    private static String ours(AttributeValue value) {
        return switch (value.kind()) {
            case STRING -> value.text();
            case REFERENCE -> value.form() == DwarfForm.REF8
                    ? Long.toString(value.number())
                    : "<" + Long.toHexString(value.number()) + ">";
            case SIGNATURE -> "signature " + Long.toHexString(value.number());
            case BLOCK, EXPRESSION -> HexFormat.of().formatHex(value.bytes().toArray());
            default -> value.bytes() != null
                    ? HexFormat.of().formatHex(value.bytes().toArray())
                    : Long.toString(value.number());
        };
    }

    private static String normal(String printed) {
        String text = printed.trim();
        Matcher block = Pattern.compile("^\\d+ byte block: ([0-9a-f ]*)").matcher(text);
        if (block.find()) {
            StringBuilder hex = new StringBuilder();
            for (String part : block.group(1).trim().split(" ")) {
                hex.append(part.length() == 1 ? "0" : "").append(part);
            }
            return hex.toString();
        }
        // The one expression that readelf prints without its bytes.
        Matcher indexed = Pattern.compile("^\\(DW_OP_addrx <(?:0x)?([0-9a-f]+)>\\)$").matcher(text);
        if (indexed.matches()) {
            return "a1" + (indexed.group(1).length() == 1 ? "0" : "") + indexed.group(1);
        }
        if (text.startsWith("signature: ") || text.startsWith(": 0x")) {
            return "signature " + text.substring(text.indexOf("0x") + 2).trim();
        }
        if (text.startsWith("<0x")) {
            return "<" + text.substring(3, text.indexOf('>')) + ">";
        }
        Matcher leading = LEADING.matcher(text);
        String plain = leading.find() ? text.substring(leading.end()) : text;
        Matcher number = Pattern.compile("^(-?\\d+|0x[0-9a-f]+)(?:\\s*\\(.*|\\s*\\t.*|, .*)?$").matcher(plain);
        if (number.matches()) {
            String digits = number.group(1);
            return digits.startsWith("0x")
                    ? Long.toString(Long.parseUnsignedLong(digits.substring(2), 16))
                    : Long.toString(digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits));
        }
        return plain;
    }

    @ParameterizedTest
    @MethodSource("whole")
    void everyListOfRangesAndLocationsCoversWhatLlvmDwarfdumpPrints(String name) {
        Map<String, List<String>> theirs = new LinkedHashMap<>();
        String die = "";
        String attribute = "";
        for (String line : run("llvm-dwarfdump", "--debug-info", Samples.path(name).toString())) {
            Matcher start = LLVM_DIE.matcher(line);
            Matcher next = LLVM_ATTRIBUTE.matcher(line);
            if (start.find()) {
                die = Long.toHexString(Long.parseLong(start.group(1), 16));
                attribute = "";
            } else if (next.find()) {
                attribute = next.group(1);
            }
            Matcher range = LLVM_RANGE.matcher(line);
            if (range.find() && !attribute.isEmpty()) {
                theirs.computeIfAbsent(die + " " + attribute, key -> new ArrayList<>())
                        .add(hex(range.group(1)) + "-" + hex(range.group(2)));
            }
        }
        Map<String, List<String>> ours = new LinkedHashMap<>();
        for (CompilationUnit unit : Samples.openAsWritten(name).units()) {
            lists(unit.root(), ours);
        }

        assertThat(ours).isEqualTo(theirs);
    }

    private static void lists(Die die, Map<String, List<String>> lists) {
        for (int attribute : die.attributeNames()) {
            AttributeValue value = die.attribute(attribute).orElseThrow();
            if (value.kind() != AttributeValue.Kind.SECTION_OFFSET) {
                continue;
            }
            List<AddressRange> ranges =
                    switch (attribute) {
                        case DwarfAttribute.RANGES -> RangeLists.written(die);
                        case DwarfAttribute.LOCATION, DwarfAttribute.FRAME_BASE -> die.locations(attribute).stream()
                                .map(LocationDescription.Expression::range)
                                .toList();
                        default -> List.of();
                    };
            if (!ranges.isEmpty()) {
                lists.put(
                        Long.toHexString(die.offset()) + " "
                                + DwarfAttribute.name(attribute).substring("DW_AT_".length()),
                        ranges.stream().map(CrossCheckTest::text).toList());
            }
        }
        die.children().forEach(child -> lists(child, lists));
    }

    private static String text(AddressRange range) {
        return Long.toHexString(range.low()) + "-" + Long.toHexString(range.high());
    }

    private static String hex(String digits) {
        return Long.toHexString(Long.parseUnsignedLong(digits, 16));
    }

    @ParameterizedTest
    @MethodSource("whole")
    void everyRowOfTheLineTablesIsWhatLlvmDwarfdumpPrints(String name) {
        List<String> theirs = new ArrayList<>();
        for (String line : run("llvm-dwarfdump", "--debug-line", Samples.path(name).toString())) {
            Matcher row = LLVM_ROW.matcher(line);
            if (row.matches()) {
                String flags = row.group(6);
                theirs.add(hex(row.group(1)) + " " + row.group(2) + ":" + row.group(3) + " file " + row.group(4) + " discriminator "
                        + row.group(5)
                        + (flags.contains("is_stmt") ? " is_stmt" : "")
                        + (flags.contains("prologue_end") ? " prologue_end" : "")
                        + (flags.contains("end_sequence") ? " end_sequence" : ""));
            }
        }
        List<String> ours = new ArrayList<>();
        for (CompilationUnit unit : Samples.openAsWritten(name).units()) {
            unit.lines().ifPresent(table -> table.rows().forEach(row -> ours.add(text(row))));
        }

        assertThat(theirs).hasSizeGreaterThan(5);
        assertThat(ours).isEqualTo(theirs);
    }

    private static String text(LineRow row) {
        return Long.toHexString(row.address()) + " " + row.line() + ":" + row.column() + " file " + row.file() + " discriminator "
                + row.discriminator()
                + (row.isStatement() ? " is_stmt" : "")
                + (row.prologueEnd() ? " prologue_end" : "")
                + (row.endSequence() ? " end_sequence" : "");
    }

    private static List<String> run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException missing) {
            Assumptions.abort(command[0] + " is not installed: " + missing.getMessage());
            return List.of();
        }
    }
}
