// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.kernel.KernelConfig;
import dev.probeproof.loader.kernel.KernelConfigText;
import dev.probeproof.loader.kernel.KernelSymbols;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Guards that people write around what a kernel may lack, as compilers leave them: {@code reach/reach.bpf.c}. */
class ReachableObjectsTest {
    private static final List<String> VARIANTS =
            List.of("14.v2.el", "14.v3.el", "16.v3.el", "19.v1.el", "19.v3.el", "19.v3.eb", "19.v4.el");

    @TestFactory
    Stream<DynamicTest> findsWhatStandsBehindAGuard() {
        return VARIANTS.stream().flatMap(variant -> {
            RelocatedObject object = relocated(
                    variant,
                    KernelConfigText.whole(Bytes.wrap("CONFIG_OTHER=y\n".getBytes(StandardCharsets.UTF_8), "config")));
            assertThat(object.refused()).isEmpty();
            assertThat(object.programs()).hasSizeGreaterThan(15);
            return object.programs().stream()
                    .map(program -> dynamicTest(variant + " " + program.name(), () -> {
                        boolean lacks = program.core().stream().anyMatch(CoreOutcome::isPoisoned)
                                || program.externs().stream().anyMatch(ExternReference::missing);
                        boolean safe = program.name().startsWith("guarded")
                                || program.name().equals("remembered")
                                || program.name().equals("chosen_offset");

                        ReachableCode code = ReachableCode.of(program, object);

                        assertThat(lacks).as("needs what the kernel lacks").isTrue();
                        assertThat(code.poison().isEmpty()
                                        && code.missingCalls().isEmpty())
                                .as("poison %s, missing %s", code.poison(), code.missingCalls())
                                .isEqualTo(safe);
                    }));
        });
    }

    @TestFactory
    Stream<DynamicTest> takesConfigurationThatIsNotKnownForAnything() {
        return VARIANTS.stream()
                .map(variant -> dynamicTest(variant, () -> {
                    RelocatedObject object = relocated(variant, KernelConfig.UNKNOWN);

                    assertThat(poison(object, "guarded_by_config")).hasSize(1);
                    assertThat(poison(object, "guarded_by_release")).isEmpty();
                }));
    }

    private static List<CoreOutcome> poison(RelocatedObject object, String program) {
        return ReachableCode.of(object.program(program), object).poison();
    }

    private static RelocatedObject relocated(String variant, KernelConfig config) {
        String name = "reach.clang-" + variant + ".o";
        ByteOrder order = variant.endsWith("eb") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        try (InputStream stream = ReachableObjectsTest.class.getResourceAsStream("/reach/" + name)) {
            return Relocator.relocate(
                    ObjectReader.read(Bytes.wrap(stream.readAllBytes(), name), name), kernel(order, config));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Linux 6.1 with a {@code struct thing} of which one member is there. */
    private static TargetKernel kernel(ByteOrder order, KernelConfig config) {
        BtfEditor types = BtfEditor.empty(order);
        int number = types.add(new BtfType.Int("long", 8, true, false, false, 0, 64));
        types.add(new BtfType.Composite("thing", false, 8, List.of(new BtfType.Member("there", number, 0, 0))));
        types.add(new BtfType.Enum("numbers", false, 4, false, List.of(new BtfType.Enumerator("PRESENT", 1))));
        return new TargetKernel("small", "6.1.0", Archs.X86_64, types.toBtf(), KernelSymbols.NONE).withConfig(config);
    }
}
