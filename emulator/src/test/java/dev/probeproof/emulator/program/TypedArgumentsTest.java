// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.program;

import dev.probeproof.emulator.profile.KernelProfile;
import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.btf.BtfEditor;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.uapi.AttachType;
import dev.probeproof.loader.uapi.ProgramType;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Arguments by type, with the kernel's words; checked against every tracepoint, iterator and hook of five kernels. */
class TypedArgumentsTest {
    private static final int SLEEPABLE = 1 << 4;

    private final BtfEditor types = BtfEditor.empty(ByteOrder.LITTLE_ENDIAN);
    private final int integer = types.add(new BtfType.Int("int", 4, true, false, false, 0, 32));
    private final int wide = types.add(new BtfType.Int("__int128", 16, true, false, false, 0, 128));
    private final int task = types.add(new BtfType.Composite("task_struct", false, 64, List.of()));
    private final int taskPointer = types.add(new BtfType.Ptr(task));
    private final int voidPointer = types.add(new BtfType.Ptr(0));
    private final int constVoid = types.add(new BtfType.Alias(BtfKind.CONST, "", 0));
    private final int constVoidPointer = types.add(new BtfType.Ptr(constVoid));
    private final int pair = types.add(new BtfType.Composite(
            "pair",
            false,
            16,
            List.of(new BtfType.Member("a", integer, 0, 0), new BtfType.Member("b", integer, 64, 0))));
    private final int proto = types.add(new BtfType.FuncProto(
            integer,
            List.of(
                    new BtfType.Param("task", taskPointer),
                    new BtfType.Param("pair", pair),
                    new BtfType.Param("buffer", voidPointer),
                    new BtfType.Param("name", constVoidPointer))));
    private final int function = types.add(new BtfType.Func("wake", proto, BtfType.Func.STATIC));
    private final int wideProto = types.add(new BtfType.FuncProto(0, List.of(new BtfType.Param("number", wide))));
    private final int wideFunction = types.add(new BtfType.Func("count", wideProto, BtfType.Func.STATIC));
    private final int tracepointProto = types.add(new BtfType.FuncProto(
            0,
            List.of(
                    new BtfType.Param("", voidPointer),
                    new BtfType.Param("", taskPointer),
                    new BtfType.Param("", integer))));
    private final int tracepointPointer = types.add(new BtfType.Ptr(tracepointProto));
    private final int tracepoint = types.add(new BtfType.Alias(BtfKind.TYPEDEF, "btf_trace_wakeup", tracepointPointer));
    private final int nullable =
            types.add(new BtfType.Alias(BtfKind.TYPEDEF, "btf_trace_sched_pi_setprio", tracepointPointer));
    private final Btf btf = types.toBtf();

    @Test
    void givesPointersToStructsAndSaysWhich() {
        ContextAnswer answer = read(AttachType.TRACE_FENTRY, function, 0, 8);

        assertThat(answer.value()).contains(ContextValue.btf(task));
        assertThat(answer.log()).containsExactly("func 'wake' arg0 has btf_id " + task + " type STRUCT 'task_struct'");
    }

    @Test
    void trustsArgumentsOfTracepointsAndHidesTheTracersOwn() {
        assertThat(read(AttachType.TRACE_RAW_TP, tracepoint, 0, 8).value())
                .contains(ContextValue.btf(task, ContextValue.Flag.TRUSTED));
        assertThat(read(AttachType.TRACE_RAW_TP, tracepoint, 8, 4).value()).contains(ContextValue.scalar());
        assertThat(read(AttachType.TRACE_RAW_TP, tracepoint, 16, 8).log())
                .containsExactly("func 'wakeup' doesn't have 3-th argument");
    }

    @Test
    void knowsArgumentsThatMayBeNullFromTheirTracepointsName() {
        ContextAnswer answer =
                TypedArguments.answer(ContextAccess.read(setting("6.18", AttachType.TRACE_RAW_TP, nullable), 0, 8));

        assertThat(answer.value().orElseThrow().mayBeNull()).isFalse();
        assertThat(NullableArguments.of(setting("6.18", AttachType.TRACE_RAW_TP, nullable), "sched_pi_setprio", 1))
                .isEqualTo(NullableArguments.Nullness.NULL);
        assertThat(NullableArguments.of(setting("6.1", AttachType.TRACE_RAW_TP, nullable), "sched_pi_setprio", 1))
                .isEqualTo(NullableArguments.Nullness.NEVER);
    }

    @Test
    void countsStructsByValueAsTheSlotsThatTheyTake() {
        assertThat(read(AttachType.TRACE_FENTRY, function, 16, 8).value()).contains(ContextValue.scalar());
        assertThat(read(AttachType.TRACE_FENTRY, function, 24, 8).value()).contains(ContextValue.scalar());
        assertThat(read(AttachType.TRACE_FENTRY, function, 40, 8).log())
                .containsExactly("func 'wake' doesn't have 5-th argument");
    }

