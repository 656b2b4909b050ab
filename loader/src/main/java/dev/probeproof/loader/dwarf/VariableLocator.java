// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Says where variables lie when a probe at an address of a file hits: debug information and call frames, brought together.
 *
 * <pre>{@code
 * VariableLocator locator = VariableLocator.ofProgram(info, Archs.X86_64);
 * CodeScopes scopes = info.scopesAt(address).orElseThrow();
 * VariableLocation where = locator.locate(scopes.variable("file").orElseThrow(), scopes);
 * }</pre>
 */
public final class VariableLocator {
    /** Callers that are asked, their callers, and theirs. */
    private static final int LEVELS = 3;

    /** Pointers to pointers that were removed, too. */
    private static final int POINTERS = 3;

    /** Typedefs and qualifiers around a type. */
    private static final int LONGEST_TYPE = 32;

    private final Arch arch;
    private final AddressSpaceKind space;
    private final DataAddresses addresses;
    private final CallFrames frames;
    private final KnownCalls calls;
    private final ByteOrder order;

    /**
     * @param space the memory that the program's stack and data are in: the kernel's for kernel probes, else the user's
     * @param addresses where data of the file is when it runs
     * @throws DwarfException if the call frame information is damaged
     */
    public VariableLocator(DebugInfo info, Arch arch, AddressSpaceKind space, DataAddresses addresses) {
        this(info, info.elf(), arch, space, addresses);
    }

    /**
     * For debug information in a file of its own: the call frames of programs ({@code .eh_frame}) stay in the program.
     *
     * @param code the file that runs
     */
    public VariableLocator(DebugInfo info, ElfFile code, Arch arch, AddressSpaceKind space, DataAddresses addresses) {
        this.arch = arch;
        this.space = space;
        this.addresses = addresses;
        this.frames = CallFrames.of(info.sections(), code, arch, space);
        this.calls = new KnownCalls(info, code, arch);
        this.order = info.elf().order();
    }

    /** Of a kernel or module, whose data is found by symbol, because it may run anywhere. */
    public static VariableLocator ofKernel(DebugInfo info, Arch arch) {
        return new VariableLocator(info, arch, AddressSpaceKind.KERNEL, new DataSymbols(info));
    }

    /** Of a program or library. Data of one that may run anywhere lies at a fixed distance from its code. */
    public static VariableLocator ofProgram(DebugInfo info, Arch arch) {
        return ofProgram(info, info.elf(), arch);
    }

    /**
     * Of a program or library whose debug information is in a file of its own.
     *
     * @param program the file that runs
     */
    public static VariableLocator ofProgram(DebugInfo info, ElfFile program, Arch arch) {
        DataAddresses data = program.type() == ElfFile.EXECUTABLE
                ? DataAddresses.AS_LINKED
                : DataAddresses.relativeTo(arch.instructionPointer());
        return new VariableLocator(info, program, arch, AddressSpaceKind.USER, data);
    }

    CallFrames frames() {
        return frames;
    }

    KnownCalls calls() {
        return calls;
    }

    Arch arch() {
        return arch;
    }

    AddressSpaceKind space() {
        return space;
    }

    DataAddresses addresses() {
        return addresses;
    }

    /**
     * Where a variable is at the address of the scopes.
     *
     * @throws DwarfException if what the file says about it is damaged
     */
    public VariableLocation locate(DebugVariable variable, CodeScopes scopes) {
        return locate(variable, scopes, new CallerValues(this, scopes, scopes.address(), LEVELS));
    }

    /**
     * @param callers what is known of the values that callers pass
     */
    VariableLocation locate(DebugVariable variable, CodeScopes scopes, EntryValues callers) {
        return locate(variable, scopes, callers, POINTERS);
    }

    private VariableLocation locate(DebugVariable variable, CodeScopes scopes, EntryValues callers, int pointers) {
        LocationDescription description = variable.locationAt(scopes.address());
        if (description instanceof LocationDescription.Expression expression) {
            return LocationEvaluator.evaluate(
                    expression.bytes(), context(expression.unit(), scopes, callers, scopes.address(), pointers));
        } else if (description instanceof LocationDescription.Constant constant) {
            return constant(variable, constant.value());
        }
        boolean elsewhere = description instanceof LocationDescription.None none && none.elsewhere();
        return new VariableLocation.Unavailable(
                true,
                elsewhere
                        ? "the compiler kept no value of it at this address"
                        : "the compiler kept no value of it anywhere");
    }

