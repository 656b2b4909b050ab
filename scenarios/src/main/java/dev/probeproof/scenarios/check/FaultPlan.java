// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.check;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.instance.PrologueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Memory in which one dereference of one argument cannot be made, or in which the last one only just can.
 *
 * @param situation in words, for the report
 * @param context registers and memory
 * @param only the argument to compare, where a neighbour may read across the edge; or {@link #ALL}
 */
record FaultPlan(String situation, SyntheticContext context, int only) {
    /** Of {@link #only}: every argument is compared. */
    static final int ALL = -1;

    /** Every way to break every dereference of these arguments, one at a time. */
    static List<FaultPlan> all(
            List<String> names, List<Optional<Meaning>> meanings, SyntheticContext sound, PrologueLayout layout) {
        List<FaultPlan> plans = new ArrayList<>();
        for (int argument = 0; argument < meanings.size(); argument++) {
            if (meanings.get(argument).isEmpty()) {
                continue;
            }
            Meaning meaning = meanings.get(argument).get();
            for (Meaning.Support support : meaning.supports()) {
                Meaning before = new Meaning(
                        support.start(), support.accesses(), new Meaning.Raw(1), List.of(), List.of(), false);
                for (int hop = 0; hop < support.accesses().size(); hop++) {
                    addPointerFaults(plans, names.get(argument), before, hop, sound);
                }
            }
            for (int hop = 0; hop < meaning.accesses().size(); hop++) {
                addPointerFaults(plans, names.get(argument), meaning, hop, sound);
            }
            if (!meaning.accesses().isEmpty()) {
                addEdges(plans, names.get(argument), argument, meaning, sound, layout);
            }
        }
        return plans;
    }

    private static void addPointerFaults(
            List<FaultPlan> plans, String name, Meaning meaning, int hop, SyntheticContext sound) {
        Arch arch = sound.registers().arch();
        Meaning.Access access = meaning.accesses().get(hop);
        long unmapped = access.space() == AddressSpaceKind.USER
                ? SyntheticAddresses.unmappedUser(arch)
                : SyntheticAddresses.unmappedKernel(arch);
        String pointer =
                "the pointer to " + access.object() + " on the way to '" + name + "' (hop " + (hop + 1) + ") is ";
        withPointer(meaning, hop, 0, sound)
                .ifPresent(context -> plans.add(new FaultPlan(pointer + "null", context, ALL)));
        withPointer(meaning, hop, unmapped, sound)
                .or(() -> withoutObject(meaning, sound))
                .ifPresent(context -> plans.add(new FaultPlan(pointer + "unmapped", context, ALL)));
    }

    /** Empty if the pointer is no one's to change: the address of a variable. */
    private static Optional<SyntheticContext> withPointer(
            Meaning meaning, int hop, long pointer, SyntheticContext sound) {
        SyntheticContext context = sound.copy();
        if (hop > 0) {
            context.writePointer(addressOf(meaning, hop - 1, sound), pointer);
            return Optional.of(context);
        }
        return new StartSolver(context).set(meaning.start(), pointer) ? Optional.of(context) : Optional.empty();
    }

    private static Optional<SyntheticContext> withoutObject(Meaning meaning, SyntheticContext sound) {
        return sound.near(addressOf(meaning, 0, sound)).map(object -> {
            SyntheticContext context = sound.copy();
            context.remove(object);
            return context;
        });
    }

    /** The last byte of what is fetched is missing; and for exact readers: the byte behind it is. */
    private static void addEdges(
            List<FaultPlan> plans,
            String name,
            int argument,
            Meaning meaning,
            SyntheticContext sound,
            PrologueLayout layout) {
        int last = meaning.accesses().size() - 1;
        long address = addressOf(meaning, last, sound);
        int size = bytesFetched(meaning, sound);
        Optional<SyntheticContext.Block> block = sound.block(address, size);
        if (block.isEmpty()) {
            return;
        }
        SyntheticContext cut = sound.copy();
        cut.truncate(block.get(), address + size - 1);
        plans.add(new FaultPlan("the last byte of '" + name + "' is unmapped", cut, argument));
        // A bit-field may be read through any container that covers it.
        if (layout != PrologueLayout.PERF && !(meaning.end() instanceof Meaning.BitRun)) {
            SyntheticContext exact = sound.copy();
            exact.truncate(block.get(), address + size);
            plans.add(new FaultPlan("memory ends right behind '" + name + "'", exact, argument));
        }
    }

    private static int bytesFetched(Meaning meaning, SyntheticContext sound) {
        Meaning.End end = meaning.end();
        if (end instanceof Meaning.Whole whole) {
            return whole.sizeBytes();
        } else if (end instanceof Meaning.BitRun run) {
            return (run.firstBit() + run.widthBits() + 7) / 8;
        } else if (end instanceof Meaning.Raw raw) {
            return raw.sizeBytes();
        } else if (end instanceof Meaning.Address) {
            return 8;
        }
        Outcome outcome = Outcome.of(meaning, sound);
        return outcome instanceof Outcome.Content text ? text.bytes().length : 1;
    }

    /** The address that an access of a sound context reads. */
    static long addressOf(Meaning meaning, int hop, SyntheticContext sound) {
        long value = new StartValue(sound).of(meaning.start()).orElseThrow();
        java.nio.ByteOrder order = sound.registers().arch().byteOrder();
        for (int i = 0; i < hop; i++) {
            byte[] pointer =
                    sound.read(value + meaning.accesses().get(i).offset(), 8).orElseThrow();
            value = java.nio.ByteBuffer.wrap(pointer).order(order).getLong();
        }
        return value + meaning.accesses().get(hop).offset();
    }
}