    @Test
    void givesTheResultBehindTheArgumentsOnExitOnly() {
        assertThat(read(AttachType.TRACE_FEXIT, function, 40, 8).value()).contains(ContextValue.scalar());
        assertThat(read(AttachType.TRACE_FENTRY, function, 40, 8).value()).isEmpty();
    }

    @Test
    void refusesWhatIsNotAlignedWithTheSlots() {
        assertThat(read(AttachType.TRACE_FENTRY, function, 4, 4).log())
                .containsExactly("func 'wake' offset 4 is not multiple of 8");
        assertThat(read(AttachType.TRACE_FENTRY, function, 0, 4).log()).containsExactly("func 'wake' size 4 must be 8");
        assertThat(read(AttachType.TRACE_FENTRY, function, 96, 8)).isEqualTo(ContextAnswer.refused());
        assertThat(read(AttachType.TRACE_FENTRY, function, -8, 8)).isEqualTo(ContextAnswer.refused());
    }

    @Test
    void refusesNumbersThatTakeTwoRegisters() {
        assertThat(read(AttachType.TRACE_FENTRY, wideFunction, 0, 8).log())
                .containsExactly("func 'count' arg0 '__int128' has type INT. Only pointer access is allowed");
    }

    @Test
    void takesQualifiedVoidPointersForNumbersInNewerKernelsOnly() {
        assertThat(read(AttachType.TRACE_FENTRY, function, 32, 8).value()).contains(ContextValue.scalar());
        assertThat(TypedArguments.answer(ContextAccess.read(setting("6.12", AttachType.TRACE_FENTRY, function), 32, 8))
                        .log())
                .containsExactly("func 'wake' arg3 type UNKNOWN is not a struct");
    }

    @Test
    void neverWritesArguments() {
        ProgramSetting setting = setting("7.2", AttachType.TRACE_FENTRY, function);

        assertThat(TypedArguments.answer(ContextAccess.write(setting, 0, 8))).isEqualTo(ContextAnswer.refused());
    }

    @Nested
    class Targets {
        @Test
        void mustBeOfTheAttachTypesKind() {
            assertThat(refusal(setting("6.18", AttachType.TRACE_FENTRY, task)))
                    .isEqualTo("attach_btf_id " + task + " is not a function");
            assertThat(refusal(setting("6.18", AttachType.TRACE_RAW_TP, function)))
                    .isEqualTo("attach_btf_id " + function + " is not a typedef");
            assertThat(refusal(setting("6.18", AttachType.TRACE_FENTRY, btf.endId())))
                    .isEqualTo("attach_btf_id " + btf.endId() + " is invalid");
            assertThat(refusal(setting("6.18", AttachType.TRACE_FENTRY, 0)))
                    .isEqualTo("Tracing programs must provide btf_id");
        }

        @Test
        void areTakenWhenTheyFit() {
            assertThat(ProgramTypes.find(ProgramType.TRACING)
                            .orElseThrow()
                            .refusal(setting("6.18", AttachType.TRACE_FENTRY, function)))
                    .isEmpty();
            assertThat(ProgramTypes.find(ProgramType.TRACING)
                            .orElseThrow()
                            .refusal(setting("6.18", AttachType.TRACE_RAW_TP, tracepoint)))
                    .isEmpty();
        }

        @Test
        void mayNotHaveStructsByValueInOlderKernels() {
            assertThat(refusal(setting("5.10", AttachType.TRACE_FENTRY, function)))
                    .isEqualTo("The function wake arg1 type STRUCT is unsupported.");
        }

        @Test
        void sleepOnlyWhereTheKernelMay() {
            assertThat(refusal(
                            setting("6.18", AttachType.TRACE_RAW_TP, tracepoint).withFlags(SLEEPABLE)))
                    .isEqualTo(
                            "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable");
        }

        private String refusal(ProgramSetting setting) {
            return ProgramTypes.find(ProgramType.TRACING)
                    .orElseThrow()
                    .refusal(setting)
                    .orElseThrow()
                    .message();
        }
    }

    private ContextAnswer read(AttachType attachType, int target, int offset, int size) {
        return TypedArguments.answer(ContextAccess.read(setting("6.18", attachType, target), offset, size));
    }

    private ProgramSetting setting(String release, AttachType attachType, int target) {
        return ProgramSetting.of(ProgramType.TRACING, KernelProfile.of(release))
                .withAttachType(attachType)
                .withTarget(BtfTarget.of(btf, target));
    }
}
