// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import dev.probeproof.loader.instance.ProgramInstance;
import dev.probeproof.loader.kernel.ProgramBtf;
import dev.probeproof.loader.kernel.ProgramImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code dump image} for people: what a kernel gets. Maps are indexes by now; types, functions and lines stand behind the
 * prologue. Programs read {@link ImageLines}.
 */
final class DumpImage {
    private DumpImage() {}

    static ExitCode print(Instantiation made, Terminal terminal) {
        terminal.out().print(made.object().fileName() + " on " + made.kernel().name() + "\n");
        DumpRelocated.printNotes(terminal, made.relocated());
        for (ProgramInstance instance : made.instances()) {
            ProgramImage image = NamedMap.image(instance);
            terminal.out()
                    .print("\n" + terminal.paint(Paint.BOLD, "program '" + image.name() + "'") + ", type "
                            + image.type() + ", license '" + image.license() + "', flags 0x"
                            + Integer.toHexString(image.flags()) + ", expected attach type "
                            + image.expectedAttachType() + "\n"
                            + "  " + types(image.btf()) + "\n");
            for (int index = 0; index < image.maps().size(); index++) {
                terminal.out()
                        .print("  map[idx:" + index + "] is '"
                                + image.maps().get(index).spec().name() + "'\n");
            }
            listing(instance, image).print(terminal);
        }
        DumpInstances.printRefused(terminal, made);
        return made.exitCode();
    }

    static Listing listing(ProgramInstance instance, ProgramImage image) {
        return ProgramListing.of(
                image.instructions(),
                List.of(),
                image.btf(),
                instance.program(),
                instance.prologue().size());
    }

    private static String types(@Nullable ProgramBtf btf) {
        return btf == null
                ? "no types"
                : btf.blob().size() + " bytes of types, " + btf.functions().size() + " function and "
                        + btf.lines().size() + " line records";
    }
}
