// SPDX-License-Identifier: MIT
package dev.probeproof.loader.damage;

import dev.probeproof.loader.arch.Arch;
import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.dwarf.AddressRange;
import dev.probeproof.loader.dwarf.CallSite;
import dev.probeproof.loader.dwarf.CodeScopes;
import dev.probeproof.loader.dwarf.CompilationUnit;
import dev.probeproof.loader.dwarf.DebugFunction;
import dev.probeproof.loader.dwarf.DebugInfo;
import dev.probeproof.loader.dwarf.DebugVariable;
import dev.probeproof.loader.dwarf.Die;
import dev.probeproof.loader.dwarf.DwarfAttribute;
import dev.probeproof.loader.dwarf.FunctionInstance;
import dev.probeproof.loader.dwarf.InlinedCopy;
import dev.probeproof.loader.dwarf.LineTable;
import dev.probeproof.loader.dwarf.VariableLocator;
import dev.probeproof.loader.elf.ElfReader;
import dev.probeproof.loader.error.ProbeproofException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Everything that can be asked of debug information, of a file that may be damaged. */
public final class DebugInfoExercise {
    private DebugInfoExercise() {}

    /** @return false if it was refused as a whole */
    public static boolean use(byte[] file) {
        DebugInfo info;
        try {
            info = DebugInfo.open(ElfReader.read(Bytes.wrap(file, "damaged.o")));
        } catch (ProbeproofException refused) {
            Exercise.explains(refused);
            return false;
        }
        for (CompilationUnit unit : info.units()) {
            Exercise.attempt(() -> walk(unit));
            Exercise.attempt(() -> unit.ranges());
            Exercise.attempt(() -> unit.lines().ifPresent(LineTable::rows));
        }
        Arch arch = Archs.ofElf(info.elf().machine(), info.elf().order()).orElse(Archs.X86_64);
        Exercise.attempt(() -> locate(info, VariableLocator.ofProgram(info, arch)));
        for (String name : List.of("scaled", "hidden", "entry")) {
            Exercise.attempt(() -> info.functions(name).forEach(function -> ask(info, function)));
        }
        Exercise.attempt(() -> info.functions(name -> name.startsWith("e")));
        Exercise.attempt(() -> info.globals("total").forEach(variable -> variable.locationAt(0)));
        for (long address : new long[] {0, 0x40, 0x401040}) {
            Exercise.attempt(() -> info.scopesAt(address).ifPresent(DebugInfoExercise::ask));
            Exercise.attempt(() -> info.lineAt(address));
        }
        Exercise.attempt(() -> info.addressesOf("sample.c", 12));
        Exercise.attempt(info::missingParts);
        return true;
    }

    private static void walk(CompilationUnit unit) {
        Deque<Die> open = new ArrayDeque<>(List.of(unit.root()));
        while (!open.isEmpty()) {
            Die die = open.pop();
            for (int attribute : die.attributeNames()) {
                Exercise.attempt(() -> die.attribute(attribute));
                Exercise.attempt(() -> die.reference(attribute));
            }
            Exercise.attempt(die::name);
            Exercise.attempt(die::typeDie);
            Exercise.attempt(die::root);
            Exercise.attempt(die::entryPc);
            Exercise.attempt(die::declarationFile);
            Exercise.attempt(() -> die.locations(DwarfAttribute.LOCATION));
            open.addAll(die.children());
        }
    }

    /** Where each variable is, at the start and the end of the code that it is visible in. */
    private static void locate(DebugInfo info, VariableLocator locator) {
        for (DebugFunction function : info.functions(name -> true)) {
            for (FunctionInstance instance : function.instances()) {
                for (AddressRange range : instance.ranges()) {
                    Exercise.attempt(() -> locate(info, locator, range.low()));
                    Exercise.attempt(() -> locate(info, locator, range.low() + (range.high() - range.low()) / 2));
                    Exercise.attempt(() -> locate(info, locator, range.high() - 1));
                }
            }
        }
    }

    private static void locate(DebugInfo info, VariableLocator locator, long address) {
        info.scopesAt(address)
                .ifPresent(scopes -> scopes.variables().forEach(variable -> {
                    Exercise.attempt(() -> locator.locate(variable, scopes));
                    Exercise.attempt(() -> locator.text(variable, scopes));
                }));
    }

    private static void ask(DebugInfo info, DebugFunction function) {
        for (FunctionInstance instance : function.instances()) {
            Exercise.attempt(() -> ask(CodeScopes.around(instance.die(), instance.entryPc())));
            Exercise.attempt(() -> info.callSites(instance.die()).forEach(CallSite::parameters));
            Exercise.attempt(() -> function.unit()
                    .lines()
                    .ifPresent(table -> table.prologueEnd(instance.ranges().get(0))));
        }
        for (InlinedCopy copy : function.inlined()) {
            Exercise.attempt(copy::callers);
            Exercise.attempt(copy::callSite);
            Exercise.attempt(() -> ask(CodeScopes.around(copy.die(), copy.entryPc())));
        }
    }

    private static void ask(CodeScopes scopes) {
        Exercise.attempt(scopes::frameBase);
        for (DebugVariable variable : scopes.variables()) {
            Exercise.attempt(() -> variable.locationAt(scopes.address()));
            Exercise.attempt(variable::type);
        }
    }
}
