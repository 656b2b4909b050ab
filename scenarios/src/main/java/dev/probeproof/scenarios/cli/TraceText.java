// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.insn.Operation;
import dev.probeproof.loader.object.SourceLine;
import dev.probeproof.scenarios.model.Mismatch;
import dev.probeproof.scenarios.model.ScenarioResult;
import dev.probeproof.scenarios.run.Campaign;
import dev.probeproof.scenarios.trace.ProgramCode;
import dev.probeproof.scenarios.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A trace for people: a heading for each line of C, below it what it did. */
final class TraceText implements TraceOutput {
    private static final int EFFECT_COLUMN = 46;
    private static final int PLACE_WIDTH = 24;

    private final TraceCommand.Registers registers;
    private final boolean source;
    private final Terminal terminal;
    private String heading = "";
    private boolean headed;

    TraceText(Campaign.Job job, TraceCommand.Registers registers, boolean source, Terminal terminal) {
        this.registers = registers;
        this.source = source;
        this.terminal = terminal;
        line(terminal.paint(Paint.BOLD, job.scenario().name()) + " [" + job.kernel() + "]  "
                + job.scenario().position());
    }

    private void line(String text) {
        terminal.out().print(text + "\n");
    }

    @Override
    public void step(int number, String title, String task) {
        line("\n" + number + ". " + title + (task.isEmpty() ? "" : " in " + task));
    }

    @Override
    public void runBegins(Run run) {
        heading = "";
        line("   " + terminal.paint(Paint.GREEN, run.code().name()) + " on " + run.attachedTo() + ", CPU " + run.cpu()
                + ", " + time(run.nanoseconds()) + " after boot");
    }

    /** In the largest unit in which it is a whole number. */
    static String time(long nanoseconds) {
        if (nanoseconds != 0 && nanoseconds % 1_000_000_000 == 0) {
            return nanoseconds / 1_000_000_000 + "s";
        } else if (nanoseconds != 0 && nanoseconds % 1_000_000 == 0) {
            return nanoseconds / 1_000_000 + "ms";
        } else if (nanoseconds != 0 && nanoseconds % 1000 == 0) {
            return nanoseconds / 1000 + "us";
        }
        return nanoseconds == 0 ? "0s" : nanoseconds + "ns";
    }

    @Override
    public void executed(Executed instruction) {
        String indent = "  ".repeat(instruction.depth() - 1);
        heading(instruction, indent);
        List<String> effects = effects(instruction);
        if (source) {
            instruction.helper().ifPresent(call -> line(indent + "       " + call));
            memory(instruction, true).forEach(access -> line(indent + "       " + access));
            return;
        }
        String what = instruction.helper().map(HelperCall::toString).orElse(instruction.text());
        String number = String.valueOf(instruction.slot());
        String start = indent + " ".repeat(Math.max(0, 8 - number.length())) + number + "  " + what;
        boolean beside = instruction.helper().isEmpty();
        String first = beside && !effects.isEmpty()
                ? " ".repeat(Math.max(2, EFFECT_COLUMN - start.length())) + String.join("; ", effects)
                : "";
        line(start + first);
        if (!beside) {
            effects.forEach(effect -> line(indent + "            " + effect));
        }
    }

    private void heading(Executed instruction, String indent) {
        Optional<SourceLine> at = instruction.line();
        ProgramCode code = instruction.code();
        String function = code.functions().size() > 1
                ? " in " + code.functionAt(instruction.slot()).name()
                : "";
        String now = at.map(line -> shortened(line.file()) + ":" + line.line() + function + "\n" + line.text())
                .orElse(code.name() + function + "\n");
        if (now.equals(heading) && headed) {
            return;
        }
        heading = now;
        headed = true;
        int split = now.indexOf('\n');
        String place = now.substring(0, split);
        line(indent + "   " + terminal.paint(Paint.FAINT, padded(place)) + "  "
                + terminal.paint(Paint.BOLD, now.substring(split + 1)));
    }

    private static String padded(String place) {
        return place + " ".repeat(Math.max(0, PLACE_WIDTH - place.length()));
    }

    private static String shortened(String file) {
        return file.startsWith("./") ? file.substring(2) : file;
    }

    private List<String> effects(Executed instruction) {
        List<String> effects = new ArrayList<>();
        List<TraceSink.Register> shown = switch (registers) {
            case NONE -> List.of();
            case ALL -> instruction.after();
            case CHANGED ->
                instruction.helper().isPresent()
                        ? instruction.changed().stream()
                                .filter(register -> register.number() != 0)
                                .toList()
                        : instruction.changed();
        };
        String told = shown.stream()
                .map(register -> "r" + register.number() + " = " + register.words())
                .collect(Collectors.joining(", "));
        if (!told.isEmpty() && !told.equals(instruction.text())) {
            effects.add(told);
        }
        effects.addAll(memory(instruction, instruction.helper().isPresent()));
        jump(instruction).ifPresent(effects::add);
        return effects;
    }

    /**
     * An atomic operation reads and writes one place: it is told as one change.
     *
     * @param values also of what was read; a register that changed says them as well
     */
    private static List<String> memory(Executed instruction, boolean values) {
        List<String> told = new ArrayList<>();
        List<Access> all = instruction.accesses();
        for (int i = 0; i < all.size(); i++) {
            Access access = all.get(i);
            Access next = i + 1 < all.size() ? all.get(i + 1) : null;
            if (!access.write() && next != null && next.write() && next.address() == access.address()) {
                told.add(next.place() + " = " + next.words() + " (was " + access.words() + ")");
                i++;
            } else if (access.write()) {
                told.add(access.place() + " = " + access.words());
            } else if (access.words().startsWith("nobody set") || access.place().startsWith("0x")) {
                told.add(
                        "read of " + access.sizeBytes() + " bytes at " + access.place() + " failed: " + access.words());
            } else {
                told.add(values ? "read " + access.place() + ": " + access.words() : "from " + access.place());
            }
        }
        return told;
    }

    private static Optional<String> jump(Executed instruction) {
        Operation operation = Operation.at(instruction.code().instructions(), instruction.slot());
        if (operation.jump().isEmpty() || !operation.fallsThrough() || instruction.next() < 0) {
            return Optional.empty();
        }
        int target = instruction.slot() + 1 + operation.jump().getAsInt();
        return Optional.of(instruction.next() == target ? "yes, to " + target : "no");
    }

    @Override
    public void runEnded(RunEnd end) {
        headed = false;
        line("   "
                + end.fault()
                        .map(fault -> terminal.paint(Paint.RED, "FAULT " + fault))
                        .orElse("returned " + end.returned() + " after " + end.instructions() + " instructions"));
        end.printed().forEach(printed -> line("   printed: " + printed));
    }

    @Override
    public void finish(ScenarioResult result, long leftOut) {
        if (leftOut > 0) {
            line("\n… " + leftOut + " more instruction" + (leftOut == 1 ? "" : "s") + " left out: --limit 0 shows all,"
                    + " --program NAME only one program's");
        }
        line("\n"
                + terminal.paint(
                        result.isFine() ? Paint.GREEN : Paint.RED,
                        result.status().name()));
        for (Mismatch mismatch : result.mismatches()) {
            line("  " + mismatch.message().replace("\n", "\n  "));
        }
        if (!result.reason().isEmpty()) {
            line("  " + result.reason().replace("\n", "\n  "));
        }
        line("");
    }
}
