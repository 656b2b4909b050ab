// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.run;

import dev.probeproof.emulator.EmulatedKernelBuilder;
import dev.probeproof.emulator.helper.HelperMock;
import dev.probeproof.emulator.helper.MockedCall;
import dev.probeproof.loader.btf.BtfKind;
import dev.probeproof.loader.kernel.TargetKernel;
import dev.probeproof.scenarios.model.Scenario;
import dev.probeproof.scenarios.model.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The helpers and kernel functions that a scenario has answer as it says. */
final class ScenarioMocks {
    private final List<Scenario.Mock> mocks;

    /** Values may refer to what is made only after the kernel. */
    private @Nullable Setting setting;

    ScenarioMocks(Scenario scenario) {
        this.mocks = scenario.mocks();
    }

    void in(Setting made) {
        setting = made;
    }

    /** What has a helper's name is one, though kernels have functions of these names, too; everything else is a function. */
    EmulatedKernelBuilder on(EmulatedKernelBuilder kernel, TargetKernel target) {
        for (Scenario.Mock mock : mocks) {
            String name = mock.function().text();
            HelperMock answers = call -> answer(mock, call);
            try {
                kernel.mock(name, answers);
            } catch (IllegalArgumentException noHelper) {
                if (target.btf().findAll(BtfKind.FUNC, name).isEmpty()) {
                    throw new ScenarioException(
                            mock.function().position(),
                            noHelper.getMessage() + "; nor has this kernel such a function");
                }
                kernel.kfunc(name, answers);
            }
        }
        return kernel;
    }

    private long answer(Scenario.Mock mock, MockedCall call) {
        ValueNumbers numbers = Objects.requireNonNull(setting).numbers();
        for (Value.Field write : mock.writes()) {
            call.write(Integer.parseInt(write.name()), numbers.bytesOrText(write.value()));
        }
        int index = (int) Math.min(call.number(), mock.returns().size()) - 1;
        return numbers.number(mock.returns().get(index));
    }
}
