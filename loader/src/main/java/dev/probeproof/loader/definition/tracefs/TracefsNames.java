// SPDX-License-Identifier: MIT
package dev.probeproof.loader.definition.tracefs;

import dev.probeproof.loader.definition.FetchType;
import dev.probeproof.loader.definition.TextSlice;

/** How the kernel calls events for which no name is written, and when it takes two definitions for one event. */
final class TracefsNames {
    private TracefsNames() {}

    static String automatic(TracefsProbe probe) {
        TracefsPlace place = probe.place();
        String letter = probe.onReturn() ? "r" : "p";
        if (place instanceof TracefsPlace.FileOffset file) {
            // The kernel names an event of a user program after p at returns, too.
            return identifier("p_" + fileName(file.path()) + "_0x" + Long.toHexString(file.offset()));
        } else if (place instanceof TracefsPlace.Address address) {
            return letter + "_0x" + Long.toHexString(address.address());
        } else if (place instanceof TracefsPlace.Tracepoint tracepoint) {
            return tracepoint.name();
        } else if (place instanceof TracefsPlace.AttachedEvent attached) {
            return attached.event();
        }
        TracefsPlace.Symbol symbol = (TracefsPlace.Symbol) place;
        if (probe.kind() == TracefsProbe.Kind.FPROBE) {
            return identifier(symbol.name() + (probe.onReturn() ? "__exit" : "__entry"));
        }
        String module = symbol.module() == null ? "" : symbol.module() + ":";
        return identifier(letter + "_" + module + symbol.name() + "_" + symbol.offset());
    }

    /** Of a path the last part, up to what cannot be in a name. */
    private static String fileName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int end = 0;
        while (end < name.length() && TextSlice.isIdentifierPart(name.charAt(end))) {
            end++;
        }
        return name.substring(0, end);
    }

    private static String identifier(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }

    static boolean sameEvent(TracefsProbe one, TracefsProbe other) {
        boolean same = one.kind() == other.kind()
                && one.onReturn() == other.onReturn()
                && one.groupName().equals(other.groupName())
                && one.eventName().equals(other.eventName())
                && one.arguments().size() == other.arguments().size();
        for (int i = 0; same && i < one.arguments().size(); i++) {
            TracefsArgument left = one.arguments().get(i);
            TracefsArgument right = other.arguments().get(i);
            same = left.nameAt(i + 1).equals(right.nameAt(i + 1)) && type(left).equals(type(right));
        }
        return same;
    }

    private static String type(TracefsArgument argument) {
        FetchType type = argument.fetch().type();
        boolean text = argument.fetch().leaf() instanceof dev.probeproof.loader.fetch.FetchLeaf.Text;
        return type == null ? text ? "string" : "x64" : type.toString();
    }
}
