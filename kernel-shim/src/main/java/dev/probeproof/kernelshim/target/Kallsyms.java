// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.target;

import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Symbols of the running kernel, read from {@code /proc/kallsyms} on the first question: most programs ask none, and
 * the file has some 200,000 lines. Where the kernel hides addresses ({@code kptr_restrict}) they are all 0 and nothing is
 * known.
 */
final class Kallsyms implements KernelSymbols {
    /** What link-time optimisation puts behind the names of static variables, before a number. */
    private static final String LTO_SUFFIX = ".llvm.";

    private final Path file;
    private final Path forbiddenProbes;
    private @Nullable Map<String, OptionalLong> addresses;
    private @Nullable Set<String> forbidden;

    /**
     * @param file {@code /proc/kallsyms}
     * @param forbiddenProbes {@code /sys/kernel/debug/kprobes/blacklist}; where it cannot be read, nothing is forbidden
     */
    Kallsyms(Path file, Path forbiddenProbes) {
        this.file = file;
        this.forbiddenProbes = forbiddenProbes;
    }

    @Override
    public OptionalLong address(String name) {
        return addresses().getOrDefault(name, OptionalLong.empty());
    }

    @Override
    public boolean isAmbiguous(String name) {
        Map<String, OptionalLong> all = addresses();
        return all.containsKey(name) && all.get(name).isEmpty();
    }

    @Override
    public Collection<String> names() {
        return Collections.unmodifiableSet(addresses().keySet());
    }

    @Override
    public boolean isKnown() {
        return !addresses().isEmpty();
    }

    @Override
    public synchronized boolean forbidsProbes(String function) {
        if (forbidden == null) {
            forbidden = readForbidden();
        }
        return forbidden.contains(function);
    }

    /** {@code 0xffffffff81000000-0xffffffff81000040}, a tab, the name: of parts of functions {@code +0x10} behind it. */
    private Set<String> readForbidden() {
        try (Stream<String> lines = Files.lines(forbiddenProbes, StandardCharsets.UTF_8)) {
            return lines.map(line -> line.substring(line.indexOf('\t') + 1).strip())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | UncheckedIOException unreadable) {
            return Set.of();
        }
    }

    private synchronized Map<String, OptionalLong> addresses() {
        if (addresses == null) {
            addresses = read();
        }
        return addresses;
    }

    private Map<String, OptionalLong> read() {
        Map<String, OptionalLong> found = new LinkedHashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line, found);
            }
        } catch (IOException unreadable) {
            throw new UnsupportedFeatureException("symbols of the running kernel", unreadable.toString());
        }
        return found;
    }

    /** {@code ffffffff81000000 T _text}, for symbols of modules followed by a tab and {@code [module]}. */
    private static void add(String line, Map<String, OptionalLong> found) {
        String[] parts = line.split("[ \t]+", 4);
        if (parts.length < 3) {
            return;
        }
        long address = Long.parseUnsignedLong(parts[0], 16);
        if (address == 0) {
            return;
        }
        add(parts[2], address, found);
        int suffix = parts[2].indexOf(LTO_SUFFIX);
        if (parts[1].equals("d") && suffix > 0) {
            add(parts[2].substring(0, suffix), address, found);
        }
    }

    /** A name that stands for two addresses says nothing about where a function is. */
    private static void add(String name, long address, Map<String, OptionalLong> found) {
        found.merge(name, OptionalLong.of(address), (one, other) -> one.equals(other) ? one : OptionalLong.empty());
    }
}
