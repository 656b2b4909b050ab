// SPDX-License-Identifier: MIT
package dev.probeproof.loader.instance;

import dev.probeproof.loader.kernel.FeatureSupport;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.ProgramHandle;
import dev.probeproof.loader.kernel.ProgramImage;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.uapi.Errno;
import java.util.ArrayList;
import java.util.List;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.mock;

/** A mocked kernel that accepts programs, up to one that it refuses, and knows what is open. */
final class TestBackend {
    final KernelBackend kernel = mock(KernelBackend.class);
    /** Loads and closes in order, by the number of the load. */
    final List<String> log = new ArrayList<>();

    final List<ProgramImage> images = new ArrayList<>();
    private int refuseAt = -1;

    TestBackend() {
        lenient().when(kernel.supports(any())).thenReturn(new FeatureSupport.Supported());
        lenient().when(kernel.load(any(), any())).thenAnswer(call -> load(call.getArgument(0)));
    }

    /** Refuses the load of that number, from 0. */
    TestBackend refusing(int load) {
        refuseAt = load;
        return this;
    }

    private ProgramLoadResult load(ProgramImage image) {
        int number = images.size();
        images.add(image);
        if (number == refuseAt) {
            return new ProgramLoadResult.Rejected(image.name(), Errno.EACCES.number(), "R0 !read_ok");
        }
        log.add("load " + number);
        return new ProgramLoadResult.Accepted(handle(image, number), "");
    }

    private ProgramHandle handle(ProgramImage image, int number) {
        ProgramHandle handle = mock(ProgramHandle.class);
        boolean[] closed = {false};
        lenient().when(handle.image()).thenReturn(image);
        lenient().when(handle.isClosed()).thenAnswer(call -> closed[0]);
        doAnswer(call -> {
                    closed[0] = true;
                    return log.add("close " + number);
                })
                .when(handle)
                .close();
        return handle;
    }
}
