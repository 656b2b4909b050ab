// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Register;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchAlgebra;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The call frames of a file ({@code .eh_frame}, {@code .debug_frame}): where the frame of the function at an address starts, and
 * what its caller's registers hold, out of the registers of a probe there.
 *
 * <pre>{@code
 * Recovered cfa = frames.cfaAt(0xffffffff81000010L, false); // sp + 24
 * }</pre>
 */
final class CallFrames {
    /** Address bytes of every architecture that we know. */
    private static final int ADDRESS_BYTES = 8;

    private static final Recovered NO_FRAME =
            new Recovered.Unknown("the file has no call frame information for this address");

    private final Arch arch;
    private final AddressSpaceKind space;
    private final DwarfRegisters registers;
    private final List<FrameEntries> sections;

    private CallFrames(Arch arch, AddressSpaceKind space, List<FrameEntries> sections) {
        this.arch = arch;
        this.space = space;
        this.registers = new DwarfRegisters(arch);
        this.sections = List.copyOf(sections);
    }

    /**
     * @param space the memory that the stack is in
     * @param sections those that the file has; the first that knows an address answers
     * @throws DwarfException if a section is damaged
     */
    static CallFrames read(Arch arch, AddressSpaceKind space, List<FrameSection> sections) {
        return new CallFrames(
                arch,
                space,
                sections.stream()
                        .map(section -> FrameEntries.read(section, ADDRESS_BYTES))
                        .toList());
    }

    /**
     * Those of a file: of {@code .eh_frame}, then of {@code .debug_frame}. Kernels have the second only, in their debug file.
     *
     * @param code the file that runs, where it is not the one with the debug information
     * @throws DwarfException if a section is damaged
     */
    static CallFrames of(DebugSections debug, ElfFile code, Arch arch, AddressSpaceKind space) {
        List<FrameSection> sections = new ArrayList<>();
        DebugSections running = code == debug.elf() ? debug : new DebugSections(code, SectionAddresses.of(code));
        for (DebugSections file : running == debug ? List.of(debug) : List.of(running, debug)) {
            for (String name : List.of(".eh_frame", ".debug_frame")) {
                if (file.has(name)) {
                    long address = file.elf()
                            .section(name)
                            .map(section -> file.addresses().start(section.index()))
                            .orElse(0L);
                    sections.add(new FrameSection(file.get(name), address, name.equals(".eh_frame")));
                }
            }
        }
        return read(arch, space, sections);
    }

    /**
     * The canonical frame address.
     *
     * @param atEntry the address is where a function starts, so that without call frame information the ABI says
     */
    Recovered cfaAt(long address, boolean atEntry) {
        try {
            Optional<FrameRow> row = rowAt(address);
            if (row.isPresent()) {
                return new Recovered.Known(cfa(row.get()));
            }
        } catch (NotFetchableException impossible) {
            return new Recovered.Unknown(impossible.reason());
        }
        return atEntry
                ? new Recovered.Known(FetchAlgebra.add(
                        new FetchValue.Register(arch.stackPointer()), registers.cfaAboveStackAtEntry()))
                : NO_FRAME;
    }

    /** What a register holds in the caller of the function at an address, once that returns. */
    Recovered registerInCaller(long address, Register register) {
        return recover(address, register.dwarfNumber());
    }

    /** Where the function at an address returns to. */
    Recovered returnAddress(long address) {
        Optional<FrameEntries.Frame> frame = sections.stream()
                .flatMap(entries -> entries.find(address).stream())
                .findFirst();
        return frame.map(found -> recover(address, found.common().returnAddressRegister()))
                .orElse(NO_FRAME);
    }

    /**
     * What registers held when the function at an address was entered: those that it must give back, its stack pointer; of others
     * what is known of the callers.
     */
    EntryValues entryValues(long address, boolean atEntry, EntryValues callers) {
        return new EntryValues() {
            @Override
            public boolean isNow() {
                return atEntry;
            }

            @Override
            public Recovered atEntry(Register register) {
                if (atEntry) {
                    return AT_ENTRY.atEntry(register);
                }
                if (register.equals(arch.stackPointer())) {
                    return cfaAt(address, false) instanceof Recovered.Known cfa
                            ? new Recovered.Known(FetchAlgebra.add(cfa.value(), -registers.cfaAboveStackAtEntry()))
                            : callers.atEntry(register);
                }
                boolean kept = registers.isKeptByCallees(register);
                return kept && registerInCaller(address, register) instanceof Recovered.Known known
                        ? known
                        : callers.atEntry(register);
            }

            @Override
            public Recovered parameter(long offset) {
                return callers.parameter(offset);
            }
        };
    }

