// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.map;

import dev.probeproof.emulator.map.MapFields.Kind;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.KernelRelease;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What real kernels took for a special field, and where they allowed it. */
class ValueFieldsTest {
    private final BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int number = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int wide = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));

    private int struct(String name, int size, BtfType.Member... members) {
        return types.add(new BtfType.Composite(name, false, size, List.of(members)));
    }

    private static BtfType.Member member(String name, int type, int offset) {
        return new BtfType.Member(name, type, 8 * offset, 0);
    }

    private int lock() {
        return struct("bpf_spin_lock", 4, member("val", number, 0));
    }

    private int timer() {
        return struct("bpf_timer", 16, member("opaque", wide, 0), member("more", wide, 8));
    }

    private List<MapFields.Field> fields(int value, String release) {
        return ValueFields.find(
                        types.toBtf(),
                        value,
                        BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                        KernelRelease.of(release))
                .all();
    }

    @ParameterizedTest
    @CsvSource({"6.18, 1", "5.10, 1", "4.18, 0"})
    void locksAreThereSinceTheirRelease(String release, int count) {
        int value = struct("value", 8, member("count", number, 0), member("lock", lock(), 4));

        assertThat(fields(value, release)).hasSize(count);
    }

    @Test
    void fieldsAreSortedByOffset() {
        int value = struct("value", 24, member("lock", lock(), 16), member("timer", timer(), 0));

        assertThat(fields(value, "6.18")).extracting(MapFields.Field::kind).containsExactly(Kind.TIMER, Kind.SPIN_LOCK);
    }

    @Test
    void twoLocksAreNone() {
        int lock = lock();
        int value = struct("value", 8, member("one", lock, 0), member("two", lock, 4));

        assertThat(fields(value, "6.18")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6.18, 1", "6.1, 0"})
    void locksInInnerStructsAreFoundSince611(String release, int count) {
        int inner = struct("inner", 8, member("lock", lock(), 0), member("x", number, 4));
        int value = struct("value", 16, member("a", wide, 0), member("inner", inner, 8));

        assertThat(fields(value, release)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({
        "6.18, kptr, KPTR_REF",
        "6.1, kptr, KPTR_UNREF",
        "6.18, kptr_untrusted, KPTR_UNREF",
        "6.1, kptr_ref, KPTR_REF"
    })
    void tagsOfPointersChangedTheirMeaning(String release, String tag, Kind kind) {
        int target = struct("task", 8, member("x", wide, 0));
        int tagged = types.add(new BtfType.Alias(BtfKind.TYPE_TAG, tag, target));
        int value = struct("value", 8, member("p", types.add(new BtfType.Ptr(tagged)), 0));

        assertThat(fields(value, release)).containsExactly(new MapFields.Field(kind, 0, 8, target));
    }

    @ParameterizedTest
    @CsvSource({
        "6.18, HASH,         SPIN_LOCK, 0,   ''",
        "6.18, LRU_HASH,     SPIN_LOCK, 0,   EOPNOTSUPP",
        "6.1,  LRU_HASH,     SPIN_LOCK, 0,   ENOTSUPP",
        "6.1,  LRU_HASH,     TIMER,     0,   ''",
        "6.1,  PERCPU_HASH,  TIMER,     0,   EOPNOTSUPP",
        "6.1,  PERCPU_HASH,  KPTR_REF,  0,   EOPNOTSUPP",
        "6.18, PERCPU_HASH,  KPTR_REF,  0,   ''",
        "6.18, TASK_STORAGE, UPTR,      0,   ''",
        "6.18, ARRAY,        SPIN_LOCK, 128, EACCES",
        "6.18, ARRAY,        SPIN_LOCK, 256, EACCES",
        "6.1,  ARRAY,        SPIN_LOCK, 256, ''",
        "5.10, ARRAY,        SPIN_LOCK, 128, EACCES"
    })
    void areNotAllowedEverywhere(String release, MapType type, Kind kind, int flags, String errno) {
        MapSpec map = MapSpec.of("map", type, 4, 16, 1).withFlags(flags);
        MapFields fields = new MapFields(List.of(new MapFields.Field(kind, 0, 8, 0)));

        assertThat(FieldRules.refusal(map, fields, KernelRelease.of(release))
                        .map(Errno::name)
                        .orElse(""))
                .isEqualTo(errno);
    }
}
