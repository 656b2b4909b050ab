// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.error.ProbeproofException;
import dev.probeproof.scenarios.fit.FitReport;
import dev.probeproof.scenarios.fit.KernelFit;
import dev.probeproof.scenarios.fit.Need;
import dev.probeproof.scenarios.fit.ObjectFit;
import java.util.ArrayList;
import java.util.List;

/** A fit report for people: a table of objects and kernels, then the reasons, each once, then one line. */
final class FitText {
    private static final String FITS = "fits";
    private static final String DOES_NOT = "NO";
    private static final String UNREADABLE = "-";

    private final FitReport report;
    private final Terminal terminal;
    private final boolean notes;
    private final int folder;

    private FitText(FitReport report, Terminal terminal, boolean notes) {
        this.report = report;
        this.folder = commonFolder(report.objects());
        this.terminal = terminal;
        this.notes = notes;
    }

    /**
     * @param notes true for what does not keep an object from fitting, too
     */
    static void print(FitReport report, Terminal terminal, boolean notes) {
        new FitText(report, terminal, notes).print();
    }

    private void print() {
        boolean numbered = isTooWide();
        table(numbered);
        if (numbered) {
            terminal.out().print("\n");
            for (int i = 0; i < report.kernels().size(); i++) {
                terminal.out()
                        .print("  [" + (i + 1) + "] is "
                                + report.kernels().get(i).name() + "\n");
            }
        }
        report.objects().forEach(this::reasons);
        terminal.out().print("\n" + closingLine() + "\n");
    }

    private void table(boolean numbered) {
        List<String> titles = new ArrayList<>();
        titles.add("object");
        for (int i = 0; i < report.kernels().size(); i++) {
            titles.add(numbered ? "[" + (i + 1) + "]" : report.kernels().get(i).name());
        }
        titles.add("from");
        TextTable table = new TextTable(titles.toArray(String[]::new));
        for (ObjectFit object : report.objects()) {
            List<String> cells = new ArrayList<>();
            List<TextTable.Mark> marks = new ArrayList<>();
            cells.add(name(object));
            for (int i = 0; i < report.kernels().size(); i++) {
                String cell = cell(object, i);
                marks.add(new TextTable.Mark(i + 1, paint(cell)));
                cells.add(cell);
            }
            cells.add(oldest(object));
            table.row(cells, marks.toArray(TextTable.Mark[]::new));
        }
        table.print(terminal);
    }

    /** The path without the folder that all objects are in. */
    private String name(ObjectFit object) {
        return object.object().substring(folder);
    }

    /** The length of that folder's name, its slash included. */
    private static int commonFolder(List<ObjectFit> objects) {
        if (objects.isEmpty()) {
            return 0;
        }
        String first = objects.get(0).object();
        int length = first.lastIndexOf('/') + 1;
        for (ObjectFit object : objects) {
            while (!object.object().startsWith(first.substring(0, length))) {
                length = first.lastIndexOf('/', length - 2) + 1;
            }
        }
        return length;
    }

    private static String cell(ObjectFit object, int kernel) {
        if (object.unreadable() != null) {
            return UNREADABLE;
        }
        return object.kernels().get(kernel).fits() ? FITS : DOES_NOT;
    }

    private static Paint paint(String cell) {
        return switch (cell) {
            case FITS -> Paint.GREEN;
            case DOES_NOT -> Paint.RED;
            default -> Paint.YELLOW;
        };
    }

    /** The release before which something is missing for certain. */
    private static String oldest(ObjectFit object) {
        return object.oldestRelease()
                .map(need -> need.since() + " (" + what(need) + ")")
                .orElse("");
    }

    private static String what(Need need) {
        return need.kind() == Need.Kind.ABILITY ? need.name() : need.kind() + " " + need.name();
    }

    /** Columns are never cut, so that a table which would be wider than the terminal gets numbers for names. */
    private boolean isTooWide() {
        int width = report.objects().stream()
                .mapToInt(object -> name(object).length())
                .max()
                .orElse(0);
        for (FitReport.Kernel kernel : report.kernels()) {
            width += 2 + Math.max(kernel.name().length(), FITS.length());
        }
        return width > terminal.width();
    }

    private void reasons(ObjectFit object) {
        ProbeproofException unreadable = object.unreadable();
        if (unreadable != null) {
            terminal.out()
                    .print("\n" + terminal.paint(Paint.RED, "not read") + ": "
                            + indented(String.valueOf(unreadable.getMessage())) + "\n");
            return;
        }
        List<FitReason> problems = FitReason.group(object, KernelFit::problems);
        List<FitReason> others = notes ? FitReason.group(object, KernelFit::notes) : List.of();
        if (problems.isEmpty() && others.isEmpty()) {
            return;
        }
        terminal.out().print("\n" + terminal.paint(Paint.BOLD, name(object)) + "\n");
        problems.forEach(reason -> reason(reason, terminal.paint(Paint.RED, DOES_NOT)));
        others.forEach(reason -> reason(reason, terminal.paint(Paint.YELLOW, "note")));
        if (!problems.isEmpty()) {
            terminal.out()
                    .print("  "
                            + report.oldestFitting(object)
                                    .map(kernel -> "the oldest of these kernels that it fits is " + kernel.name())
                                    .orElse("it fits none of these kernels")
                            + "\n");
        }
    }

    private void reason(FitReason reason, String mark) {
        String where = reason.where();
        terminal.out()
                .print("  " + mark + "  " + kernels(reason) + ": " + indented(reason.text()) + "\n"
                        + (where.isEmpty() ? "" : "      " + where + "\n"));
    }

    private String kernels(FitReason reason) {
        return reason.kernels().size() == report.kernels().size()
                        && reason.kernels().size() > 2
                ? "all kernels"
                : String.join(", ", reason.kernels());
    }

    private static String indented(String text) {
        return text.strip().replaceAll("\n\\s*", "\n        ");
    }

    private String closingLine() {
        long fit = 0;
        long others = 0;
        long unread = 0;
        long noted = 0;
        for (ObjectFit object : report.objects()) {
            unread += object.unreadable() == null ? 0 : 1;
            for (KernelFit kernel : object.kernels()) {
                fit += kernel.fits() ? 1 : 0;
                others += kernel.fits() ? 0 : 1;
            }
            noted += FitReason.group(object, KernelFit::notes).size();
        }
        return fit + " fit, " + others + " do not" + (unread == 0 ? "" : ", " + unread + " not read") + " ("
                + count(report.objects().size(), "object") + " on "
                + count(report.kernels().size(), "kernel") + ")"
                + (notes || noted == 0 ? "" : "; " + count(noted, "note") + ": --notes");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
