// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim;

import dev.probeproof.kernelshim.sys.Bpf;
import dev.probeproof.kernelshim.sys.BpfCommand;
import dev.probeproof.kernelshim.sys.Fd;
import dev.probeproof.kernelshim.sys.OpenResources;
import dev.probeproof.kernelshim.testing.FakeSyscalls;
import dev.probeproof.kernelshim.testing.FakeSyscalls.Call;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.uapi.Errno;
import dev.probeproof.loader.uapi.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class NativeMapTest {
    private static final byte[] KEY = {1, 2, 3, 4};
    private static final byte[] VALUE = {5, 6, 7, 8, 9, 10, 11, 12};

    private static final int LEASE = 900;
    private static final byte[] NUMBER_OF_LEASE =
            ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(LEASE).array();

    private final FakeSyscalls fake = new FakeSyscalls();
    private final OpenResources owner = new OpenResources();
    private final MapHandle map = map(MapSpec.of("opens", MapType.HASH, 4, 8, 16), 8);

    private NativeMap map(MapSpec spec, int valueBytes) {
        return new NativeMap(new Bpf(fake.syscalls()), spec, Fd.own(fake.syscalls(), 7), valueBytes, owner);
    }

    @Test
    void looksUpWhatTheKernelWritesForTheKey() {
        fake.answer(BpfCommand.MAP_LOOKUP_ELEM, attribute -> {
            assertThat(fake.memoryAt(attribute.getLong(8), 4)).isEqualTo(KEY);
            fake.write(attribute.getLong(16), VALUE);
            return 0;
        });

        assertThat(map.lookup(KEY)).hasValue(VALUE);
        assertThat(fake.call(BpfCommand.MAP_LOOKUP_ELEM).u32(0)).isEqualTo(7);
    }

    @Test
    void findsNothingWhereTheKernelSaysEnoent() {
        fake.answer(BpfCommand.MAP_LOOKUP_ELEM, -Errno.ENOENT.number());

        assertThat(map.lookup(KEY)).isEmpty();
    }

    @Test
    void throwsOtherAnswersWithTheNameOfTheMap() {
        fake.answer(BpfCommand.MAP_LOOKUP_ELEM, -Errno.EINVAL.number());

        assertThatThrownBy(() -> map.lookup(KEY))
                .isInstanceOf(KernelException.class)
                .hasMessage("cannot look up a key of map 'opens': EINVAL (22)");
    }

    @Test
    void makesAnInterruptedLookUpAgain() {
        fake.answer(BpfCommand.MAP_LOOKUP_ELEM, -Errno.EINTR.number(), 0);

        assertThat(map.lookup(KEY)).isPresent();
    }

    @Test
    void updatesWithKeyValueAndFlags() {
        map.update(KEY, VALUE, MapHandle.NOEXIST);

        Call call = fake.call(BpfCommand.MAP_UPDATE_ELEM);
        assertThat(fake.memoryAt(call.u64(8), 4)).isEqualTo(KEY);
        assertThat(fake.memoryAt(call.u64(16), 8)).isEqualTo(VALUE);
        assertThat(call.u64(24)).isEqualTo(MapHandle.NOEXIST);
    }

    @Test
    void sendsNoStaleFlagsWithTheNextUpdate() {
        map.update(KEY, VALUE, MapHandle.EXIST);
        map.update(KEY, VALUE, MapHandle.ANY);

        assertThat(fake.calls(BpfCommand.MAP_UPDATE_ELEM))
                .extracting(call -> call.u64(24))
                .containsExactly(2L, 0L);
    }

    @Test
    void refusesAKeyOrValueOfTheWrongSizeBeforeTheKernelReadsBeyondIt() {
        assertThatThrownBy(() -> map.lookup(new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key of map 'opens' has 4 bytes, not 3");
        assertThatThrownBy(() -> map.update(KEY, new byte[9], MapHandle.ANY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a value of map 'opens' has 8 bytes, not 9");
    }

    @Test
    void deletesAKeyAndTellsThatItWasAbsent() {
        fake.answer(BpfCommand.MAP_DELETE_ELEM, 0, -Errno.ENOENT.number());

        map.delete(KEY);

        assertThatThrownBy(() -> map.delete(KEY))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        error -> assertThat(error.errno()).isEqualTo(Errno.ENOENT.number()));
    }

    @Test
    void walksFromTheNullPointerToTheLastKey() {
        fake.answer(BpfCommand.MAP_GET_NEXT_KEY, attribute -> {
                    assertThat(attribute.getLong(8)).isZero();
                    fake.write(attribute.getLong(16), KEY);
                    return 0;
                })
                .answer(BpfCommand.MAP_GET_NEXT_KEY, attribute -> {
                    assertThat(fake.memoryAt(attribute.getLong(8), 4)).isEqualTo(KEY);
                    return -Errno.ENOENT.number();
                });

        assertThat(map.nextKey(Optional.empty())).hasValue(KEY);
        assertThat(map.nextKey(Optional.of(KEY))).isEmpty();
    }

    @Test
    void givesQueuesTheNullPointerForAKey() {
        MapHandle queue = map(MapSpec.of("jobs", MapType.QUEUE, 0, 8, 16), 8);

        queue.update(new byte[0], VALUE, MapHandle.ANY);

        assertThat(fake.call(BpfCommand.MAP_UPDATE_ELEM).u64(8)).isZero();
    }

    @Test
    void freezes() {
        map.freeze();

        assertThat(fake.call(BpfCommand.MAP_FREEZE).u32(0)).isEqualTo(7);
    }

    @Test
    void storesAnInnerMapThatIsClosedMeanwhile() {
        MapHandle outer = map(MapSpec.of("outer", MapType.HASH_OF_MAPS, 4, 4, 16), 4);
        fake.answer(BpfCommand.MAP_UPDATE_ELEM, attribute -> {
            map.close();
            verify(fake.syscalls(), never()).close(LEASE);
            assertThat(fake.memoryAt(attribute.getLong(16), 4)).isEqualTo(NUMBER_OF_LEASE);
            return 0;
        });

        outer.update(KEY, map);

        verify(fake.syscalls()).close(LEASE);
    }

    @Test
    void refusesEveryUseOnceClosedAndClosesItsDescriptorOnce() {
        map.lookup(KEY);

        map.close();
        map.close();

        assertThat(map.isClosed()).isTrue();
        assertThat(fake.openBlocks()).isZero();
        verify(fake.syscalls(), times(1)).close(7);
        assertThatThrownBy(() -> map.lookup(KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("map 'opens' is closed");
        assertThatThrownBy(() -> map.update(KEY, VALUE, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> map.delete(KEY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> map.nextKey(Optional.empty())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(map::freeze).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isClosedWithItsKernel() {
        owner.close();

        assertThat(map.isClosed()).isTrue();
    }
}
