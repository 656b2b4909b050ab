// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.EventName;
import dev.probeproof.loader.definition.FetchPrinter;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.tracefs.TracefsCommand;
import dev.probeproof.loader.definition.tracefs.TracefsFile;
import dev.probeproof.loader.definition.tracefs.TracefsProfile;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.TargetKernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A probe point as a line for the kernel's {@code kprobe_events} or {@code uprobe_events}. The kernel's language has less than
 * fetches have; an argument that it has no words for is left out, and why is told.
 *
 * @param command what to write; without the arguments of {@code missing}
 * @param missing what cannot be expressed, by the argument's name: the end of a sentence that starts "it cannot be expressed
 *     because"
 */
public record TraceEvent(String command, Map<String, String> missing) {
    private static final int MAX_ELEMENTS = TracefsProfile.MAX_ELEMENTS;

    public TraceEvent {
        missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    }

    /** Whether every argument is in the command. */
    public boolean isComplete() {
        return missing.isEmpty();
    }

    /**
     * The event of a point.
     *
     * @param name of the event; what it leaves open is the kernel's default group and a name made of the place
     * @throws IllegalArgumentException for points that are no places in code
     */
    public static TraceEvent of(ProbePoint point, EventName name, TargetKernel kernel) {
        boolean user = point.attachPoint() instanceof AttachPoint.Uprobe;
        String head = head(point.attachPoint(), name);
        TracefsProfile profile = TracefsProfile.of(kernel.release(), kernel.arch());
        Map<String, String> missing = new LinkedHashMap<>();
        List<String> written = new ArrayList<>();
        for (FetchArgument argument : point.arguments()) {
            try {
                String text = argument.name() + "=" + text(argument, user);
                requireKnown(head + " " + text, user, profile);
                written.add(text);
            } catch (ProbeSyntaxException | IllegalArgumentException reason) {
                String words = reason instanceof ProbeSyntaxException syntax ? syntax.problem() : reason.getMessage();
                missing.put(argument.name(), words);
            }
        }
        return new TraceEvent(written.isEmpty() ? head : head + " " + String.join(" ", written), missing);
    }

    private static void requireKnown(String line, boolean user, TracefsProfile profile) {
        TracefsCommand command =
                TracefsCommand.parse(line, user ? TracefsFile.UPROBE_EVENTS : TracefsFile.KPROBE_EVENTS);
        profile.require(((TracefsCommand.Define) command).probe());
    }

    private static String head(AttachPoint point, EventName name) {
        String label = name.group() == null && name.event() == null
                ? ""
                : ":" + (name.group() == null ? "" : name.group() + "/") + (name.event() == null ? "" : name.event());
        if (point instanceof AttachPoint.Kprobe kprobe) {
            return (kprobe.onReturn() ? "r" : "p") + label + " " + kprobe.place();
        } else if (point instanceof AttachPoint.Uprobe uprobe) {
            return (uprobe.onReturn() ? "r" : "p") + label + " " + uprobe.file() + ":0x"
                    + Long.toHexString(uprobe.fileOffset());
        }
        throw new IllegalArgumentException("no place in code: " + point);
    }

    private static String text(FetchArgument argument, boolean user) {
        FetchArgument.Fetch fetch = argument.fetch();
        if (fetch.base() instanceof FetchBase.Absent absent) {
            throw new IllegalArgumentException("the variable is not there: " + absent.reason());
        } else if (fetch.base() instanceof FetchBase.Symbol && fetch.derefs().isEmpty()) {
            throw new IllegalArgumentException("'@' reads memory at a symbol and never gives its address");
        } else if (fetch.leaf() instanceof FetchLeaf.Bits bits && bits.signed()) {
            throw new IllegalArgumentException("the kernel has no signed bit-fields");
        }
        // A user program has user memory only, and kernels before 5.3 know no 'u'.
        List<Deref> derefs = !user
                ? fetch.derefs()
                : fetch.derefs().stream()
                        .map(deref -> new Deref(deref.offset(), AddressSpaceKind.KERNEL))
                        .toList();
        FetchLeaf whole = new FetchLeaf.Int(8, false);
        String place = FetchPrinter.print(new FetchArgument.Fetch(fetch.base(), derefs, whole));
        return place.substring(0, place.lastIndexOf(':')) + type(fetch, argument.display(), user);
    }

    private static String type(FetchArgument.Fetch fetch, Display display, boolean user) {
        FetchLeaf leaf = fetch.leaf();
        if (leaf instanceof FetchLeaf.Int value) {
            int bits = 8 * value.sizeBytes();
            if (display instanceof Display.SymbolAndOffset && bits == 64 && !user) {
                return ":symbol";
            }
            boolean hex = display instanceof Display.Hexadecimal;
            return ":" + (value.signed() ? "s" : hex ? "x" : "u") + bits;
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return ":b" + bits.widthBits() + "@" + bits.shift() + "/" + 8 * bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Text) {
            // The kernel has no bound of its own to give: it reads to the end of the text.
            return ":string";
        } else if (leaf instanceof FetchLeaf.Texts texts) {
            boolean ofUser = texts.space() == AddressSpaceKind.USER && !user;
            List<Deref> derefs = fetch.derefs();
            boolean pointersOfUser = derefs.get(derefs.size() - 1).space() == AddressSpaceKind.USER;
            if (ofUser != (pointersOfUser && !user)) {
                return ":ustring[" + texts.count() + "]";
            }
            return ":string[" + texts.count() + "]";
        }
        return ":" + bytes(((FetchLeaf.Memory) leaf).sizeBytes());
    }

    /** The smallest elements of which there are few enough; together they are the same bytes. */
    private static String bytes(int size) {
        for (int element = 1; element <= 8; element *= 2) {
            if (size % element == 0 && size / element <= MAX_ELEMENTS) {
                return "x" + 8 * element + "[" + size / element + "]";
            }
        }
        throw new IllegalArgumentException(
                size + " bytes are no array of at most " + MAX_ELEMENTS + " elements of 8, 16, 32 or 64 bits");
    }
}
