// SPDX-License-Identifier: MIT
package dev.probeproof.loader.probe;

import dev.probeproof.loader.definition.ProbeDefinition;
import dev.probeproof.loader.definition.ProbePlace;
import dev.probeproof.loader.dwarf.AddressRange;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.CompilationUnit;
import dev.probeproof.loader.dwarf.DebugFunction;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.FunctionInstance;
import dev.probeproof.loader.dwarf.InlinedCopy;
import dev.probeproof.loader.dwarf.LineRow;
import dev.probeproof.loader.dwarf.LineTable;
import dev.probeproof.loader.dwarf.SourceLine;
import dev.probeproof.loader.dwarf.SourcePaths;
import dev.probeproof.loader.probe.ProbeResolutionException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Finds the addresses that a definition means, by debug information. */
final class SiteSearch {
    /** Places of one definition, eight times what perf allows. */
    private static final int MAX_SITES = 1024;

    private final ProbeDefinition definition;
    private final DebugTarget target;
    private final DebugInfo info;
    private final List<String> leftOut = new ArrayList<>();
    private final TreeMap<Long, Site> sites = new TreeMap<>(Long::compareUnsigned);

    SiteSearch(ProbeDefinition definition, DebugTarget target) {
        this.definition = definition;
        this.target = target;
        this.info = target.info();
    }

    /** What the definition means that a kernel takes no probes in, with the reason; known after {@link #sites}. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** By address; at least one. */
    List<Site> sites() {
        search();
        leaveOutForbidden();
        return List.copyOf(sites.values());
    }

    private void leaveOutForbidden() {
        for (Site site : List.copyOf(sites.values())) {
            String function = site.scopes().function().name().orElse("");
            target.forbids(site.address(), function).ifPresent(reason -> {
                sites.remove(site.address());
                leftOut.add(site.words() + ": " + reason);
            });
        }
        if (sites.isEmpty()) {
            throw refused(
                    Reason.FORBIDDEN,
                    "the kernel takes no probes there: " + leftOut.get(0)
                            + (leftOut.size() > 1 ? " (and " + (leftOut.size() - 1) + " more)" : ""),
                    "");
        }
    }

    private void search() {
        ProbePlace place = definition.place();
        if (place instanceof ProbePlace.Function function) {
            functions(function);
        } else if (place instanceof ProbePlace.SourceLine line) {
            info.addressesOf(line.file(), line.line())
                    .forEach(address -> addInside(address, true, scopes -> scopes.asSeenAt(line.file(), line.line())));
            if (sites.isEmpty()) {
                throw nothing("no code was made of line " + line.line() + " of " + line.file(), nextLine(line));
            }
        } else if (place instanceof ProbePlace.SourcePattern pattern) {
            pattern(pattern);
        } else {
            addInside(address(place), false, scopes -> scopes);
            if (sites.isEmpty()) {
                throw nothing("no function is at " + place, "");
            }
        }
    }

    private long address(ProbePlace place) {
        if (place instanceof ProbePlace.FileOffset offset) {
            return info.elf()
                    .addressAt(offset.offset())
                    .orElseThrow(() -> nothing("no code that is loaded lies at " + place + " of the file", ""));
        }
        return ((ProbePlace.Address) place).address();
    }

    private List<DebugFunction> functions(String name, boolean glob, String file) {
        List<DebugFunction> found = glob ? info.functions(new FunctionGlob(name)::matches) : info.functions(name);
        List<DebugFunction> functions =
                found.stream().filter(function -> isIn(function, file)).toList();
        if (functions.isEmpty()) {
            throw nothing(
                    found.isEmpty()
                            ? "no function " + (glob ? "matches '" : "'") + name + "'"
                            : "no function '" + name + "' is of a file " + file,
                    String.join("; ", info.missingParts().stream().limit(1).toList()));
        }
        return functions;
    }

