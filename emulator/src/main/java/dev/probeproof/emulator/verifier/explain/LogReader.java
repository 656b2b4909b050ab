// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.verifier.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a verifier log apart, of any release since 4.18 and at any level, with what loaders print around it: libbpf's
 * frame, indentation of others.
 */
final class LogReader {
    private static final Pattern BEGIN = Pattern.compile("BEGIN PROG LOAD LOG|BEGIN DUMP LOG|Verifier analysis:");
    private static final Pattern END = Pattern.compile("END PROG LOAD LOG|END LOG");
    private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): (\\([0-9a-f]{2}\\) .*?)(?:\\s+;(?: (.*))?)?");
    private static final Pattern STATE_AT = Pattern.compile("(\\d+):((?: frame\\d+:)?(?: (?:R\\d+|fp-\\d+)[_=].*)?)");
    private static final Pattern STATE_ALONE = Pattern.compile("(?:frame\\d+: )?R\\d+(?:_[rwD]+)?=.*");
    private static final Pattern FROM = Pattern.compile("from (\\d+) to (\\d+)(?: \\(speculative execution\\))?:(.*)");
    private static final Pattern STATISTICS =
            Pattern.compile("processed \\d+ insns.*|verification time \\d+ usec.*|stack depth [\\d+].*");
    private static final Pattern OTHER = Pattern.compile(String.join(
            "|",
            "mark_precise: .*",
            "last_idx \\d+ first_idx .*",
            "regs=[0-9a-f]+ stack=[0-9a-f]+ before .*",
            "parent (didn't have|already had) regs=.*",
            "frame \\d+: propagating .*",
            "propagating .*",
            "func#\\d+ @\\d+",
            "Live regs before insn:",
            "\\d+: [0-9.]{10} \\([0-9a-f]{2}\\).*",
            "\\([0-9,]+\\) (frame \\d+ insn|live stack update).*",
            "(caller|callee|returning from callee|to caller at \\d+):",
            "topo_order.*",
            "subprog#\\d+.*",
            "stack use/def subprog#.*",
            "arg#\\d+ reference type.*",
            "Validating .* func#\\d+\\.\\.\\.",
            "Func#\\d+ .*is (global|safe|also).*",
            "\\d+: safe",
            "SCC (enter|exit|backedge).*",
            "libbpf: .*",
            "(cur|old) state:.*"));

    private LogReader() {}

    static List<LogLine> read(String log) {
        List<LogLine> lines = new ArrayList<>();
        boolean inTable = false;
        for (String raw : framed(log.lines().toList())) {
            String line = raw.strip();
            // Tables that 7.1 and later print in front of everything list every instruction, reached or not.
            if (line.matches("(stack use/def )?subprog#\\d+( \\(.*\\))?:.*")) {
                inTable = true;
            } else if (inTable && !raw.startsWith(" ") && !raw.startsWith("\t")) {
                inTable = false;
            }
            if (!line.isEmpty()) {
                lines.add(inTable ? other(line) : read(raw, line));
            }
        }
        return lines;
    }

    /** What stands between the marks of a loader that frames the log; of several frames the last. */
    private static List<String> framed(List<String> lines) {
        int begin = 0;
        int end = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            if (BEGIN.matcher(lines.get(i)).find()) {
                begin = i + 1;
                end = lines.size();
            } else if (END.matcher(lines.get(i)).find() && end == lines.size()) {
                end = i;
            }
        }
        return lines.subList(begin, end);
    }

    private static LogLine read(String raw, String line) {
        if (OTHER.matcher(line).matches()) {
            return other(line);
        }
        if (STATISTICS.matcher(line).matches()) {
            return new LogLine(LogLine.Kind.STATISTICS, -1, -1, line, "");
        }
        Matcher match = INSTRUCTION.matcher(line);
        if (match.matches()) {
            String state = match.group(3) == null ? "" : match.group(3);
            return new LogLine(LogLine.Kind.INSTRUCTION, number(match.group(1)), -1, match.group(2), state);
        }
        match = FROM.matcher(line);
        if (match.matches()) {
            return new LogLine(
                    LogLine.Kind.FROM,
                    number(match.group(2)),
                    number(match.group(1)),
                    line,
                    match.group(3).strip().equals("safe") ? "" : match.group(3).strip());
        }
        match = STATE_AT.matcher(line);
        if (match.matches()) {
            return new LogLine(
                    LogLine.Kind.STATE,
                    number(match.group(1)),
                    -1,
                    line,
                    match.group(2).strip());
        }
        if (STATE_ALONE.matcher(line).matches()) {
            return new LogLine(LogLine.Kind.STATE, -1, -1, line, line);
        }
        if (line.startsWith("; ")) {
            return new LogLine(LogLine.Kind.SOURCE, -1, -1, line.substring(2), "");
        }
        return new LogLine(LogLine.Kind.MESSAGE, -1, -1, line, "");
    }

    private static LogLine other(String line) {
        return new LogLine(LogLine.Kind.OTHER, -1, -1, line, "");
    }

    private static int number(String digits) {
        return digits.length() > 9 ? -1 : Integer.parseInt(digits);
    }
}
