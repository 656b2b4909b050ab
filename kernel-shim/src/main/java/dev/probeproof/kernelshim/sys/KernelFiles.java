// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the kernel tells by files below {@code /proc} and {@code /sys}. Their sizes are not to be trusted: read to the
 * end.
 */
public final class KernelFiles {
    /** Where tracefs is mounted, by preference; the second is how kernels before 4.1 had it. */
    private static final List<String> TRACEFS = List.of("sys/kernel/tracing", "sys/kernel/debug/tracing");

    private final Path root;

    private KernelFiles(Path root) {
        this.root = root;
    }

    /** Those of the running kernel. */
    public static KernelFiles ofRunningKernel() {
        return new KernelFiles(Path.of("/"));
    }

    /** Those below another root directory. */
    public static KernelFiles below(Path root) {
        return new KernelFiles(root);
    }

    /** {@code uname -r}. */
    public String release() throws IOException {
        return text("proc/sys/kernel/osrelease");
    }

    /** The kernel's own types. */
    public byte[] btf() throws IOException {
        return Files.readAllBytes(btfPath());
    }

    /** Where {@link #btf} reads. */
    public Path btfPath() {
        return root.resolve("sys/kernel/btf/vmlinux");
    }

    /** Names of the modules whose types the kernel shows, sorted. */
    public List<String> modulesWithTypes() throws IOException {
        Path directory = root.resolve("sys/kernel/btf");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("vmlinux"))
                    .sorted()
                    .toList();
        }
    }

    /** The types of a module, which continue those of the kernel. */
    public byte[] moduleBtf(String module) throws IOException {
        return Files.readAllBytes(moduleBtfPath(module));
    }

    /** Where {@link #moduleBtf} reads. */
    public Path moduleBtfPath(String module) {
        return root.resolve("sys/kernel/btf").resolve(module);
    }

    /** What the kernel was built with, as the kernel itself has it packed: {@code CONFIG_IKCONFIG_PROC}. */
    public Path packedConfigPath() {
        return root.resolve("proc/config.gz");
    }

    /** What a release was built with, as distributions install it. */
    public Path configPath(String release) {
        return root.resolve("boot/config-" + release);
    }

    /** {@code /proc/version}: release, who built it, and on Debian the version of the package. */
    public String version() throws IOException {
        return text("proc/version");
    }

    /** The upstream version that Ubuntu's kernels tell, such as {@code Ubuntu 5.4.0-12.15-generic 5.4.8}. */
    public Optional<String> ubuntuVersion() throws IOException {
        return textIfPresent("proc/version_signature");
    }

    /** Lines of address in hex, type, name, and module for those of modules. */
    public Path symbolsPath() {
        return root.resolve("proc/kallsyms");
    }

    /** Functions in which the kernel takes no kprobes; for root alone, and not on every kernel. */
    public Path forbiddenProbesPath() {
        return root.resolve("sys/kernel/debug/kprobes/blacklist");
    }

    /**
     * Type number of a dynamic perf event source such as {@code uprobe}; empty where the kernel has no such source.
     */
    public OptionalInt perfSourceType(String source) throws IOException {
        Optional<String> text = textIfPresent("sys/bus/event_source/devices/" + source + "/type");
        return text.isPresent() ? OptionalInt.of(number(text.get(), source + "/type")) : OptionalInt.empty();
    }

    /**
     * The bit of {@code perf_event_attr.config} that stands for a format field, from text like {@code config:0}; empty
     * where the source has no such field.
     */
    public OptionalInt perfFormatBit(String source, String field) throws IOException {
        String path = "sys/bus/event_source/devices/" + source + "/format/" + field;
        Optional<String> text = textIfPresent(path);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().startsWith("config:")) {
            throw new IOException(path + " holds '" + text.get() + "', not config:BIT");
        }
        return OptionalInt.of(number(text.get().substring("config:".length()), path));
    }

    /** The mounted tracefs; empty if it is mounted nowhere. */
    public Optional<Path> tracefs() {
        return TRACEFS.stream()
                .map(root::resolve)
                .filter(directory -> Files.isDirectory(directory.resolve("events")))
                .findFirst();
    }

    /** Number of a tracepoint; empty if there is none of that name. */
    public OptionalInt tracepointId(Path tracefs, String category, String name) throws IOException {
        String path = "events/" + category + "/" + name + "/id";
        Optional<String> text = textIfPresent(tracefs.resolve(path));
        return text.isPresent() ? OptionalInt.of(number(text.get(), path)) : OptionalInt.empty();
    }

    /** How many CPUs the kernel may ever have: what the values of per-CPU maps have room for. */
    public int possibleCpus() throws IOException {
        return cpus("sys/devices/system/cpu/possible").size();
    }

    /**
     * The type of the file system at a path, such as {@code bpf}; of the nearest directory above, if there is nothing at
     * the path.
     */
    public static String fileSystemType(Path path) throws IOException {
        Path at = path.toAbsolutePath();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return Files.getFileStore(at).type();
    }

    /** What a descriptor of this process is, such as {@code anon_inode:bpf-map}. */
    public String describeDescriptor(int number) throws IOException {
        return Files.readSymbolicLink(root.resolve("proc/self/fd/" + number)).toString();
    }

    /** The CPUs that run at this moment, by number. */
    public List<Integer> onlineCpus() throws IOException {
        return cpus("sys/devices/system/cpu/online");
    }

    /** Reads text such as {@code 0-3,8}. */
    private List<Integer> cpus(String path) throws IOException {
        List<Integer> cpus = new ArrayList<>();
        for (String range : text(path).split(",")) {
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash), path);
            int last = dash < 0 ? first : number(range.substring(dash + 1), path);
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    private String text(String path) throws IOException {
        return textIfPresent(path).orElseThrow(() -> new NoSuchFileException("/" + path));
    }

    private Optional<String> textIfPresent(String path) throws IOException {
        return textIfPresent(root.resolve(path));
    }

    private static Optional<String> textIfPresent(Path path) throws IOException {
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static int number(String text, String path) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException refusal) {
            throw new IOException(path + " holds '" + text + "' where a number belongs", refusal);
        }
    }
}