    /** Lines whose text matches: all of a file, or those that a function's code was made of. */
    private void pattern(ProbePlace.SourcePattern place) {
        LinePattern lines = new LinePattern(place, definition, target);
        if (place.function().isEmpty()) {
            for (LinePattern.Match match : lines.ofFile()) {
                info.addressesOf(match.file(), match.line())
                        .forEach(address -> addInside(address, true, scopes -> scopes));
            }
        } else {
            boolean glob = ProbePlace.Function.isGlob(place.function());
            for (DebugFunction function : functions(place.function(), glob, place.file())) {
                for (LinePattern.Match match : lines.ofFunction(function)) {
                    line(function, match.file(), match.line());
                }
            }
        }
        if (sites.isEmpty()) {
            throw nothing("no code was made of a line that matches '" + place.pattern() + "'", "");
        }
    }

    private void functions(ProbePlace.Function place) {
        for (DebugFunction function : functions(place.name(), place.isGlob(), place.file())) {
            if (place.isWhole()) {
                whole(function);
            } else if (place.line() != ProbePlace.NO_LINE) {
                line(function, place.line());
            } else {
                offset(function, place.offset());
            }
        }
        if (sites.isEmpty()) {
            throw nothing(whyNone(place), "");
        }
    }

    private String whyNone(ProbePlace.Function place) {
        if (definition.onReturn()) {
            return "'" + place.name()
                    + "' has no code of its own: every call of it was inlined, and inlined code has no"
                    + " return that could be probed";
        } else if (place.line() != ProbePlace.NO_LINE) {
            return "no code was made of line " + place.line() + " of '" + place.name() + "'";
        } else if (place.offset() != 0) {
            return "'" + place.name() + "' is shorter than " + place.offset() + " bytes, or has no code of its own";
        }
        return definition.inlinedCopies()
                ? "the compiler kept no code of '" + place.name() + "'"
                : "every call of '" + place.name()
                        + "' was inlined, and inlined copies are not to be probed: inlines=no";
    }

    private static boolean isIn(DebugFunction function, String file) {
        return file.isEmpty()
                || function.file()
                        .filter(path -> SourcePaths.endsWith(path, file))
                        .isPresent()
                || function.unit()
                        .name()
                        .filter(path -> SourcePaths.endsWith(path, file))
                        .isPresent();
    }

    private void whole(DebugFunction function) {
        for (FunctionInstance instance : function.instances()) {
            boolean asDeclared = instance.symbols().isEmpty()
                    || instance.symbols().stream().noneMatch(name -> name.indexOf('.') > 0);
            add(new Site(
                    instance.entryPc(),
                    CodeScopes.around(instance.die(), instance.entryPc()),
                    asDeclared,
                    "entry of " + nameOf(function, instance)));
        }
        if (definition.onReturn() || !definition.inlinedCopies()) {
            return;
        }
        for (InlinedCopy copy : function.inlined()) {
            if (copy.entryPc() == 0) {
                // Nothing is left of it. One without code of its own that says where it begins is a place nevertheless:
                // that
                // instruction is executed as often as the copy would have been entered.
                continue;
            }
            String caller = copy.function().name().orElse("?");
            String at = copy.callSite().map(line -> " at " + tail(line)).orElse("");
            add(new Site(
                    copy.entryPc(),
                    CodeScopes.around(copy.die(), copy.entryPc()),
                    false,
                    function.name() + " inlined into " + caller + at));
        }
    }

    private static String nameOf(DebugFunction function, FunctionInstance instance) {
        return instance.symbols().contains(function.name())
                        || instance.symbols().isEmpty()
                ? function.name()
                : instance.symbols().get(0);
    }

    private void offset(DebugFunction function, long offset) {
        for (FunctionInstance instance : function.instances()) {
            long address = instance.entryPc() + offset;
            if (contains(instance.ranges(), address)) {
                addInside(address, false, scopes -> scopes);
            }
        }
    }

