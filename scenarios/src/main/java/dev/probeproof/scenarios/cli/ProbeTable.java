// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.arch.ContextWords;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.definition.FetchPrinter;
import dev.probeproof.loader.definition.ProbeSyntaxException;
import dev.probeproof.loader.definition.ValueWords;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.Deref;
import dev.probeproof.loader.fetch.Display;
import dev.probeproof.loader.fetch.FetchArgument;
import dev.probeproof.loader.fetch.FetchBase;
import dev.probeproof.loader.fetch.FetchLeaf;
import dev.probeproof.loader.probe.ArgumentOutcome;
import dev.probeproof.loader.probe.ResolvedPath;
import java.util.ArrayList;
import java.util.List;

/** {@link ProbeAnswer}s for people: a table of fetches, and what could not be resolved below it. */
final class ProbeTable {
    /** A person who asks for a few wants them in words; who asks for many wants the table. */
    private static final int MOST_WORDS = 24;

    private final TextTable table = new TextTable("where", "expression", "fetch", "reads", "C type");
    private final List<String> words = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(ProbeAnswer answer) {
        String kernel = answer.kernel().name();
        if (answer.site().isPresent()) {
            kernel = answer.site().get().attachPoint() + ", "
                    + answer.site().get().words();
        }
        if (answer.failure().isPresent()) {
            String verdict = answer.failure().get() instanceof ProbeSyntaxException ? "no definition" : "refused";
            table.row(List.of(kernel, answer.expression(), "-", "-", verdict), new TextTable.Mark(4, Paint.RED));
            failures.add(answer.failure().get().getMessage());
        } else if (answer.argument().isPresent()) {
            ArgumentOutcome.Resolved argument = answer.argument().get();
            FetchArgument.Fetch fetch = argument.argument().fetch();
            ResolvedPath path = argument.path();
            table.row(kernel, answer.expression(), way(fetch), leaf(fetch.leaf()), path == null ? "-" : path.type());
            words.add(FetchPrinter.describe(argument.argument())
                    + shown(argument.argument().display()));
        } else {
            table.row(kernel, answer.expression(), "-", "nothing", "-");
        }
    }

    /** Prints nothing if nothing was added. */
    void print(Terminal terminal) {
        if (!table.isEmpty()) {
            table.print(terminal);
        }
        if (!words.isEmpty() && words.size() <= MOST_WORDS) {
            terminal.out().print("\n");
            words.stream().distinct().forEach(line -> terminal.out().print("  " + line + "\n"));
        }
        for (String failure : failures) {
            terminal.out().print("\n" + failure + "\n");
        }
    }

    /** In the form of kprobe_events: the innermost access first, such as {@code +40(+24(%di))}. */
    private static String way(FetchArgument.Fetch fetch) {
        String way = base(fetch.base());
        for (Deref deref : fetch.derefs()) {
            way = (deref.space() == AddressSpaceKind.USER ? "+u" : "+") + deref.offset() + "(" + way + ")";
        }
        return way.replace("+-", "-").replace("+u-", "-u");
    }

    private static String base(FetchBase base) {
        if (base instanceof FetchBase.Register register) {
            Register at = register.register();
            return ContextWords.isWord(at) ? at.name() : "%" + at.name();
        } else if (base instanceof FetchBase.Immediate immediate) {
            return "\\0x" + Long.toHexString(immediate.value());
        } else if (base instanceof FetchBase.Symbol symbol) {
            return "@" + symbol.name() + (symbol.offset() == 0 ? "" : "+" + symbol.offset());
        }
        return ValueWords.of(base);
    }

    private static String shown(Display display) {
        if (display instanceof Display.Enumeration enumeration) {
            return ", by the names of enum " + enumeration.type();
        } else if (display instanceof Display.Flags flags) {
            return ", bit by bit by the names of enum " + flags.type();
        } else if (display instanceof Display.Hexadecimal) {
            return ", in hexadecimal";
        } else if (display instanceof Display.Character) {
            return ", as a character";
        }
        return display instanceof Display.SymbolAndOffset ? ", as symbol and offset" : "";
    }

    private static String leaf(FetchLeaf leaf) {
        if (leaf instanceof FetchLeaf.Int integer) {
            return (integer.signed() ? "s" : "u") + 8 * integer.sizeBytes();
        } else if (leaf instanceof FetchLeaf.Bits bits) {
            return "b" + bits.widthBits() + "@" + bits.shift() + "/" + 8 * bits.containerBytes();
        } else if (leaf instanceof FetchLeaf.Text text) {
            return "string(" + text.maxBytes() + ")";
        } else if (leaf instanceof FetchLeaf.Texts texts) {
            return (texts.space() == AddressSpaceKind.USER ? "ustring[" : "string[") + texts.count() + "]";
        }
        return ((FetchLeaf.Memory) leaf).sizeBytes() + " bytes";
    }
}
