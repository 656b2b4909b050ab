// SPDX-License-Identifier: MIT
package dev.probeproof.loader.relocate;

import dev.probeproof.loader.core.CoreOutcome;
import dev.probeproof.loader.core.CoreRelocator;
import dev.probeproof.loader.core.PatchedFunction;
import dev.probeproof.loader.extern.ExternPatch;
import dev.probeproof.loader.extern.ExternReference;
import dev.probeproof.loader.extern.ResolvedExtern;
import dev.probeproof.loader.insn.Instruction;
import dev.probeproof.loader.insn.Instructions;
import dev.probeproof.loader.insn.Opcode;
import dev.probeproof.loader.object.BpfObject;
import dev.probeproof.loader.object.CodeReference;
import dev.probeproof.loader.object.FunctionSpec;
import dev.probeproof.loader.object.ProgramSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the functions that a program calls behind it, each once: the one whose call comes first, then those that it
 * calls in turn (depth first). The reference loader places them so; equal placement gives equal bytes.
 *
 * <p>The code of a function is copied as {@link CoreRelocator} left it: what depends on types is patched once.
 */
final class SubprogramLinker {
    private final BpfObject object;
    private final ProgramSpec program;
    private final Map<Integer, FunctionSpec> textFunctions;
    private final CoreRelocator core;
    private final Map<String, ResolvedExtern> externs;
    private final int maxSlots;
    private final List<Instruction> slots = new ArrayList<>();
    private final List<CoreOutcome> outcomes = new ArrayList<>();
    private final List<MapReference> maps = new ArrayList<>();
    private final List<ExternReference> externReferences = new ArrayList<>();
    private final List<PlacedFunction> placed = new ArrayList<>();
    private final Map<Integer, Integer> basesByTextSlot = new HashMap<>();
    private final Deque<Walk> walks = new ArrayDeque<>();

    /** A function in a program, from slot {@code base} on. */
    record PlacedFunction(FunctionSpec function, int base) {}

    /** A program in one piece; map loads carry their pseudo source and offset, but no descriptor. */
    record LinkedProgram(
            Instructions instructions,
            List<MapReference> maps,
            List<CoreOutcome> core,
            List<ExternReference> externs,
            List<PlacedFunction> functions) {}

    /** How far the references of a placed function have been followed: calls nest as deep as a file likes. */
    private static final class Walk {
        private final PlacedFunction place;
        private int next;

        Walk(PlacedFunction place) {
            this.place = place;
        }
    }

    private SubprogramLinker(
            BpfObject object,
            ProgramSpec program,
            Map<Integer, FunctionSpec> textFunctions,
            CoreRelocator core,
            Map<String, ResolvedExtern> externs,
            int maxSlots) {
        this.object = object;
        this.program = program;
        this.textFunctions = textFunctions;
        this.core = core;
        this.externs = externs;
        this.maxSlots = maxSlots;
    }

    /** The functions of {@code .text} by where they start. */
    static Map<Integer, FunctionSpec> textFunctions(BpfObject object) {
        Map<Integer, FunctionSpec> functions = new HashMap<>();
        object.subprograms().forEach(function -> functions.putIfAbsent(function.sectionSlot(), function));
        return functions;
    }

    /**
     * @param externs what the kernel has for them, by name
     * @throws RelocationException if the program refers to something that cannot be resolved or grows beyond
     *     {@code maxSlots}
     */
    static LinkedProgram link(
            ProgramSpec program,
            BpfObject object,
            Map<Integer, FunctionSpec> textFunctions,
            CoreRelocator core,
            Map<String, ResolvedExtern> externs,
            int maxSlots) {
        return new SubprogramLinker(object, program, textFunctions, core, externs, maxSlots).link(program.function());
    }

    private LinkedProgram link(FunctionSpec entry) {
        place(entry, entry, 0);
        while (!walks.isEmpty()) {
            Walk walk = walks.peek();
            List<CodeReference> references = walk.place.function().references();
            if (walk.next == references.size()) {
                walks.pop();
            } else {
                resolve(references.get(walk.next++), walk.place);
            }
        }
        requireSoundText();
        maps.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
        externReferences.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
        outcomes.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
        ExternPatch.numberModules(slots, externReferences);
        return new LinkedProgram(
                Instructions.of(slots),
                List.copyOf(maps),
                List.copyOf(outcomes),
                List.copyOf(externReferences),
                List.copyOf(placed));
    }

