// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.starter;

import dev.probeproof.emulator.event.EventException;
import dev.probeproof.emulator.event.Parameter;
import dev.probeproof.emulator.event.Signature;
import dev.probeproof.loader.btf.BtfType;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.loader.object.ProgramSpec;
import dev.probeproof.loader.uapi.SystemCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What has to happen so that each program of an object runs once, as lines of YAML. */
final class StarterSteps {
    /** The place that a definition begins with: {@code vfs_read%return($retval)}. */
    private static final Pattern FUNCTION = Pattern.compile("(?:\\w+:)?([A-Za-z_][\\w.]*)");

    private static final Pattern USER_PLACE = Pattern.compile(".+:[\\w.$@]+(\\+\\w+)?");

    /** Ethernet, IPv4 and UDP from port 1000 to 53, with eight bytes behind them. */
    private static final String PACKET =
            "{hex: ffffffffffff 020000000001 0800 450000240000000040110000 0a000001 0a000002 03e8"
                    + " 0035 00100000 0000000000000000}";

    private final TargetKernel kernel;

    /** By what happens, so that a call is one step for its entry and its return; the programs that it is for. */
    private final Map<String, List<String>> steps = new LinkedHashMap<>();

    private final List<String> left = new ArrayList<>();

    StarterSteps(TargetKernel kernel) {
        this.kernel = kernel;
    }

    void add(ProgramSpec program) {
        String section = program.section().replaceFirst("^\\?", "");
        String kind = section.replaceFirst("/.*", "").replaceFirst("\\.s$", "");
        switch (kind) {
            case "kprobe", "kretprobe", "fentry", "fexit", "fmod_ret", "ksyscall", "kretsyscall" ->
                calls(program, kind);
            case "uprobe", "uretprobe" -> userCall(program);
            case "tracepoint", "tp", "raw_tp", "raw_tracepoint", "raw_tp.w", "raw_tracepoint.w", "tp_btf" ->
                tracepoint(program);
            case "perf_event" -> step(program, "sample: 1000000");
            case "xdp", "tc", "tcx", "classifier", "action", "socket", "cgroup_skb", "lwt_in", "lwt_out", "lwt_xmit" ->
                step(program, "run: " + program.name() + ", data: " + PACKET);
            default -> leave(program, "no step makes a program of its type run");
        }
    }

    private void calls(ProgramSpec program, String kind) {
        List<String> functions = new ArrayList<>();
        for (String definition : program.probes()) {
            Matcher matcher = FUNCTION.matcher(definition);
            if (matcher.lookingAt()) {
                functions.add(matcher.group(1));
            }
        }
        if (functions.isEmpty() && !program.target().isEmpty()) {
            functions.add(program.target());
        }
        if (functions.isEmpty()) {
            leave(
                    program,
                    "its section does not say where it is attached; 'attach: {" + program.name()
                            + ": [FUNCTION]}' does");
        }
        for (String function : functions) {
            if (kind.contains("syscall")) {
                systemCall(program, function);
            } else {
                call(program, function.replaceFirst("\\+.*", ""));
            }
        }
    }

    private void call(ProgramSpec program, String function) {
        try {
            Signature signature = Signature.ofFunction(kernel, function, false);
            step(
                    program,
                    "call: " + function + arguments(signature) + (signature.returnTypeId() == 0 ? "" : ", returns: 0"));
        } catch (EventException unknown) {
            leave(program, unknown.getMessage());
        }
    }

    private void userCall(ProgramSpec program) {
        if (USER_PLACE.matcher(program.target()).matches()) {
            step(program, "user-call: \"" + program.target() + "\", args: [0, 0], returns: 0");
        } else {
            leave(
                    program,
                    "its section does not say where it is attached; 'attach: {" + program.name()
                            + ": [FILE:FUNCTION]}' does");
        }
    }

    private void tracepoint(ProgramSpec program) {
        String target = program.target();
        String name = target.substring(target.indexOf('/') + 1);
        if (name.equals("sys_enter") || name.equals("sys_exit")) {
            systemCall(program, "read");
        } else if (name.startsWith("sys_enter_") || name.startsWith("sys_exit_")) {
            systemCall(program, name.replaceFirst("sys_(enter|exit)_", ""));
        } else {
            try {
                Signature signature = Signature.ofTracepoint(kernel, name, false);
                step(program, "tracepoint: \"" + target.replace('/', ':') + "\"" + arguments(signature));
            } catch (EventException unknown) {
                leave(program, unknown.getMessage());
            }
        }
    }

    private void systemCall(ProgramSpec program, String name) {
        SystemCall.find(name)
                .ifPresentOrElse(
                        call -> step(
                                program,
                                "syscall: " + name
                                        + call.arguments().stream()
                                                .map(argument -> argument + ": "
                                                        + (argument.endsWith("name") ? "/tmp/file" : "0"))
                                                .collect(Collectors.joining(", ", ", args: {", "}"))
                                        + ", returns: 0"),
                        () -> leave(program, "no system call '" + name + "' is known"));
    }

    /** By name where the kernel's types have names: a new object for a pointer to a struct, a text for one to characters. */
    private String arguments(Signature signature) {
        List<Parameter> parameters = signature.parameters();
        if (parameters.isEmpty()) {
            return "";
        }
        boolean named =
                parameters.stream().noneMatch(parameter -> parameter.name().isEmpty());
        return parameters.stream()
                .map(parameter -> (named ? parameter.name() + ": " : "") + value(parameter.typeId()))
                .collect(Collectors.joining(", ", named ? ", args: {" : ", args: [", named ? "}" : "]"));
    }

    private String value(int typeId) {
        BtfType type = kernel.btf().resolve(typeId);
        if (type instanceof BtfType.Composite) {
            return "{}";
        }
        if (!(type instanceof BtfType.Ptr pointer)) {
            return "0";
        }
        BtfType target = kernel.btf().resolve(pointer.type());
        if (target instanceof BtfType.Composite) {
            return "{}";
        }
        return target instanceof BtfType.Int integer && integer.name().equals("char") ? "text" : "0";
    }

    private void step(ProgramSpec program, String text) {
        steps.computeIfAbsent(text, each -> new ArrayList<>()).add(program.name());
    }

    private void leave(ProgramSpec program, String why) {
        left.add("# " + program.name() + " (" + program.section() + ") does not run here: " + why);
    }

    /** Each with a comment that says for which programs it is. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        steps.forEach((text, programs) -> {
            lines.add("# " + String.join(", ", programs));
            lines.add("- {" + text + "}");
        });
        lines.addAll(left);
        return lines;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }
}
