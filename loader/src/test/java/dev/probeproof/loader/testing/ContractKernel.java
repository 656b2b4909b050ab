// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.insn.Assembler;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A kernel under contract: what all contract tests need, in terms of the public interface only. Programs are raw
 * tracepoints in the dialect of the verifier log, run by test run: the one way that works on every kernel.
 */
final class ContractKernel implements AutoCloseable {
    /** Arguments of a raw tracepoint. */
    static final int CONTEXT_BYTES = 96;

    private static final Bytes NOTHING = Bytes.wrap(new byte[0], "nothing");

    private final KernelBackend backend;
    private final ByteOrder order;

    ContractKernel(KernelBackend backend) {
        this.backend = backend;
        this.order = backend.target().arch().byteOrder();
    }

    KernelBackend backend() {
        return backend;
    }

    boolean isX86() {
        return backend.target().arch().name().equals("x86_64");
    }

    MapHandle map(MapType type, int keySize, int valueSize, int maxEntries) {
        return backend.createMap(MapSpec.of("map", type, keySize, valueSize, maxEntries));
    }

    MapHandle map(MapType type, int keySize, int valueSize, int maxEntries, int flags) {
        return backend.createMap(
                MapSpec.of("map", type, keySize, valueSize, maxEntries).withFlags(flags));
    }

    /** An array of one element that user space can only read: what {@code .rodata} is. */
    MapHandle constant(byte[] value) {
        int readOnlyForPrograms = 1 << 7;
        MapHandle map = map(MapType.ARRAY, 4, value.length, 1, readOnlyForPrograms);
        map.update(u32(0), value, MapHandle.ANY);
        map.freeze();
        return map;
    }

    static ProgramImage image(ProgramType type, String program, MapHandle... maps) {
        return ProgramImage.of("contract", type, Assembler.assemble(program), List.of(maps));
    }

    ProgramHandle load(String program, MapHandle... maps) {
        return backend.load(image(ProgramType.RAW_TRACEPOINT, program, maps), VerifierLogLevel.ON_REJECTION)
                .orThrow();
    }

    ProgramLoadResult.Rejected rejected(ProgramImage image) {
        ProgramLoadResult result = backend.load(image, VerifierLogLevel.BRANCHES);
        assertThat(result).isInstanceOf(ProgramLoadResult.Rejected.class);
        return (ProgramLoadResult.Rejected) result;
    }

    /** Loads a program, runs it once on a context of zeros, and returns the low half of its r0. */
    int run(String program, MapHandle... maps) {
        try (ProgramHandle loaded = load(program, maps)) {
            return run(loaded);
        }
    }

    int run(ProgramHandle program) {
        return run(program, new byte[CONTEXT_BYTES]);
    }

    int run(ProgramHandle program, byte[] context) {
        return backend.testRun(program, new TestRun.Input(NOTHING, Bytes.wrap(context, "context")))
                .returnValue();
    }

    byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(order).putInt(value).array();
    }

    byte[] u64(long value) {
        return ByteBuffer.allocate(8).order(order).putLong(value).array();
    }

    byte[] u64s(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(order);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    long number(byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value).order(order);
        return value.length == 4 ? buffer.getInt() : buffer.getLong();
    }

    /** The value of an element of 8 bytes. */
    Optional<Long> value(MapHandle map, byte[] key) {
        return map.lookup(key).map(this::number);
    }

    /** Every key, by the walk of user space. */
    static List<byte[]> keys(MapHandle map) {
        List<byte[]> keys = new ArrayList<>();
        for (Optional<byte[]> key = map.nextKey(Optional.empty()); key.isPresent(); key = map.nextKey(key)) {
            keys.add(key.get());
        }
        return keys;
    }

    static void assertRefused(Errno errno, ThrowingCallable operation) {
        assertThatThrownBy(operation)
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refusal -> assertThat(Errno.describe(refusal.errno())).isEqualTo(errno.toString()));
    }

    @Override
    public void close() {
        backend.close();
    }
}
