// SPDX-License-Identifier: MIT
package dev.probeproof.loader;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.KernelException;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.LinkHandle;
import dev.probeproof.loader.kernel.MapHandle;
import dev.probeproof.loader.kernel.MapSpec;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.uapi.Errno;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** A mocked kernel that numbers what it is asked for, refuses one of these things, and knows what is open. */
final class RecordingKernel {
    final KernelBackend backend = mock(KernelBackend.class);
    /** What was made and closed, in order. */
    final List<String> log = new ArrayList<>();

    /** What is open, in the order of making. */
    final List<String> open = new ArrayList<>();

    final List<ProgramImage> images = new ArrayList<>();
    final List<MapHandle> maps = new ArrayList<>();
    private int step;
    private int refuseAt = -1;
    private Runnable pinning = () -> {};

    RecordingKernel() {
        when(backend.target())
                .thenReturn(new TargetKernel(
                        "test",
                        "6.12.0",
                        Archs.X86_64,
                        BtfEditor.empty(ByteOrder.LITTLE_ENDIAN).toBtf(),
                        KernelSymbols.NONE));
        when(backend.supports(any())).thenReturn(new FeatureSupport.Supported());
        when(backend.pageSizeBytes()).thenReturn(4096);
        when(backend.openPinnedMap(any())).thenReturn(Optional.empty());
        when(backend.createMap(any(), any())).thenAnswer(call -> createMap(call.getArgument(0)));
        when(backend.load(any(), any())).thenAnswer(call -> load(call.getArgument(0)));
        when(backend.attach(any(), any())).thenAnswer(call -> attach(call.getArgument(0), call.getArgument(1)));
    }

    /** Refuses the thing of that number, from 0: maps, programs and links count alike. */
    RecordingKernel refusing(int number) {
        refuseAt = number;
        return this;
    }

    /** What happens when a map is pinned from now on. */
    void pinning(Runnable action) {
        pinning = action;
    }

    int steps() {
        return step;
    }

    private boolean refuses() {
        return step++ == refuseAt;
    }

    private MapHandle createMap(MapSpec spec) {
        if (refuses()) {
            throw new KernelException("create map '" + spec.name() + "'", Errno.ENOMEM, "");
        }
        MapHandle map = made(mock(MapHandle.class), "map " + spec.name());
        when(map.spec()).thenReturn(spec);
        doAnswer(call -> {
                    pinning.run();
                    return null;
                })
                .when(map)
                .pin(any());
        maps.add(map);
        return map;
    }

    private ProgramLoadResult load(ProgramImage image) {
        if (refuses()) {
            return new ProgramLoadResult.Rejected(image.name(), Errno.EACCES.number(), "R3 !read_ok");
        }
        images.add(image);
        ProgramHandle program = made(mock(ProgramHandle.class), "program " + image.name());
        when(program.image()).thenReturn(image);
        return new ProgramLoadResult.Accepted(program, "");
    }

    private LinkHandle attach(ProgramHandle program, AttachPoint point) {
        if (refuses()) {
            throw new KernelException("attach to " + point, Errno.ENOENT, "");
        }
        LinkHandle link = made(
                mock(LinkHandle.class), "link " + point + " " + program.image().name());
        when(link.point()).thenReturn(point);
        when(link.program()).thenReturn(program);
        return link;
    }

    private <T extends AutoCloseable> T made(T handle, String name) {
        log.add(name);
        open.add(name);
        try {
            doAnswer(call -> {
                        log.add("close " + name);
                        return open.remove(name);
                    })
                    .when(handle)
                    .close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return handle;
    }
}
