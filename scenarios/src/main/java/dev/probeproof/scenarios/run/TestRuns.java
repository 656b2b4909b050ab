// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernel;
import dev.probeproof.loader.LoadedObject;
import dev.probeproof.loader.LoadedProgram;
import dev.probeproof.loader.bytes.Bytes;
import dev.probeproof.loader.error.Nearest;
import dev.probeproof.loader.kernel.KernelBackend;
import dev.probeproof.loader.kernel.TestRun;
import dev.probeproof.scenarios.model.Action;
import dev.probeproof.scenarios.model.RunRecord;
import dev.probeproof.scenarios.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Programs that are run by hand. */
final class TestRuns {
    private final KernelBackend kernel;
    private final Setting setting;
    private final List<LoadedObject> objects;

    TestRuns(KernelBackend kernel, Setting setting, List<LoadedObject> objects) {
        this.kernel = kernel;
        this.setting = setting;
        this.objects = objects;
    }

    RunRecord run(Action.Run action) {
        LoadedProgram program = find(action.program());
        TestRun.Input input = new TestRun.Input(bytes(action.data()), bytes(action.context()));
        TestRun.Output output = Setting.at(
                action.program(),
                () -> kernel.testRun(program.instances().get(0).handle(), input));
        return new RunRecord(
                program.name(),
                "run by hand",
                output.returnValue(),
                0,
                Optional.empty(),
                List.of(),
                kernel instanceof EmulatedKernel emulated ? emulated.takeTracePipe() : List.of(),
                List.of());
    }

    private LoadedProgram find(Value.Word name) {
        List<LoadedProgram> programs =
                objects.stream().flatMap(object -> object.programs().stream()).toList();
        return programs.stream()
                .filter(program -> program.name().equals(name.text()))
                .findFirst()
                .orElseThrow(() -> new ScenarioException(
                        name.position(),
                        "no program '" + name.text() + "' is loaded"
                                + Nearest.suffix(Nearest.of(
                                        name.text(),
                                        programs.stream()
                                                .map(LoadedProgram::name)
                                                .toList()))));
    }

    private Bytes bytes(Optional<Value> value) {
        if (value.isEmpty()) {
            return Bytes.wrap(new byte[0], "nothing");
        }
        if (value.get() instanceof Value.Items items) {
            ByteBuffer words = ByteBuffer.allocate(Long.BYTES * items.values().size())
                    .order(kernel.target().arch().byteOrder());
            items.values().forEach(word -> words.putLong(setting.numbers().number(word)));
            return Bytes.wrap(words.array(), "context");
        }
        return Bytes.wrap(
                setting.numbers()
                        .special(value.get())
                        .orElseGet(() -> ValueNumbers.text(value.get()).getBytes(StandardCharsets.UTF_8)),
                "input");
    }
}
