// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.emulator.FunctionCall;
import dev.probeproof.emulator.ProgramRun;
import dev.probeproof.emulator.TracepointHit;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.object.KernelObject;
import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.event.PtRegs;
import dev.probeproof.loader.kernel.AttachPoint;
import dev.probeproof.loader.probe.SyscallWrapper;
import dev.probeproof.loader.uapi.SystemCall;
import dev.probeproof.scenarios.model.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * System calls, in the kernel's order: the tracepoint {@code sys_enter}, that of the call, the function that serves it, its return,
 * {@code sys_exit}, and the call's again.
 */
final class SystemCalls {
    /** Members of {@code struct pt_regs} that keep the number of the call. */
    private static final List<String> NUMBERS = List.of("orig_ax", "syscallno", "a7", "regs[8]", "gprs[1]");

    /** Those that keep the first argument, which the result overwrites. */
    private static final List<String> FIRST = List.of("orig_x0", "orig_a0", "orig_gpr2", "orig_gpr3");

    private final EmulatedKernel kernel;
    private final Setting setting;
    private final Attachments attachments;
    private final ArgumentValues arguments;
    private final Map<String, Entered> open = new HashMap<>();

    SystemCalls(EmulatedKernel kernel, Setting setting, Attachments attachments) {
        this.kernel = kernel;
        this.setting = setting;
        this.attachments = attachments;
        this.arguments = ArgumentValues.ofUser(kernel, setting);
    }

    /** A call that has begun. */
    private record Entered(
            SystemCall call, long number, long[] values, KernelObject registers, Optional<FunctionCall> served) {}

    List<ProgramRun> call(Action.SystemCall action, Origin origin) {
        SystemCall call = SystemCall.find(action.name().text()).orElseThrow();
        String key = origin.task() + "/" + call.name();
        Entered entered = action.half() == Action.Half.RETURN ? open.remove(key) : null;
        if (entered == null || !action.arguments().isEmpty()) {
            entered = prepare(action, call);
        }
        Entered under = entered;
        entered.served().ifPresent(origin::of);
        List<ProgramRun> runs = new ArrayList<>();
        if (action.half() != Action.Half.RETURN) {
            runs.addAll(Setting.at(action.name(), () -> enter(under, origin)));
        }
        if (action.half() == Action.Half.ENTRY) {
            open.put(key, entered);
            return runs;
        }
        kernel.world().clock().advance(Duration.ofNanos(action.half() == Action.Half.BOTH ? action.takes() : 0));
        long result = action.returns().map(setting.numbers()::number).orElse(0L);
        runs.addAll(Setting.at(action.name(), () -> leave(under, result, origin)));
        return runs;
    }

    private Entered prepare(Action.SystemCall action, SystemCall call) {
        Arch arch = kernel.target().arch();
        long number = call.number(arch.name())
                .orElseThrow(() -> new ScenarioException(
                        action.name().position(),
                        "the number of system call '" + call.name() + "' on " + arch.name()
                                + " is not known: use 'tracepoint' and 'call'"));
        long[] values = new long[6];
        List<Parameter> parameters =
                call.arguments().stream().map(name -> new Parameter(name, 0)).toList();
        arguments.give(
                action.arguments(),
                "system call '" + call.name() + "'",
                parameters,
                (position, value) -> values[index(action, call, position)] = value,
                (position, object) -> values[index(action, call, position)] = object.address());
        return new Entered(call, number, values, registers(number, values), served(call, values));
    }

    private static int index(Action.SystemCall action, SystemCall call, int position) {
        if (position < 1 || position > call.arguments().size()) {
            throw new ScenarioException(
                    action.name().position(),
                    "system call '" + call.name() + "' has "
                            + call.arguments().size() + " arguments, counted from 1: "
                            + String.join(", ", call.arguments()));
        }
        return position - 1;
    }

    /** The registers of the process, as the kernel keeps them. */
    private KernelObject registers(long number, long[] values) {
        Arch arch = kernel.target().arch();
        PtRegs image = PtRegs.zero(arch);
        for (int i = 0; i < arch.syscallArgumentRegisters().size(); i++) {
            image = image.with(arch.syscallArgumentRegisters().get(i), values[i]);
        }
        KernelObject registers =
                kernel.objects().object("struct pt_regs").clear("").set("", image.image());
        NUMBERS.stream().filter(registers::has).findFirst().ifPresent(member -> registers.set(member, number));
        FIRST.stream().filter(registers::has).findFirst().ifPresent(member -> registers.set(member, values[0]));
        return registers;
    }

    /** The function that serves it, if this kernel's types know it. */
    private Optional<FunctionCall> served(SystemCall call, long[] values) {
        Optional<FunctionCall> served =
                SyscallWrapper.functionOf(kernel.target(), call.name()).map(kernel::call);
        served.ifPresent(function -> {
            for (int i = 0; i < call.arguments().size(); i++) {
                function.argument(i + 1, values[i]);
            }
        });
        return served;
    }

    private List<ProgramRun> enter(Entered entered, Origin origin) {
        List<ProgramRun> runs = new ArrayList<>();
        runs.addAll(passed("raw_syscalls:sys_enter", entered, "args", entered.values(), origin, entered.number()));
        runs.addAll(passed(
                "syscalls:sys_enter_" + entered.call().name(),
                entered,
                "args",
                entered.values(),
                origin,
                entered.number()));
        entered.served().ifPresent(function -> runs.addAll(function.enter()));
        return runs;
    }

    private List<ProgramRun> leave(Entered entered, long result, Origin origin) {
        List<ProgramRun> runs = new ArrayList<>();
        entered.served().ifPresent(function -> runs.addAll(function.leave(result)));
        long[] returned = {result};
        runs.addAll(passed("raw_syscalls:sys_exit", entered, "ret", returned, origin, result));
        runs.addAll(passed("syscalls:sys_exit_" + entered.call().name(), entered, "ret", returned, origin, result));
        return runs;
    }

    /** @param second what raw tracepoints get beside the registers */
    private List<ProgramRun> passed(
            String event, Entered entered, String member, long[] values, Origin origin, long second) {
        TracepointHit hit = kernel.tracepoint(event);
        if (event.startsWith("raw_")) {
            hit.argument(1, entered.registers()).argument(2, second);
        }
        int colon = event.indexOf(':');
        AttachPoint point = new AttachPoint.Tracepoint(event.substring(0, colon), event.substring(colon + 1));
        if (attachments.isAttached(point)) {
            KernelObject record = hit.record();
            record.set("id", entered.number());
            if (values.length == 1) {
                record.set(member, values[0]);
            } else {
                for (int i = 0; i < values.length; i++) {
                    record.set(member + "[" + i + "]", values[i]);
                }
            }
        }
        return origin.of(hit).fire();
    }
}
