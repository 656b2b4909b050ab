// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that people write: assembler, and a kernel's configuration. */
class TextFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "CONFIG_HZ=250\n# CONFIG_MODE is not set\nCONFIG_IPV6=m\n",
                        "start:\n  if r1 == 0 goto out\n  r2 = subprog[start]\n  call 1\n  gotol start\nout:\n  exit\n",
                        "0: (18) r1 = map[fd:5][0]+16\n2: (63) *(u32 *)(r10 -4) = r0\n3: (95) exit\n",
                        "r2 = 0x5 ll {src=7}\nw1 /= 0x5 {off=2}\nlock *(u32 *)(r1 + 0x0) += w2\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void text(byte[] text) {
        Exercise.assembler(text);
        Exercise.configuration(text);
    }
}
