// SPDX-License-Identifier: MIT
package dev.probeproof.scenarios.jupiter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs scenarios of a file or folder, each on each of its kernels, as runs of one method.
 *
 * <pre>{@code
 * @ScenarioTest("opens.scenario.yaml")
 * void opens() {}
 * }</pre>
 *
 * <p>What a scenario expects is judged first; a scenario that fails ends the run with its mismatches and their lines in the file. The
 * method goes on from there: a parameter of type {@link dev.probeproof.scenarios.model.ScenarioResult} has what happened. Scenarios that
 * say {@code skip} are reported as aborted, with their reason. {@link ScenarioNodes} is for {@code @TestFactory} methods, whose
 * tests lead IDEs to the line of the scenario. The configuration parameter {@code probeproof.kernels} takes the place of the kernels.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ScenarioExtension.class)
public @interface ScenarioTest {
    /**
     * Files, or folders whose {@code *.scenario.yaml} are meant: resources beside the test class or at the root of the class path, else
     * files relative to the working directory.
     */
    String[] value();

    /** Only scenarios with one of these tags; without any, all. */
    String[] tags() default {};
}
