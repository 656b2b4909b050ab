// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.machine;

import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.arch.ValueShape;
import dev.probeproof.loader.event.PtRegs;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A call that is prepared: say where to stop, then {@link #finish} it. */
public final class MachineRun {
    private static final long MOST_INSTRUCTIONS = 10_000_000;

    private final MachineCode machine;
    private final long function;
    private final List<MachineArgument> arguments;
    private final TreeSet<Long> stops = new TreeSet<>();
    private final Map<Register, Long> registers = new LinkedHashMap<>();
    private ValueShape result = new ValueShape(ValueShape.Kind.INTEGER, 8);
    private long instructions = MOST_INSTRUCTIONS;

    MachineRun(MachineCode machine, long function, List<MachineArgument> arguments) {
        this.machine = machine;
        this.function = function;
        this.arguments = List.copyOf(arguments);
    }

    /** Addresses to stop at, each time one is reached. */
    public MachineRun until(long... addresses) {
        for (long address : addresses) {
            stops.add(address);
        }
        return this;
    }

    /** Addresses to stop at, each time one is reached. */
    public MachineRun until(Collection<Long> addresses) {
        stops.addAll(addresses);
        return this;
    }

    /** The most instructions to execute; 10 million if not said. */
    public MachineRun atMost(long most) {
        instructions = most;
        return this;
    }

    /** The function's result has this shape: a struct may be written through a pointer that the caller passes. */
    public MachineRun returning(ValueShape shape) {
        result = shape;
        return this;
    }

    /** A register at the function's entry that is no argument. */
    public MachineRun with(String register, long value) {
        Register found = machine.arch()
                .register(register)
                .orElseThrow(() -> new IllegalArgumentException("unknown register '" + register + "' of "
                        + machine.arch().name()));
        registers.put(found, value);
        return this;
    }

    /** Runs to the end and only counts the stops. */
    public MachineResult finish() {
        return finish(stop -> {});
    }

    /** Runs to the end; at each stop the handler looks at registers and memory, and may end the run. */
    public MachineResult finish(Consumer<MachineStop> atStop) {
        return machine.run(this, atStop);
    }

    /** Runs to the first stop, or to the end. */
    public MachineResult first(Consumer<MachineStop> atStop) {
        return finish(stop -> {
            atStop.accept(stop);
            stop.end();
        });
    }

    /** The registers at the first stop; empty if none is reached. */
    public Optional<PtRegs> firstRegisters() {
        PtRegs[] found = new PtRegs[1];
        first(stop -> found[0] = stop.registers());
        return Optional.ofNullable(found[0]);
    }

    long function() {
        return function;
    }

    List<MachineArgument> arguments() {
        return arguments;
    }

    TreeSet<Long> stops() {
        return stops;
    }

    Map<Register, Long> registers() {
        return registers;
    }

    ValueShape result() {
        return result;
    }

    long instructions() {
        return instructions;
    }
}
