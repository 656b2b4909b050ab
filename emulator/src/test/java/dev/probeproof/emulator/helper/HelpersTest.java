// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.helper;

import dev.probeproof.emulator.TableOfClasses;
import dev.probeproof.emulator.map.RingReservations;
import dev.probeproof.emulator.memory.AddressRules;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.uapi.HelperId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HelpersTest {
    /** Answered "cannot call GPL-restricted function" by Linux 6.18, those that are emulated. */
    private static final Set<HelperId> GPL_ONLY = EnumSet.of(
            HelperId.PROBE_READ,
            HelperId.TRACE_PRINTK,
            HelperId.PERF_EVENT_OUTPUT,
            HelperId.GET_STACKID,
            HelperId.GET_CURRENT_TASK,
            HelperId.PROBE_READ_STR,
            HelperId.GET_STACK,
            HelperId.PROBE_READ_USER,
            HelperId.PROBE_READ_KERNEL,
            HelperId.PROBE_READ_USER_STR,
            HelperId.PROBE_READ_KERNEL_STR,
            HelperId.GET_CURRENT_TASK_BTF,
            HelperId.SNPRINTF,
            HelperId.GET_FUNC_IP,
            HelperId.TRACE_VPRINTK,
            HelperId.SEQ_PRINTF,
            HelperId.SEQ_WRITE,
            HelperId.READ_BRANCH_RECORDS,
            HelperId.GET_BRANCH_SNAPSHOT,
            // Not in that kernel (CONFIG_BPF_KPROBE_OVERRIDE).
            HelperId.OVERRIDE_RETURN,
            // Not loadable on that kernel, for it is locked down; GPL-only since it exists.
            HelperId.PROBE_WRITE_USER);

    private static final Set<ArgumentKind> MEMORY = EnumSet.of(
            ArgumentKind.MEMORY,
            ArgumentKind.MEMORY_OR_NULL,
            ArgumentKind.READ_ONLY_MEMORY,
            ArgumentKind.READ_ONLY_MEMORY_OR_NULL,
            ArgumentKind.WRITTEN_MEMORY,
            ArgumentKind.WRITTEN_MEMORY_OR_NULL,
            ArgumentKind.UNINITIALIZED_MEMORY);

    // Stands where a test put it, instead of a helper of the table.
    private static final String STAND_IN = MockedHelper.class.getSimpleName();

    private final Helpers helpers = new Helpers(AddressRules.of(Archs.X86_64), new RingReservations());

    @Test
    void listsEveryHelperOfItsPackage() {
        assertThat(helpers.all().stream()
                        .map(helper -> helper.getClass().getSimpleName())
                        .sorted())
                .isEqualTo(TableOfClasses.implementing(Helper.class).stream()
                        .filter(name -> !name.equals(STAND_IN))
                        .toList());
    }

    @Test
    void isOrderedByNumberWithoutRepetition() {
        List<Integer> numbers = helpers.all().stream()
                .map(helper -> helper.prototype().id().number())
                .toList();

        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void namesClassesAfterTheirHelpers() {
        for (Helper helper : helpers.all()) {
            String expected = Stream.of(helper.prototype().id().name().split("_"))
                    .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());

            assertThat(helper.getClass().getSimpleName()).isEqualTo(expected);
        }
    }

    @Test
    void knowsWhatNeedsTheGpl() {
        Set<HelperId> restricted = helpers.all().stream()
                .map(Helper::prototype)
                .filter(HelperPrototype::gplOnly)
                .map(HelperPrototype::id)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(HelperId.class)));

        assertThat(restricted).isEqualTo(GPL_ONLY);
    }

    @Test
    void givesEveryMemoryArgumentASize() {
        for (Helper helper : helpers.all()) {
            List<ArgumentKind> arguments = helper.prototype().kinds();
            for (int index = 0; index < arguments.size(); index++) {
                if (MEMORY.contains(arguments.get(index))) {
                    assertThat(arguments.get(index + 1))
                            .as(
                                    "argument after memory of %s",
                                    helper.prototype().id())
                            .isIn(ArgumentKind.SIZE, ArgumentKind.SIZE_OR_ZERO);
                }
            }
        }
    }
}
