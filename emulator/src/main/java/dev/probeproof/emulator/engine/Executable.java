// SPDX-License-Identifier: MIT
package dev.probeproof.emulator.engine;

import dev.probeproof.emulator.helper.MockedFunction;
import dev.probeproof.emulator.map.EmulatedMap;
import dev.probeproof.emulator.proof.ProgramProof;
import dev.probeproof.loader.insn.Instructions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A program ready to run: its instructions, and what the indexes in them mean. Two of these are never equal, however
 * alike: engines keep what they prepared for a program beside the program itself, for as long as it lives.
 */
public final class Executable {
    private final String name;
    private final Instructions instructions;
    private final List<EmulatedMap> maps;
    private final Supplier<Optional<ProgramProof>> prover;
    private final Map<Integer, MockedFunction> functions;
    private @Nullable Object decoded;

    /**
     * A program of which nothing was proved.
     *
     * @param name for messages
     * @param maps the maps that {@code ld_imm64} with pseudo source 5 and 6 names by index
     */
    public Executable(String name, Instructions instructions, List<EmulatedMap> maps) {
        this(name, instructions, maps, Optional::empty);
    }

    /**
     * A program that may have been verified.
     *
     * @param prover what was proved of it, asked for when an engine wants to know; empty if nothing was
     */
    public Executable(
            String name, Instructions instructions, List<EmulatedMap> maps, Supplier<Optional<ProgramProof>> prover) {
        this(name, instructions, maps, prover, Map.of());
    }

    /**
     * A program that calls functions of the kernel.
     *
     * @param functions what the calls of kernel functions at these slots do
     */
    public Executable(
            String name,
            Instructions instructions,
            List<EmulatedMap> maps,
            Supplier<Optional<ProgramProof>> prover,
            Map<Integer, MockedFunction> functions) {
        this.name = name;
        this.instructions = instructions;
        this.maps = List.copyOf(maps);
        this.prover = prover;
        this.functions = Map.copyOf(functions);
    }

    public String name() {
        return name;
    }

    public Instructions instructions() {
        return instructions;
    }

    public List<EmulatedMap> maps() {
        return maps;
    }

    /** The functions of the kernel that can be called, by the slot of the call. */
    public Map<Integer, MockedFunction> functions() {
        return functions;
    }

    /** What a verifier proved; empty if the program was not verified. Takes as long as verifying does. */
    public Optional<ProgramProof> prove() {
        return prover.get();
    }

    /** What the interpreter made of it, or null. */
    public @Nullable Object decoded() {
        return decoded;
    }

    /** Keeps what the interpreter made of it. Immutable, and any thread that makes it makes the same. */
    public void decoded(Object code) {
        decoded = code;
    }

    @Override
    public String toString() {
        return "program '" + name + "'";
    }
}
