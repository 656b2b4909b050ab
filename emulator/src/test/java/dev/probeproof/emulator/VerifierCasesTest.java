// SPDX-License-Identifier: MIT
package dev.probeproof.emulator;

import dev.probeproof.loader.arch.Archs;
import dev.probeproof.loader.kernel.ProgramLoadResult;
import dev.probeproof.loader.kernel.VerifierLogLevel;
import dev.probeproof.loader.testing.VerifierMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs on which the verifier was wrong once, or could be: each with the answers of real kernels. */
class VerifierCasesTest {
    private static final String FOLDER = "/verifier/programs";

    @TestFactory
    Stream<DynamicNode> saysWhatRealKernelsSaid() throws IOException, URISyntaxException {
        Path folder = Path.of(VerifierCasesTest.class.getResource(FOLDER).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".data")).sorted().toList().stream()
                    .map(VerifierCasesTest::container);
        }
    }

    private static DynamicNode container(Path file) {
        String name = file.getFileName().toString();
        List<VerifierCase> cases;
        try {
            cases = VerifierCase.read(Files.readString(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return DynamicContainer.dynamicContainer(
                name,
                cases.stream()
                        .flatMap(each -> each.answers().stream()
                                .map(answer -> DynamicTest.dynamicTest(
                                        each.name() + " (" + answer.release() + ")",
                                        URI.create("classpath:" + FOLDER + "/" + name + "?line=" + each.line()),
                                        () -> verify(each, answer)))));
    }

    private static void verify(VerifierCase each, VerifierCase.Answer expected) {
        try (EmulatedKernel kernel = EmulatedKernel.on(Kernels.of(Archs.X86_64, expected.release()))) {
            ProgramLoadResult result = kernel.load(each.image(kernel), VerifierLogLevel.BRANCHES);

            assertThat(answer(result, expected)).as(result.log()).isEqualTo(expected);
        }
    }

    /** What was said, as far as the expectation says anything. */
    private static VerifierCase.Answer answer(ProgramLoadResult result, VerifierCase.Answer expected) {
        if (!(result instanceof ProgramLoadResult.Rejected rejected)) {
            return new VerifierCase.Answer(expected.release(), "", "");
        }
        boolean said = result.log().lines().anyMatch(expected.message()::equals);
        String message = expected.message().isEmpty() || said ? expected.message() : VerifierMessage.of(result.log());
        return new VerifierCase.Answer(expected.release(), rejected.errnoName().split(" ")[0], message);
    }
}
