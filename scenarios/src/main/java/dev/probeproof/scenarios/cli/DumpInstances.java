// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.kernel.UnsupportedFeatureException;
import java.util.List;

final class DumpInstances {
    private DumpInstances() {}

    static ExitCode print(
            List<Bytes> files, List<String> definitions, List<TargetKernel> kernels, Terminal terminal, OutputOptions output) {
        throw new UnsupportedFeatureException("dump", "not written yet");
    }
}
