// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.kernel.AttachPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The program {@code traced.elf}, running as a child process: each round it calls the functions {@code first}, {@code
 * second} and {@code third} once, with arguments that follow from the number of the round. See {@code traced.c} beside
 * it.
 */
public final class TracedProgram implements AutoCloseable {
    private final Path file;
    private final ElfFile elf;
    private final Process process;

    private TracedProgram(Path file, ElfFile elf, Process process) {
        this.file = file;
        this.elf = elf;
        this.process = process;
    }

    /** Starts it from a copy in that directory; skips the test on another architecture than its own. */
    public static TracedProgram start(Path directory) throws IOException {
        String arch = System.getProperty("os.arch");
        assumeTrue(arch.equals("amd64"), "the program to be traced is built for x86_64; this is " + arch);
        byte[] content;
        try (InputStream resource = TracedProgram.class.getResourceAsStream("/traced/traced.elf")) {
            content = resource.readAllBytes();
        }
        Path file = Files.write(directory.resolve("traced"), content);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        ElfFile elf = ElfReader.read(Bytes.wrap(content, "traced.elf"));
        Process process = new ProcessBuilder(file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new TracedProgram(file, elf, process);
    }

    /** The entry of a function, in this process only. */
    public AttachPoint.Uprobe entry(String function) {
        return new AttachPoint.Uprobe(file, fileOffset(function), (int) process.pid(), false);
    }

    /** The return of a function, in this process only. */
    public AttachPoint.Uprobe exit(String function) {
        return new AttachPoint.Uprobe(file, fileOffset(function), (int) process.pid(), true);
    }

    private long fileOffset(String function) {
        long address = elf.symbol(function).orElseThrow().value();
        return elf.fileOffset(address).orElseThrow();
    }

    /** Lets it call each function once, and returns after it did. */
    public void round() {
        try {
            process.getOutputStream().write('g');
            process.getOutputStream().flush();
            if (process.getInputStream().read() != 'g') {
                throw new IllegalStateException("the traced program ended");
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