    /** Lines count from that of the declaration, in the file of the declaration. */
    private void line(DebugFunction function, int relative) {
        Optional<String> file = function.file();
        if (file.isEmpty() || function.line().isEmpty()) {
            return;
        }
        line(function, file.get(), (int) function.line().getAsLong() + relative);
    }

    /** A line of a file, as far as code of the function was made of it. */
    private void line(DebugFunction function, String file, int line) {
        List<List<AddressRange>> code = new ArrayList<>();
        function.instances().forEach(instance -> code.add(instance.ranges()));
        if (definition.inlinedCopies()) {
            function.inlined().forEach(copy -> code.add(copy.ranges()));
        }
        for (CompilationUnit unit : units(function)) {
            Optional<LineTable> table = unit.lines();
            if (table.isEmpty()) {
                continue;
            }
            for (long address : table.get().addressesOf(file, line)) {
                if (code.stream().anyMatch(ranges -> contains(ranges, address))) {
                    addInside(address, true, scopes -> scopes.asSeenBy(function.die()));
                }
            }
        }
    }

    static List<CompilationUnit> units(DebugFunction function) {
        List<CompilationUnit> units = new ArrayList<>();
        function.instances().forEach(instance -> units.add(instance.die().unit()));
        function.inlined().forEach(copy -> units.add(copy.die().unit()));
        return units.stream().distinct().toList();
    }

    private static boolean contains(List<AddressRange> ranges, long address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** @param view of which function the variables are meant */
    private void addInside(long address, boolean byLine, UnaryOperator<CodeScopes> view) {
        Optional<CodeScopes> scopes = info.scopesAt(address).map(view);
        if (scopes.isEmpty()) {
            return;
        }
        Die function = scopes.get().function();
        long entry = function.entryPc().orElse(address);
        String name = function.name().orElse("?");
        boolean atEntry = entry == address && scopes.get().inlined().isEmpty();
        String words = name + (address == entry ? "" : "+0x" + Long.toHexString(address - entry));
        Optional<SourceLine> line = byLine ? Optional.empty() : info.lineAt(address);
        add(new Site(
                address,
                scopes.get(),
                atEntry,
                words + line.map(at -> " at " + tail(at)).orElse("")));
    }

    private void add(Site site) {
        if (sites.size() == MAX_SITES && !sites.containsKey(site.address())) {
            throw new ProbeResolutionException(
                    Reason.AMBIGUOUS,
                    definition.function(),
                    target.name(),
                    definition.text(),
                    definition.functionColumn(),
                    "'" + definition.place() + "' means more than " + MAX_SITES + " places",
                    List.of(),
                    "");
        }
        sites.putIfAbsent(site.address(), site);
    }

    private static String tail(SourceLine line) {
        return line.file().substring(line.file().lastIndexOf('/') + 1) + ":" + line.line();
    }

    /** The next line that code was made of, if it is near. */
    private String nextLine(ProbePlace.SourceLine line) {
        for (CompilationUnit unit : info.units()) {
            Optional<LineTable> table = unit.lines();
            if (table.isEmpty()
                    || table.get().files().stream().noneMatch(file -> SourcePaths.endsWith(file.path(), line.file()))) {
                continue;
            }
            int next = table.get().rows().stream()
                    .filter(row -> row.isStatement() && !row.endSequence() && row.line() > line.line())
                    .filter(row -> table.get()
                            .fileName(row.file())
                            .filter(path -> SourcePaths.endsWith(path, line.file()))
                            .isPresent())
                    .mapToInt(LineRow::line)
                    .min()
                    .orElse(0);
            if (next > 0) {
                return "the next line with code is " + next;
            }
        }
        return "";
    }

    private ProbeResolutionException nothing(String problem, String hint) {
        return refused(Reason.FUNCTION_ABSENT, problem, hint);
    }

    private ProbeResolutionException refused(Reason reason, String problem, String hint) {
        return new ProbeResolutionException(
                reason,
                definition.function(),
                target.name(),
                definition.text(),
                definition.functionColumn(),
                problem,
                List.of(),
                hint);
    }
}
