// SPDX-License-Identifier: MIT
package dev.probeproof.loader.dwarf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A function of one unit, with all the code that was made of it: its own, copies that the compiler specialized, and copies
 * inlined into others. Static functions of one name in several units are several functions.
 *
 * @param name as in the source
 * @param die what all instances have in common: the abstract one if there is one, else the definition
 * @param instances out of line, in the order of the file; none if every call was inlined
 * @param inlined in the order of the file
 */
public record DebugFunction(String name, Die die, List<FunctionInstance> instances, List<InlinedCopy> inlined) {
    public DebugFunction {
        instances = List.copyOf(instances);
        inlined = List.copyOf(inlined);
    }

    public CompilationUnit unit() {
        return die.unit();
    }

    /** The name that the linker knows, where the language decorates names. */
    public Optional<String> linkageName() {
        return die.linkageName();
    }

    /** False for static functions. */
    public boolean isExternal() {
        return die.flag(DwarfAttribute.EXTERNAL)
                || instances.stream().anyMatch(instance -> instance.die().flag(DwarfAttribute.EXTERNAL));
    }

    /** The file it is declared in. */
    public Optional<String> file() {
        return definition().declarationFile();
    }

    public OptionalLong line() {
        return definition().constant(DwarfAttribute.DECL_LINE);
    }

    /** A definition may be elsewhere than the declaration that it completes; its own lines come first. */
    private Die definition() {
        return instances.isEmpty() ? die : instances.get(0).die();
    }
}
