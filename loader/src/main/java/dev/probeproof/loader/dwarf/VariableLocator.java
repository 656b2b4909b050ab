// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.elf.ElfFile;
import dev.probeproof.loader.fetch.AddressSpaceKind;
import dev.probeproof.loader.fetch.FetchValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says where a variable lies when a probe fires at an address, in terms of the probe's registers and memory.
 *
 * <pre>{@code
 * VariableLocator locator = VariableLocator.ofProgram(info, Archs.X86_64);
 * CodeScopes scopes = info.scopesAt(address).orElseThrow();
 * VariableLocation location = locator.locate(scopes.variable("count").orElseThrow(), scopes, false);
 * }</pre>
 */
public final class VariableLocator {
    private final DebugInfo info;
    private final Arch arch;
    private final AddressSpaceKind space;
    private final @Nullable DataSymbols symbols;
    private final CallFrames frames;

    private VariableLocator(DebugInfo info, Arch arch, AddressSpaceKind space) {
        this.info = info;
        this.arch = arch;
        this.space = space;
        this.symbols = space == AddressSpaceKind.KERNEL ? new DataSymbols(info) : null;
        this.frames = CallFrames.of(info.sections(), arch, space);
    }

    /** Of a kernel or module, whose data is found by symbol, because it may run anywhere. */
    public static VariableLocator ofKernel(DebugInfo info, Arch arch) {
        return new VariableLocator(info, arch, AddressSpaceKind.KERNEL);
    }

    /** Of a program or library. Data of one that may run anywhere lies at a fixed distance from its code. */
    public static VariableLocator ofProgram(DebugInfo info, Arch arch) {
        return new VariableLocator(info, arch, AddressSpaceKind.USER);
    }

    /**
     * Where a variable lies.
     *
     * @param scopes around the probed address
     * @param atEntry the address is the first of the function whose code it is
     * @throws DwarfException if the file is damaged
     */
    public VariableLocation locate(DebugVariable variable, CodeScopes scopes, boolean atEntry) {
        LocationDescription described = variable.locationAt(scopes.address());
        if (described instanceof LocationDescription.Expression expression) {
            return LocationEvaluator.evaluate(expression.bytes(), context(expression.unit(), scopes, atEntry));
        } else if (described instanceof LocationDescription.Constant constant) {
            return constant(constant.value());
        }
        boolean elsewhere = ((LocationDescription.None) described).elsewhere();
        return new VariableLocation.Unavailable(
                true,
                elsewhere
                        ? "the compiler keeps no value of it at this address, though it does at others (optimized out)"
                        : "the compiler removed it (optimized out)");
    }

    private ExpressionContext context(CompilationUnit unit, CodeScopes scopes, boolean atEntry) {
        long address = scopes.address();
        return new ExpressionContext(
                arch,
                space,
                new DieFacts(unit),
                scopes.frameBase() instanceof LocationDescription.Expression base ? base.bytes() : null,
                () -> frames.cfaAt(address, atEntry),
                frames.entryValues(address, atEntry, EntryValues.LOST),
                addresses(address));
    }

    private DataAddresses addresses(long probed) {
        if (symbols != null) {
            return symbols;
        }
        return info.elf().type() == ElfFile.EXECUTABLE
                ? DataAddresses.AS_LINKED
                : DataAddresses.relativeTo(arch.instructionPointer(), probed);
    }

    private static VariableLocation constant(AttributeValue value) {
        Bytes bytes = value.bytes();
        if (bytes == null) {
            return new VariableLocation.Value(new FetchValue.Constant(value.signedNumber()));
        }
        List<Byte> all = new ArrayList<>();
        for (byte one : bytes.toArray()) {
            all.add(one);
        }
        return new VariableLocation.Constant(all);
    }
}