    /** The rules at an address. */
    Optional<FrameRow> rowAt(long address) throws NotFetchableException {
        for (FrameEntries entries : sections) {
            Optional<FrameEntries.Frame> frame = entries.find(address);
            if (frame.isPresent()) {
                return Optional.of(FrameProgram.rowAt(frame.get(), entries.pointers(), address));
            }
        }
        return Optional.empty();
    }

    private Recovered recover(long address, long number) {
        try {
            Optional<FrameRow> row = rowAt(address);
            return row.isEmpty() ? NO_FRAME : new Recovered.Known(inCaller(row.get(), number));
        } catch (NotFetchableException impossible) {
            return new Recovered.Unknown(impossible.reason());
        }
    }

    private FetchValue inCaller(FrameRow row, long number) throws NotFetchableException {
        Optional<FrameRule> given = row.rule(number);
        if (given.isEmpty()) {
            return asTheAbiSays(row, number);
        }
        FrameRule rule = given.get();
        if (rule instanceof FrameRule.SameValue) {
            return slot(number);
        } else if (rule instanceof FrameRule.InMemory saved) {
            requireUnsigned(row, number);
            return memory(FetchAlgebra.add(cfa(row), saved.offset()));
        } else if (rule instanceof FrameRule.IsAddress address) {
            return FetchAlgebra.add(cfa(row), address.offset());
        } else if (rule instanceof FrameRule.RegisterPlus elsewhere) {
            return FetchAlgebra.add(slot(elsewhere.register()), elsewhere.offset());
        } else if (rule instanceof FrameRule.InMemoryAt saved) {
            return memory(compute(saved.expression(), row));
        } else if (rule instanceof FrameRule.Computed computed) {
            return compute(computed.expression(), row);
        }
        throw gone(number);
    }

    private FetchValue asTheAbiSays(FrameRow row, long number) throws NotFetchableException {
        Optional<Register> register = registers.find(number);
        if (register.isEmpty()) {
            throw gone(number);
        }
        if (register.get().equals(arch.stackPointer())) {
            return FetchAlgebra.add(cfa(row), -registers.callerStackBelowCfa());
        }
        if (registers.isKeptByCallees(register.get()) || registers.isLink(number)) {
            requireUnsigned(row, number);
            return slot(number);
        }
        throw gone(number);
    }

    private void requireUnsigned(FrameRow row, long number) throws NotFetchableException {
        if (row.signedReturnAddress() && registers.isLink(number)) {
            throw new NotFetchableException("the return address is signed (pointer authentication)");
        }
    }

    private NotFetchableException gone(long number) {
        return new NotFetchableException("the function need not keep " + registers.name(number) + " of its caller");
    }

    private FetchValue cfa(FrameRow row) throws NotFetchableException {
        if (row.cfa() instanceof FrameRule.RegisterPlus place) {
            return FetchAlgebra.add(slot(place.register()), place.offset());
        } else if (row.cfa() instanceof FrameRule.Computed computed) {
            return new ExpressionRun(context(), ExpressionRun.Moment.NOW)
                    .compute(computed.expression())
                    .value();
        }
        throw new NotFetchableException("the call frame information does not say where the frame starts");
    }

    private FetchValue compute(Bytes expression, FrameRow row) throws NotFetchableException {
        return ExpressionRun.startingWith(cfa(row), context())
                .compute(expression)
                .value();
    }

    private FetchValue memory(FetchValue address) {
        return new FetchValue.Memory(address, ADDRESS_BYTES, space);
    }

    private FetchValue slot(long number) throws NotFetchableException {
        if (registers.isZero(number)) {
            return new FetchValue.Constant(0);
        }
        Register register = registers
                .find(number)
                .orElseThrow(() -> new NotFetchableException(
                        "it is in " + registers.name(number) + ", which a probe does not see"));
        return new FetchValue.Register(register);
    }

    /** Call frame expressions know registers and memory only. */
    private ExpressionContext context() {
        return new ExpressionContext(
                arch,
                space,
                FrameUnit.INSTANCE,
                0,
                null,
                () -> new Recovered.Unknown("a call frame expression refers to the frame itself"),
                EntryValues.LOST,
                DataAddresses.AS_LINKED,
                ExpressionContext.OtherVariables.NONE);
    }
}
