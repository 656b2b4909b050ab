// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code readelf -wF} says of call frames, as lines of one form; ours are brought into the same. */
final class ReadelfFrames {
    private static final List<String> X86_NAMES = List.of(
            "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15", "rip");

    private static final List<String> RISCV_NAMES = List.of(
            "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6");

    private final String arch;
    private final Map<Long, List<String>> frames = new TreeMap<>();
    private String returnColumn = "";

    private ReadelfFrames(String arch) {
        this.arch = arch;
    }

    /** Rows such as {@code 1f: 7+16 3=c-24}, by the start of their frame. */
    static Map<Long, List<String>> parse(String text, String arch) {
        ReadelfFrames frames = new ReadelfFrames(arch);
        List<String> columns = List.of();
        List<String> rows = new ArrayList<>();
        for (String printed : text.split("\n")) {
            // A register in a register: its DWARF number, and its name in brackets.
            String line = printed.replaceAll(" r(\\d+) \\(\\w+\\)", " #$1");
            String[] words = line.trim().split(" +");
            if (line.contains(" FDE ")) {
                rows = new ArrayList<>();
                String pc = line.substring(line.indexOf("pc=") + 3);
                frames.frames.put(Long.parseUnsignedLong(pc.substring(0, pc.indexOf("..")), 16), rows);
            } else if (line.contains(" CIE ")) {
                rows = new ArrayList<>();
                frames.returnColumn = line.substring(line.indexOf("ra=") + 3).trim();
            } else if (line.trim().startsWith("LOC")) {
                columns = List.of(words).subList(2, words.length);
            } else if (words[0].matches("[0-9a-f]{16}") && words.length == columns.size() + 2) {
                rows.add(frames.row(words, columns));
            }
        }
        return frames.frames;
    }

    private String row(String[] words, List<String> columns) {
        Map<Long, String> rules = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String rule = words[i + 2];
            if (!rule.equals("u") && !rule.equals("s")) {
                rules.put(number(columns.get(i)), rule.startsWith("#") ? rule.substring(1) : rule);
            }
        }
        String cfa = words[1];
        int sign = Math.max(cfa.indexOf('+'), cfa.indexOf('-'));
        String start = sign < 0 ? cfa : number(cfa.substring(0, sign)) + cfa.substring(sign);
        return line(Long.parseUnsignedLong(words[0], 16), start, rules);
    }

    private long number(String name) {
        if (name.equals("ra")) {
            return Long.parseLong(returnColumn);
        }
        return switch (arch) {
            case "x86_64" -> X86_NAMES.contains(name) ? X86_NAMES.indexOf(name) : xmm(name);
            case "riscv64" -> RISCV_NAMES.contains(name) ? RISCV_NAMES.indexOf(name) : 1000;
            case "arm64" -> name.equals("sp") ? 31 : name.startsWith("d") || name.startsWith("v")
                    ? 64 + Long.parseLong(name.substring(1)) : Long.parseLong(name.substring(1));
            case "s390x" -> name.startsWith("f")
                    ? 16 + S390X_FLOATS.indexOf(Integer.parseInt(name.substring(1)))
                    : Long.parseLong(name.substring(1));
            default -> Long.parseLong(name.substring(1));
        };
    }

    private static final List<Integer> S390X_FLOATS = List.of(0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15);

    private static long xmm(String name) {
        return name.startsWith("xmm") ? 17 + Long.parseLong(name.substring(3)) : 1000;
    }

    private static String line(long from, String cfa, Map<Long, String> rules) {
        StringBuilder line = new StringBuilder(Long.toHexString(from) + ": " + cfa);
        rules.forEach((register, rule) -> line.append(' ').append(register).append('=').append(rule));
        return line.toString();
    }

    /** Ours. */
    static List<String> of(List<FrameRow> rows) {
        return rows.stream().map(ReadelfFrames::of).toList();
    }

    private static String of(FrameRow row) {
        Map<Long, String> rules = new TreeMap<>();
        row.registers().forEach((register, rule) -> {
            String text = text(rule);
            if (!text.isEmpty()) {
                rules.put(register, text);
            }
        });
        return line(row.from(), cfa(row.cfa()), rules);
    }

    private static String cfa(FrameRule rule) {
        return rule instanceof FrameRule.RegisterPlus place ? place.register() + signed(place.offset()) : "exp";
    }

    private static String text(FrameRule rule) {
        if (rule instanceof FrameRule.InMemory saved) {
            return "c" + signed(saved.offset());
        } else if (rule instanceof FrameRule.IsAddress address) {
            return "v" + signed(address.offset());
        } else if (rule instanceof FrameRule.RegisterPlus register) {
            return register.register() + "";
        } else if (rule instanceof FrameRule.InMemoryAt) {
            return "exp";
        } else if (rule instanceof FrameRule.Computed) {
            return "vexp";
        }
        return "";
    }

    private static String signed(long offset) {
        return offset < 0 ? Long.toString(offset) : "+" + offset;
    }
}
