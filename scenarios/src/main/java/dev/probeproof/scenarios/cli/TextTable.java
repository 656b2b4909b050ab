// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text, as wide as their widest cell, two blanks apart. On a terminal the last column is cut to the width;
 * piped, nothing is cut.
 *
 * <pre>{@code
 * TextTable table = new TextTable("name", "#instructions");   // a leading # aligns to the right
 * table.row("trace_open", "29");
 * table.print(terminal);
 * }</pre>
 */
final class TextTable {
    private static final String GAP = "  ";
    private static final String CUT = "...";

    private final List<String> titles = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    private record Row(List<String> cells, List<Mark> marks) {}

    /** The cell of that column is painted, which does not count as width. */
    record Mark(int column, Paint paint) {}

    TextTable(String... columns) {
        for (String column : columns) {
            boolean right = column.startsWith("#");
            numeric.add(right);
            titles.add(right ? column.substring(1) : column);
        }
    }

    void row(String... cells) {
        row(List.of(cells));
    }

    void row(List<String> cells, Mark... marks) {
        if (cells.size() != titles.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + titles.size() + " columns");
        }
        rows.add(new Row(List.copyOf(cells), List.of(marks)));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(Terminal terminal) {
        int[] widths = widths();
        StringBuilder head = new StringBuilder();
        append(head, titles, List.of(), widths, terminal);
        terminal.out().print(terminal.paint(Paint.BOLD, head.toString()) + "\n");
        for (Row row : rows) {
            StringBuilder line = new StringBuilder();
            append(line, row.cells(), row.marks(), widths, terminal);
            terminal.out().print(line.append('\n'));
        }
    }

    private int[] widths() {
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = length(titles.get(i));
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], length(row.cells().get(i)));
            }
        }
        return widths;
    }

    private void append(StringBuilder line, List<String> cells, List<Mark> marks, int[] widths, Terminal terminal) {
        int used = 0;
        int last = cells.size() - 1;
        for (int i = 0; i <= last; i++) {
            String cell = i == last ? cut(cells.get(i), terminal.width() - used) : cells.get(i);
            String blanks = " ".repeat(Math.max(0, widths[i] - length(cell)));
            String painted = cell;
            for (Mark mark : marks) {
                if (mark.column() == i) {
                    painted = terminal.paint(mark.paint(), painted);
                }
            }
            boolean right = numeric.get(i);
            line.append(right ? blanks : "").append(painted);
            if (i < last) {
                line.append(right ? "" : blanks).append(GAP);
            }
            used += widths[i] + GAP.length();
        }
    }

    private static String cut(String cell, int room) {
        if (length(cell) <= room || room < CUT.length() + 1) {
            return cell;
        }
        return cell.substring(0, cell.offsetByCodePoints(0, room - CUT.length())) + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