    /**
     * Everything that expressions of a caller may refer to at its call, in terms of the registers there.
     *
     * @param probe the probed address, in a function that it has called
     * @param levels how far up its own callers may be asked
     */
    ExpressionContext atCall(CodeScopes caller, long probe, int levels) {
        return context(caller.unit(), caller, new CallerValues(this, caller, probe, levels), probe, 0);
    }

    /** Everything that expressions of a unit may refer to at an address. */
    private ExpressionContext context(
            CompilationUnit unit, CodeScopes scopes, EntryValues callers, long probe, int pointers) {
        long address = scopes.address();
        boolean atEntry = isEntry(scopes);
        Bytes frameBase =
                scopes.frameBase() instanceof LocationDescription.Expression expression ? expression.bytes() : null;
        return new ExpressionContext(
                arch,
                space,
                new UnitOfExpression(unit),
                probe,
                frameBase,
                () -> frames.cfaAt(address, atEntry),
                frames.entryValues(address, atEntry, callers),
                addresses,
                (offset, distance) -> pointers == 0
                        ? Optional.empty()
                        : pointer(unit.debugInfo().dieAt(offset), distance, scopes, callers, pointers - 1));
    }

    /** What a pointer that was removed points to, where the compiler kept a value of it. */
    private Optional<VariableLocation.ImplicitPointer> pointer(
            Die target, long distance, CodeScopes scopes, EntryValues callers, int pointers) {
        Optional<DebugVariable> variable = VariableSearch.variable(target);
        if (variable.isEmpty()) {
            return Optional.empty();
        }
        VariableLocation location = locate(variable.get(), scopes, callers, pointers);
        return location instanceof VariableLocation.Unavailable
                ? Optional.empty()
                : Optional.of(new VariableLocation.ImplicitPointer(
                        variable.get().name(), location, bytes(variable.get()), distance));
    }

    /** Of a variable's type; 0 if it does not say. */
    private static long bytes(DebugVariable variable) {
        Optional<Die> type = variable.type();
        for (int i = 0; i < LONGEST_TYPE && type.isPresent(); i++) {
            OptionalLong size = type.get().constant(DwarfAttribute.BYTE_SIZE);
            if (size.isPresent() || type.get().is(DwarfTag.ARRAY_TYPE)) {
                return size.orElse(0);
            }
            type = type.get().typeDie();
        }
        return 0;
    }

    /** True where the code of a function starts, and not a function that was inlined there. */
    private static boolean isEntry(CodeScopes scopes) {
        return scopes.function().entryPc().orElse(-1) == scopes.address();
    }

    private VariableLocation constant(DebugVariable variable, AttributeValue value) {
        Bytes block = value.bytes();
        if (block != null) {
            return new VariableLocation.Constant(list(block.toArray()));
        }
        if (value.text() != null) {
            return new VariableLocation.Unavailable(false, "it is the text \"" + value.text() + "\"");
        }
        int size = sizeOf(variable.type().orElse(null));
        // Only signed LEB128 and forms as wide as the type say what is in the bits above.
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int at = order == ByteOrder.LITTLE_ENDIAN ? i : size - 1 - i;
            bytes[at] = (byte) (value.number() >> Math.min(8 * i, Long.SIZE - 1));
        }
        return new VariableLocation.Constant(list(bytes));
    }

    /** Bytes of a type, 8 if it does not say or has more than a constant. */
    private static int sizeOf(@Nullable Die type) {
        Die at = type;
        for (int i = 0; i < LONGEST_TYPE && at != null; i++) {
            long size = at.constant(DwarfAttribute.BYTE_SIZE).orElse(0);
            if (size > 0 && size <= 8) {
                return (int) size;
            }
            at = at.is(DwarfTag.POINTER_TYPE) ? null : at.typeDie().orElse(null);
        }
        return 8;
    }

    private static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            list.add(value);
        }
        return list;
    }

    /** The location of a variable as one line, as the debug information has it; empty if it has none. */
    public Optional<String> text(DebugVariable variable, CodeScopes scopes) {
        return variable.locationAt(scopes.address()) instanceof LocationDescription.Expression expression
                ? Optional.of(ExpressionText.of(expression.bytes(), arch, new UnitOfExpression(expression.unit())))
                : Optional.empty();
    }
}
