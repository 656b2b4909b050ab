// SPDX-License-Identifier: MIT
package dev.probeproof.loader.testing;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.probeproof.loader.testing.ContractKernel.assertRefused;
import static dev.probeproof.loader.testing.ContractKernel.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What user space sees of maps, whichever backend they are in. Errnos are measured on Linux 6.18. */
public abstract class MapContract {
    private static final byte[] NO_KEY = new byte[0];
    private static final long INVALID_FLAGS = 3;
    private static final long LOCK = 4;
    private static final int NO_PREALLOC = 1;

    private ContractKernel kernel;

    /** A kernel of the backend under test; the test closes it. */
    protected abstract KernelBackend open();

    @BeforeEach
    void openKernel() {
        kernel = new ContractKernel(open());
    }

    @AfterEach
    void closeKernel() {
        kernel.close();
    }

    private byte[] key(int number) {
        return kernel.u32(number);
    }

    private byte[] value(long number) {
        return kernel.u64(number);
    }

    @Nested
    class Creation {
        @ParameterizedTest
        @CsvSource(textBlock = """
                # type,             key, value,   entries,  flags, errno
                HASH,                 4,     8,         0,      0, EINVAL
                HASH,                 0,     8,         1,      0, EINVAL
                HASH,                 4,     0,         1,      0, EINVAL
                HASH,                 4, 4194304,       1,      0, E2BIG
                HASH,                 4,     8, 268435456,      0, E2BIG
                HASH,                 4,     8,         1,      2, EINVAL
                HASH,                 4,     8,         1,     24, EINVAL
                HASH,                 4,     8,         1,    384, EINVAL
                HASH,                 4,     8,         1, 1048576, EINVAL
                PERCPU_HASH,          4, 32769,         1,      0, E2BIG
                LRU_HASH,             4,     8,         1,      1, ENOTSUPP
                LRU_PERCPU_HASH,      4,     8,         1,      1, ENOTSUPP
                ARRAY,                4,     8,         0,      0, EINVAL
                ARRAY,                8,     8,         1,      0, EINVAL
                ARRAY,                4,     0,         1,      0, EINVAL
                ARRAY,                4, -2147483648,   1,      0, E2BIG
                ARRAY,                4,     8,         1,      1, EINVAL
                PERCPU_ARRAY,         4, 32769,         1,      0, E2BIG
                PERCPU_ARRAY,         4,     8,         1,   1024, EINVAL
                PROG_ARRAY,           4,     8,         1,      0, EINVAL
                PROG_ARRAY,           4,     4,         1,    128, EINVAL
                PERF_EVENT_ARRAY,     4,     8,         1,      0, EINVAL
                STACK_TRACE,          4,    12,         1,      0, EINVAL
                STACK_TRACE,          4,  1024,         1,      0, EINVAL
                STACK_TRACE,          8,     8,         1,      0, EINVAL
                LPM_TRIE,             8,     8,         1,      0, EINVAL
                LPM_TRIE,             4,     8,         1,      1, EINVAL
                LPM_TRIE,           261,     8,         1,      1, EINVAL
                QUEUE,                4,     8,         1,      0, EINVAL
                QUEUE,                0,     8,         1,      1, EINVAL
                STACK,                0,     0,         1,      0, EINVAL
                BLOOM_FILTER,         4,     8,         1,      0, EINVAL
                BLOOM_FILTER,         0,     8,         1,      1, EINVAL
                RINGBUF,              0,     0,         0,      0, EINVAL
                RINGBUF,              0,     0,      2048,      0, EINVAL
                RINGBUF,              0,     0,     12288,      0, EINVAL
                RINGBUF,              4,     0,      4096,      0, EINVAL
                RINGBUF,              0,     4,      4096,      0, EINVAL
                ARRAY_OF_MAPS,        4,     4,         1,      0, EINVAL
                HASH_OF_MAPS,         4,     4,         1,      0, EINVAL
                """)
        void refuses(MapType type, int keySize, int valueSize, int maxEntries, int flags, Errno errno) {
            assertRefused(errno, () -> kernel.map(type, keySize, valueSize, maxEntries, flags));
        }

        @Test
        void givesAnUnsizedPerfEventArrayAnElementForEachCpu() {
            int cpus = userValueBytes(kernel.map(MapType.PERCPU_ARRAY, 4, 8, 1)) / 8;

            assertThat(kernel.map(MapType.PERF_EVENT_ARRAY, 4, 4, 0).spec().maxEntries())
                    .isEqualTo(cpus);
        }

