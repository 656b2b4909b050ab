// SPDX-License-Identifier: MIT
package dev.probeproof.loader.core;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfReader;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The objects in {@code src/test/resources/core}, which ask every CO-RE question, and the kernels that answer. */
final class CoreObjects {
    private CoreObjects() {}

    /** The object of a compiler such as {@code clang-19} in a byte order, {@code el} or {@code eb}. */
    static BpfObject object(String compiler, String order) {
        String name = "core." + compiler + "." + order + ".o";
        return ObjectReader.read(Bytes.wrap(bytes(name), name), name);
    }

    static byte[] bytes(String name) {
        try (InputStream stream = CoreObjects.class.getResourceAsStream("/core/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** A kernel that is {@code moved} or {@code bare}. */
    static TargetKernel kernel(String name, String order) {
        String file = "kernel-" + name + "." + order + ".btf";
        return kernel(name, BtfReader.read(Bytes.wrap(bytes(file), file)));
    }

    static TargetKernel kernel(String name, Btf types) {
        return new TargetKernel(name, "6.1", Archs.X86_64, types, KernelSymbols.NONE);
    }
}
