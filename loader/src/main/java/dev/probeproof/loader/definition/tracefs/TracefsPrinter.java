// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.FetchPrinter;

/** Writes a {@link TracefsProbe} as the kernel reads it. */
final class TracefsPrinter {
    private TracefsPrinter() {}

    static String print(TracefsProbe probe) {
        StringBuilder text = new StringBuilder(letter(probe));
        if (probe.maxActive() != null) {
            text.append(probe.maxActive());
        }
        if (probe.group() != null || probe.event() != null) {
            text.append(':');
        }
        if (probe.group() != null) {
            text.append(probe.group()).append('/');
        }
        if (probe.event() != null) {
            text.append(probe.event());
        }
        text.append(' ').append(probe.place());
        boolean suffix = probe.onReturn() && probe.kind() == TracefsProbe.Kind.FPROBE;
        text.append(suffix ? "%return" : "");
        if (probe.place() instanceof TracefsPlace.FileOffset file && file.counterOffset() != null) {
            text.append("(0x").append(Long.toHexString(file.counterOffset())).append(')');
        }
        for (TracefsArgument argument : probe.arguments()) {
            text.append(' ').append(argument.name() == null ? "" : argument.name() + "=");
            text.append(FetchPrinter.print(argument.fetch()));
        }
        return text + (probe.filter() == null ? "" : " if " + probe.filter());
    }

    private static String letter(TracefsProbe probe) {
        switch (probe.kind()) {
            case FPROBE:
                return "f";
            case TRACEPOINT:
                return "t";
            case EVENT:
                return "e";
            default:
                return probe.onReturn() ? "r" : "p";
        }
    }
}
