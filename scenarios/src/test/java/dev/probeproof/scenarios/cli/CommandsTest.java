// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.cli;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.probeproof.loader.testing.ArchitectureRules;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class CommandsTest {
    @Test
    void tableHasEveryCommandClass() {
        Stream<String> made = Commands.NAMES.stream()
                .map(name -> Commands.create(name, new OutputOptions()))
                .flatMap(CommandsTest::withChildren)
                .map(command -> command.getClass().getName());
        Stream<String> written = ArchitectureRules.of("dev.probeproof.scenarios").classes().stream()
                .filter(type -> type.isAssignableTo(Command.class) && !type.isInterface())
                .map(JavaClass::getName)
                .filter(name -> !name.equals(RootCommand.class.getName()));

        assertThat(made.sorted()).containsExactlyElementsOf(written.sorted().toList());
    }

    private static Stream<Command> withChildren(Command command) {
        return command instanceof CommandGroup group
                ? Stream.concat(Stream.of(command), group.children().stream())
                : Stream.of(command);
    }

    @Test
    void namesInTableAndAnnotationAreEqual() {
        assertThat(Commands.NAMES)
                .allSatisfy(name -> assertThat(Commands.create(name, new OutputOptions())
                                .getClass()
                                .getAnnotation(CommandLine.Command.class)
                                .name())
                        .isEqualTo(name));
    }

    @Test
    void exitCodesAreTheDocumentedOnes() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).containsExactly(0, 1, 2, 3, 4, 70, 130, 141);
    }
}