    /** Loaders relocate every function of {@code .text} for every program, and give up where that fails. */
    private void requireSoundText() {
        PatchedFunction.Failure failure = core.textFailure(program);
        if (failure != null) {
            throw problem(
                    failure.function(),
                    failure.problem().slot(),
                    failure.problem().text() + "\n  the program does not call '"
                            + failure.function().name()
                            + "', but loaders relocate all functions of .text for each program");
        }
    }

    /** Appends the code of a function, and lets its references be followed next. */
    private int place(FunctionSpec function, FunctionSpec caller, int callerSlot) {
        int base = slots.size();
        if (function.instructions().size() > maxSlots - base) {
            throw problem(
                    caller,
                    callerSlot,
                    "with function '" + function.name() + "' it has more than " + maxSlots + " insns");
        }
        PatchedFunction patched = core.patched(program, function);
        if (patched.problem() != null) {
            throw problem(function, patched.problem().slot(), patched.problem().text());
        }
        slots.addAll(patched.instructions().asList());
        patched.outcomes().forEach(outcome -> outcomes.add(outcome.shifted(base)));
        PlacedFunction place = new PlacedFunction(function, base);
        placed.add(place);
        walks.push(new Walk(place));
        return base;
    }

    private void resolve(CodeReference reference, PlacedFunction place) {
        int at = place.base() + reference.slot();
        if (reference instanceof CodeReference.ToFunction call) {
            call(call, place, at);
        } else if (reference instanceof CodeReference.ToMap map) {
            load(at, Opcode.PSEUDO_MAP_FD, 0);
            maps.add(new MapReference(at, map.map(), false, 0));
        } else if (reference instanceof CodeReference.ToMapValue value) {
            load(at, Opcode.PSEUDO_MAP_VALUE, value.offset());
            maps.add(new MapReference(at, value.map(), true, value.offset()));
        } else if (reference instanceof CodeReference.ToExtern extern) {
            resolve(extern, place.function(), at);
        } else if (reference instanceof CodeReference.ToJumpTable table) {
            throw problem(
                    place.function(),
                    reference.slot(),
                    "jump table '" + table.table() + "': indirect jumps are not supported yet");
        } else if (reference instanceof CodeReference.Unresolvable unresolvable) {
            throw problem(place.function(), reference.slot(), unresolvable.problem());
        }
    }

    private void call(CodeReference.ToFunction call, PlacedFunction caller, int at) {
        Integer known = basesByTextSlot.get(call.textSlot());
        int base;
        if (known == null) {
            base = place(textFunctions.get(call.textSlot()), caller.function(), call.slot());
            basesByTextSlot.put(call.textSlot(), base);
        } else {
            base = known;
        }
        Instruction instruction = slots.get(at);
        int source = instruction.isWide() ? Opcode.PSEUDO_FUNC : Opcode.PSEUDO_CALL;
        slots.set(at, instruction.withSrc(source).withImm(base - at - 1));
        if (instruction.isWide()) {
            slots.set(at + 1, slots.get(at + 1).withImm(0));
        }
    }

    private void resolve(CodeReference.ToExtern reference, FunctionSpec function, int at) {
        ResolvedExtern resolved = externs.get(reference.name());
        String misuse = resolved == null
                ? "extern '" + reference.name() + "' has a type that no undefined symbol has"
                : ExternPatch.misuse(slots.get(at), resolved);
        if (resolved == null || misuse != null) {
            throw problem(function, reference.slot(), String.valueOf(misuse));
        } else if (resolved instanceof ResolvedExtern.Value value) {
            load(at, Opcode.PSEUDO_MAP_VALUE, value.offset());
            maps.add(new MapReference(at, value.map(), true, value.offset()));
        } else {
            externReferences.add(ExternPatch.patch(slots, at, resolved));
        }
    }

    private void load(int at, int source, int second) {
        slots.set(at, slots.get(at).withSrc(source).withImm(0));
        slots.set(at + 1, slots.get(at + 1).withImm(second));
    }

    private RelocationException problem(FunctionSpec function, int slot, String problem) {
        return new RelocationException(
                object.fileName(),
                program.name(),
                function.name(),
                slot,
                object.sourceLine(function, slot).orElse(null),
                problem);
    }
}
