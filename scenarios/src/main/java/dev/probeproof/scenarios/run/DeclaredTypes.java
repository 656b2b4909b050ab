// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.loader.btf.Btf;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.ctype.CTypes;
import dev.probeproof.scenarios.input.InputFile;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What stands under {@code types}: C, or the names of headers. */
final class DeclaredTypes {
    private static final Pattern HEADER = Pattern.compile("[^\\s{};]+\\.h");

    private DeclaredTypes() {}

    /** Each declaration's types for a kernel: in its byte order, with its types where something else is named. */
    static List<Btf> of(Scenario scenario, Path file, TargetKernel target) {
        return scenario.types().stream()
                .map(word -> Setting.at(
                        word, () -> CTypes.read(text(word, file), target.arch().byteOrder(), target.btf())))
                .toList();
    }

    private static String text(Value.Word word, Path file) {
        if (!HEADER.matcher(word.text()).matches()) {
            return word.text();
        }
        Path folder = file.toAbsolutePath().getParent();
        Path header = InputFile.path(word.text());
        return String.join("\n", InputFile.lines(folder == null ? header : folder.resolve(header)));
    }
}