        @Test
        void refusesTypesThatNoKernelHas() {
            MapSpec spec = MapSpec.of("map", 1500, 4, 4, 1);

            assertRefused(Errno.EINVAL, () -> kernel.backend().createMap(spec));
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"PROG_ARRAY", "ARRAY_OF_MAPS"})
        void refusesTemplatesThatCannotBeElements(MapType type) {
            MapSpec inner = MapSpec.of("inner", type, 4, 4, 1);
            if (type == MapType.ARRAY_OF_MAPS) {
                inner = inner.withInner(MapSpec.of("innermost", MapType.ARRAY, 4, 8, 1));
            }
            MapSpec outer = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 1).withInner(inner);

            assertRefused(
                    type == MapType.PROG_ARRAY ? Errno.ENOTSUPP : Errno.EINVAL,
                    () -> kernel.backend().createMap(outer));
        }

        @Test
        void setsTheInitialValueAndFreezes() {
            MapSpec spec = MapSpec.of(".rodata", MapType.ARRAY, 4, 8, 1)
                    .change()
                    .flags(1 << 7)
                    .section(".rodata", Bytes.wrap(value(42), "initial"), true)
                    .build();

            MapHandle map = kernel.backend().createMap(spec);

            assertThat(kernel.value(map, key(0))).contains(42L);
            assertRefused(Errno.EPERM, () -> map.update(key(0), value(1), MapHandle.ANY));
        }
    }

    @Nested
    class AnyMap {
        @Test
        void refusesKeysAndValuesOfOtherSizes() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);

            assertThatThrownBy(() -> map.lookup(new byte[3])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> map.update(key(1), new byte[4], MapHandle.ANY))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void isReadOnlyOnceFrozen() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);
            map.update(key(1), value(1), MapHandle.ANY);

            map.freeze();

            assertThat(kernel.value(map, key(1))).contains(1L);
            assertRefused(Errno.EPERM, () -> map.update(key(1), value(2), MapHandle.ANY));
            assertRefused(Errno.EPERM, () -> map.delete(key(1)));
            assertRefused(Errno.EPERM, map::freeze);
        }

        @Test
        void keepsUserSpaceFromWritingIfMadeReadOnly() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2, 1 << 3);

            assertRefused(Errno.EPERM, () -> map.update(key(1), value(1), MapHandle.ANY));
            assertRefused(Errno.EPERM, () -> map.delete(key(1)));
            assertThat(map.lookup(key(1))).isEmpty();
        }

        @Test
        void keepsUserSpaceFromReadingIfMadeWriteOnly() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2, 1 << 4);
            map.update(key(1), value(1), MapHandle.ANY);

            assertRefused(Errno.EPERM, () -> map.lookup(key(1)));
            assertRefused(Errno.EPERM, () -> map.nextKey(Optional.empty()));
        }
    }

    @Nested
    class Hash {
        @Test
        void keepsWhatIsPutIn() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);

            map.update(key(1), value(11), MapHandle.ANY);
            map.update(key(1), value(12), MapHandle.EXIST);
            map.update(key(2), value(21), MapHandle.NOEXIST);

            assertThat(kernel.value(map, key(1))).contains(12L);
            assertThat(kernel.value(map, key(2))).contains(21L);
            assertThat(keys(map)).containsExactlyInAnyOrder(key(1), key(2));
        }

        @Test
        void saysWhatIsAbsent() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);

            assertThat(map.lookup(key(1))).isEmpty();
            assertRefused(Errno.ENOENT, () -> map.delete(key(1)));
            assertRefused(Errno.ENOENT, () -> map.update(key(1), value(1), MapHandle.EXIST));
            assertThat(map.nextKey(Optional.empty())).isEmpty();
        }

        @Test
        void refusesToAddWhatIsThere() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);
            map.update(key(1), value(1), MapHandle.ANY);

            assertRefused(Errno.EEXIST, () -> map.update(key(1), value(1), MapHandle.NOEXIST));
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"HASH", "PERCPU_HASH"})
        void isFullWhenItIsFull(MapType type) {
            MapHandle map = kernel.map(type, 4, 8, 2);
            byte[] value = new byte[userValueBytes(map)];
            map.update(key(1), value, MapHandle.ANY);
            map.update(key(2), value, MapHandle.ANY);

            assertRefused(Errno.E2BIG, () -> map.update(key(3), value, MapHandle.ANY));
            map.update(key(2), value, MapHandle.ANY);
            map.delete(key(1));
            map.update(key(3), value, MapHandle.ANY);
        }

        @Test
        void refusesOtherFlags() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 2);

            assertRefused(Errno.EINVAL, () -> map.update(key(1), value(1), INVALID_FLAGS));
            assertRefused(Errno.EINVAL, () -> map.update(key(1), value(1), LOCK));
        }

        @Test
        void startsOverAfterAKeyThatIsGone() {
            MapHandle map = kernel.map(MapType.HASH, 4, 8, 4);
            map.update(key(1), value(1), MapHandle.ANY);
            map.update(key(2), value(2), MapHandle.ANY);
            Optional<byte[]> first = map.nextKey(Optional.empty());

            assertThat(map.nextKey(Optional.of(key(77))).orElseThrow()).isEqualTo(first.orElseThrow());
        }

        @Test
        void distinguishesKeysByAllTheirBytes() {
            MapHandle map = kernel.map(MapType.HASH, 9, 8, 4);
            byte[] first = "abcdefgh0".getBytes(StandardCharsets.UTF_8);
            byte[] second = "abcdefgh1".getBytes(StandardCharsets.UTF_8);

            map.update(first, value(1), MapHandle.ANY);
            map.update(second, value(2), MapHandle.ANY);

            assertThat(kernel.value(map, first)).contains(1L);
            assertThat(kernel.value(map, second)).contains(2L);
        }
    }

    @Nested
    class LruHash {
        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"LRU_HASH", "LRU_PERCPU_HASH"})
        void evictsInsteadOfBeingFull(MapType type) {
            MapHandle map = kernel.map(type, 4, 8, 4);
            byte[] value = new byte[userValueBytes(map)];

            for (int number = 0; number < 20; number++) {
                map.update(key(number), value, MapHandle.ANY);
            }

            assertThat(keys(map)).isNotEmpty().hasSizeLessThanOrEqualTo(4);
            assertThat(map.lookup(key(19))).isPresent();
        }
    }

    @Nested
    class Array {
        @Test
        void existsFromTheStart() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 2);

            assertThat(kernel.value(map, key(1))).contains(0L);
            assertThat(map.lookup(key(2))).isEmpty();
            assertThat(keys(map)).containsExactly(key(0), key(1));
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"ARRAY", "PERCPU_ARRAY"})
        void canNeitherGrowNorShrink(MapType type) {
            MapHandle map = kernel.map(type, 4, 8, 2);
            byte[] value = new byte[userValueBytes(map)];

            assertRefused(Errno.E2BIG, () -> map.update(key(2), value, MapHandle.ANY));
            assertRefused(Errno.E2BIG, () -> map.update(key(2), value, MapHandle.NOEXIST));
            assertRefused(Errno.EEXIST, () -> map.update(key(1), value, MapHandle.NOEXIST));
            assertRefused(Errno.EINVAL, () -> map.update(key(1), value, INVALID_FLAGS));
            assertRefused(Errno.EINVAL, () -> map.update(key(1), value, LOCK));
            assertRefused(Errno.EINVAL, () -> map.delete(key(1)));
            assertRefused(Errno.EINVAL, () -> map.delete(key(2)));
            map.update(key(1), value, MapHandle.EXIST);
        }

        @Test
        void isWalkedFromTheStartAfterAKeyThatIsNone() {
            MapHandle map = kernel.map(MapType.ARRAY, 4, 8, 2);

            assertThat(map.nextKey(Optional.of(key(9))).orElseThrow()).isEqualTo(key(0));
            assertThat(map.nextKey(Optional.of(key(1)))).isEmpty();
        }
    }

    @Nested
    class PerCpu {
        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"PERCPU_HASH", "PERCPU_ARRAY", "LRU_PERCPU_HASH"})
        void keepsAValueForEachCpuAtAMultipleOfEight(MapType type) {
            MapHandle map = kernel.map(type, 4, 4, 2);
            byte[] all = new byte[userValueBytes(map)];
            ByteBuffer buffer = ByteBuffer.wrap(all);
            for (int cpu = 0; cpu < all.length / 8; cpu++) {
                buffer.putInt(cpu * 8, cpu + 1);
            }

            map.update(key(1), all, MapHandle.ANY);

            assertThat(map.lookup(key(1)).orElseThrow()).isEqualTo(all);
        }
    }

    /** Bytes of a value in a buffer of user space: known only from the kernel, for per-CPU maps depend on its CPUs. */
    private int userValueBytes(MapHandle map) {
        MapSpec spec = map.spec();
        boolean perCpu = MapType.of(spec.type()).orElseThrow().name().contains("PERCPU");
        if (!perCpu) {
            return spec.valueSize();
        }
        try (MapHandle probe = kernel.map(MapType.PERCPU_ARRAY, 4, 8, 1)) {
            return probe.lookup(key(0)).orElseThrow().length / 8 * ((spec.valueSize() + 7) & ~7);
        }
    }

    @Nested
    class QueueAndStack {
        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"QUEUE", "STACK"})
        void showWhatWouldBePoppedNext(MapType type) {
            MapHandle map = kernel.map(type, 0, 8, 2);
            assertThat(map.lookup(NO_KEY)).isEmpty();

            map.update(NO_KEY, value(1), MapHandle.ANY);
            map.update(NO_KEY, value(2), MapHandle.ANY);

            assertThat(kernel.value(map, NO_KEY)).contains(type == MapType.QUEUE ? 1L : 2L);
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"QUEUE", "STACK"})
        void loseTheOldestWhenFullOnlyIfAsked(MapType type) {
            MapHandle map = kernel.map(type, 0, 8, 2);
            map.update(NO_KEY, value(1), MapHandle.ANY);
            map.update(NO_KEY, value(2), MapHandle.ANY);

            assertRefused(Errno.E2BIG, () -> map.update(NO_KEY, value(3), MapHandle.ANY));
            map.update(NO_KEY, value(3), MapHandle.EXIST);

            assertThat(kernel.value(map, NO_KEY)).contains(type == MapType.QUEUE ? 2L : 3L);
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"QUEUE", "STACK"})
        void haveNoKeys(MapType type) {
            MapHandle map = kernel.map(type, 0, 8, 2);

            assertRefused(Errno.EINVAL, () -> map.update(NO_KEY, value(1), MapHandle.NOEXIST));
            assertRefused(Errno.EINVAL, () -> map.delete(NO_KEY));
            assertRefused(Errno.EINVAL, () -> map.nextKey(Optional.empty()));
        }
    }

    @Nested
    class LpmTrie {
        private byte[] prefix(int bits, int... address) {
            ByteBuffer key = ByteBuffer.allocate(8).put(kernel.u32(bits));
            for (int part : address) {
                key.put((byte) part);
            }
            return key.array();
        }

        private MapHandle trie(int entries) {
            return kernel.map(MapType.LPM_TRIE, 8, 8, entries, NO_PREALLOC);
        }

        @Test
        void findsTheLongestPrefix() {
            MapHandle map = trie(3);
            map.update(prefix(8, 10, 0, 0, 0), value(8), MapHandle.ANY);
            map.update(prefix(24, 10, 0, 0, 0), value(24), MapHandle.ANY);

            assertThat(kernel.value(map, prefix(32, 10, 0, 0, 1))).contains(24L);
            assertThat(kernel.value(map, prefix(32, 10, 1, 0, 1))).contains(8L);
            assertThat(kernel.value(map, prefix(16, 10, 0, 0, 1))).contains(8L);
            assertThat(map.lookup(prefix(7, 10, 0, 0, 1))).isEmpty();
            assertThat(map.lookup(prefix(32, 11, 0, 0, 1))).isEmpty();
            map.update(prefix(0, 0, 0, 0, 0), value(0), MapHandle.ANY);
            assertThat(kernel.value(map, prefix(32, 11, 0, 0, 1))).contains(0L);
        }

        @Test
        void refusesPrefixesLongerThanTheKey() {
            MapHandle map = trie(3);

            assertRefused(Errno.EINVAL, () -> map.update(prefix(33, 10, 0, 0, 1), value(1), MapHandle.ANY));
            assertRefused(Errno.EINVAL, () -> map.delete(prefix(33, 10, 0, 0, 1)));
            assertThat(map.lookup(prefix(33, 10, 0, 0, 1))).isEmpty();
        }

        @Test
        void knowsAPrefixWhateverFollowsIt() {
            MapHandle map = trie(3);
            map.update(prefix(8, 10, 0, 0, 0), value(1), MapHandle.ANY);

            assertRefused(Errno.EEXIST, () -> map.update(prefix(8, 10, 9, 9, 9), value(1), MapHandle.NOEXIST));
            assertRefused(Errno.ENOENT, () -> map.update(prefix(9, 10, 0, 0, 0), value(1), MapHandle.EXIST));
            assertRefused(Errno.EINVAL, () -> map.update(prefix(8, 10, 0, 0, 0), value(1), INVALID_FLAGS));
            assertRefused(Errno.ENOENT, () -> map.delete(prefix(9, 10, 0, 0, 0)));
            map.delete(prefix(8, 10, 7, 7, 7));
            assertThat(keys(map)).isEmpty();
        }

        @Test
        void hasNoSpaceWhenFull() {
            MapHandle map = trie(1);
            map.update(prefix(8, 10, 0, 0, 0), value(1), MapHandle.ANY);

            assertRefused(Errno.ENOSPC, () -> map.update(prefix(9, 10, 0, 0, 0), value(1), MapHandle.ANY));
            map.update(prefix(8, 10, 1, 1, 1), value(2), MapHandle.ANY);
        }

        @Test
        void isWalkedFromTheMostSpecific() {
            MapHandle map = trie(8);
            map.update(prefix(0, 0, 0, 0, 0), value(0), MapHandle.ANY);
            map.update(prefix(8, 10, 0, 0, 0), value(8), MapHandle.ANY);
            map.update(prefix(24, 10, 0, 0, 0), value(24), MapHandle.ANY);
            map.update(prefix(16, 192, 168, 0, 0), value(16), MapHandle.ANY);

            assertThat(keys(map))
                    .containsExactly(
                            prefix(24, 10, 0, 0, 0),
                            prefix(8, 10, 0, 0, 0),
                            prefix(16, 192, 168, 0, 0),
                            prefix(0, 0, 0, 0, 0));
        }
    }

    @Nested
    class ProgramArray {
        @Test
        void takesProgramsOfOneType() {
            MapHandle map = kernel.map(MapType.PROG_ARRAY, 4, 4, 2);
            ProgramHandle program = kernel.load("r0 = 0\nexit");
            ProgramHandle other = kernel.backend()
                    .load(ContractKernel.image(ProgramType.KPROBE, "r0 = 0\nexit"), VerifierLogLevel.ON_REJECTION)
                    .orThrow();

            map.update(key(0), program);

            assertThat(kernel.number(map.lookup(key(0)).orElseThrow())).isPositive();
            assertThat(map.lookup(key(1))).isEmpty();
            assertRefused(Errno.EINVAL, () -> map.update(key(1), other));
            assertRefused(Errno.E2BIG, () -> map.update(key(2), program));
            map.delete(key(0));
            assertRefused(Errno.ENOENT, () -> map.delete(key(0)));
            assertRefused(Errno.EINVAL, () -> map.update(key(1), other));
        }
    }

    @Nested
    class MapsOfMaps {
        private MapHandle outer(MapType type) {
            return kernel.backend()
                    .createMap(
                            MapSpec.of("outer", type, 4, 4, 2).withInner(MapSpec.of("inner", MapType.ARRAY, 4, 8, 2)));
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
        void holdMapsLikeTheirTemplate(MapType type) {
            MapHandle outer = outer(type);
            MapHandle same = kernel.map(MapType.ARRAY, 4, 8, 2);

            outer.update(key(0), same);

            assertThat(kernel.number(outer.lookup(key(0)).orElseThrow())).isPositive();
            assertThat(outer.lookup(key(1))).isEmpty();
            outer.delete(key(0));
            assertRefused(Errno.ENOENT, () -> outer.delete(key(0)));
        }

        @ParameterizedTest
        @EnumSource(
                value = MapType.class,
                names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
        void refuseMapsUnlikeTheirTemplate(MapType type) {
            MapHandle outer = outer(type);

            for (MapHandle other : List.of(
                    kernel.map(MapType.ARRAY, 4, 8, 3),
                    kernel.map(MapType.HASH, 4, 8, 2),
                    kernel.map(MapType.ARRAY, 4, 4, 2))) {
                assertRefused(Errno.EINVAL, () -> outer.update(key(0), other));
            }
        }
    }

    @Nested
    class StackTrace {
        @Test
        void isWrittenByProgramsOnly() {
            MapHandle map = kernel.map(MapType.STACK_TRACE, 4, 16, 8);

            assertRefused(Errno.EINVAL, () -> map.update(key(0), new byte[16], MapHandle.ANY));
            assertThat(map.lookup(key(0))).isEmpty();
            assertThat(map.lookup(key(100))).isEmpty();
            assertRefused(Errno.ENOENT, () -> map.delete(key(0)));
            assertRefused(Errno.E2BIG, () -> map.delete(key(100)));
            assertThat(map.nextKey(Optional.empty())).isEmpty();
        }
    }
}
