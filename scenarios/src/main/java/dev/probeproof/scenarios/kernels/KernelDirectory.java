// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.kernels;

import dev.probeproof.loader.kernel.KernelModule;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.input.UnreadableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A kernel with its modules: a directory as {@code /sys/kernel/btf} is one, or a copy of it. */
final class KernelDirectory {
    private static final String KERNEL = "vmlinux";
    private static final String MODULE_IMAGE = ".ko";
    private static final String TYPES = ".btf";

    private KernelDirectory() {}

    /**
     * Reads {@code vmlinux} and, as modules, whatever else there is that has no ending, or ends in {@code .btf} or
     * {@code .ko}; all of them may be packed.
     *
     * @throws dev.probeproof.loader.error.ProbeproofException if there is no {@code vmlinux}, or one of the files is damaged
     */
    static TargetKernel read(Path directory) {
        List<Path> modules = new ArrayList<>();
        Path kernel = null;
        for (Path file : files(directory)) {
            if (KernelFile.name(file).equals(KERNEL)) {
                kernel = file;
            } else if (mayBeModule(file)) {
                modules.add(file);
            }
        }
        if (kernel == null) {
            throw new UnreadableFileException(
                    directory, "a directory with a kernel's types has a file 'vmlinux', this one has not", null);
        }
        Path last = directory.toAbsolutePath().normalize().getFileName();
        TargetKernel types = KernelFile.kernel(kernel, last == null ? KERNEL : last.toString());
        List<KernelModule> read =
                modules.stream().map(file -> ModuleFile.read(file, types.btf())).toList();
        return types.withModules(read);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UnreadableFileException(directory, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean mayBeModule(Path file) {
        String name = KernelFile.unpacked(file);
        return name.indexOf('.') < 0 || name.endsWith(TYPES) || name.endsWith(MODULE_IMAGE);
    }
}
