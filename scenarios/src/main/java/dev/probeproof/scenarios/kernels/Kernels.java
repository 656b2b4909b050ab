// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.TargetKernels;
import dev.probeproof.scenarios.input.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kernel by what a user calls it: the name of a shipped one, a file with its types, or {@code running}.
 *
 * <pre>{@code
 * TargetKernel kernel = Kernels.byName("6.12-amd64");
 * }</pre>
 */
public final class Kernels {
    /** The name of the kernel of this machine. */
    public static final String RUNNING = "running";

    private Kernels() {}

    /** The kernels inside the jar, oldest first. Nothing is read. */
    public static List<ShippedKernel> shipped() {
        return ShippedKernels.ALL;
    }

    /**
     * Writes those kernels into a folder in a form that opens faster. They are read from there by processes that have its
     * name in the system property {@code probeproof.kernels}.
     */
    public static void keepShipped(Path folder) throws IOException {
        KeptKernels.keep(folder);
    }

    /** Their names. */
    public static List<String> shippedNames() {
        return ShippedKernels.ALL.stream().map(ShippedKernel::name).toList();
    }

    /** The newest of them: what commands take that need one kernel and were not told which. */
    public static String newestName() {
        return ShippedKernels.ALL.get(ShippedKernels.ALL.size() - 1).name();
    }

    /**
     * Reads a kernel whose registers are known, so that it can be probed. A shipped name wins over a file of that name in
     * the working directory; {@code ./NAME} means the file. Files are raw BTF or ELF with a {@code .BTF} section, either of
     * them also as {@code .gz} or {@code .xz}; a directory has one of them under the name {@code vmlinux} and modules beside
     * it.
     *
     * @throws UnknownKernelException if there is no such kernel or file
     * @throws dev.probeproof.loader.error.ProbeproofException if the file cannot be read or is not what it should be
     */
    public static TargetKernel byName(String name) {
        return TargetKernels.requireArch(ofAnyArch(name));
    }

    /**
     * The same for those who ask for types only: they need not be those of a whole kernel, and the architecture may be
     * unknown.
     */
    public static TargetKernel ofAnyArch(String name) {
        for (ShippedKernel kernel : ShippedKernels.ALL) {
            if (kernel.name().equals(name)) {
                return ShippedKernelReader.read(kernel);
            }
        }
        if (name.equals(RUNNING)) {
            return RunningKernel.read();
        }
        Path file = existing(name);
        if (file == null) {
            throw new UnknownKernelException(name, shippedNames());
        }
        return Files.isDirectory(file) ? KernelDirectory.read(file) : KernelFile.kernel(file);
    }

    /**
     * The types alone of what {@link #byName} takes, and of any other file with BTF: an object's, a module's.
     *
     * @param base a module's types continue those of its kernel; null for everything else
     * @throws UnknownKernelException if there is no such kernel or file
     * @throws dev.probeproof.loader.error.ProbeproofException if the file cannot be read or is not what it should be
     */
    public static Btf types(String name, @Nullable Btf base) {
        boolean shipped = shippedNames().contains(name);
        if (shipped || name.equals(RUNNING)) {
            return ofAnyArch(name).btf();
        }
        Path file = existing(name);
        if (file == null) {
            throw new UnknownKernelException(name, shippedNames());
        }
        return KernelFile.types(file, base);
    }

    /**
     * Several kernels as {@link #byName} reads them, each when it is asked for and then not kept: a kernel's types take
     * tens of megabytes, and nobody needs all kernels at a time.
     */
    public static List<TargetKernel> lazily(List<String> names) {
        return lazily(names, Kernels::byName);
    }

    /** The same with another way to read a kernel by its name. */
    public static List<TargetKernel> lazily(List<String> names, Function<String, TargetKernel> read) {
        return new Lazy(List.copyOf(names), read);
    }

    /** What looks like a path is taken for one, so that a missing file is reported as such. */
    private static @Nullable Path existing(String name) {
        if (name.contains("/") || name.contains("\\") || name.endsWith(".btf")) {
            return InputFile.path(name);
        }
        try {
            Path file = Path.of(name);
            return Files.exists(file) ? file : null;
        } catch (InvalidPathException e) {
            return null; // Not a path on this system, so an unknown name: the caller says so.
        }
    }

    private static final class Lazy extends AbstractList<TargetKernel> implements RandomAccess {
        private final List<String> names;
        private final Function<String, TargetKernel> read;

        private Lazy(List<String> names, Function<String, TargetKernel> read) {
            this.names = names;
            this.read = read;
        }

        @Override
        public TargetKernel get(int index) {
            return read.apply(names.get(index));
        }

        @Override
        public int size() {
            return names.size();
        }
    }
}
