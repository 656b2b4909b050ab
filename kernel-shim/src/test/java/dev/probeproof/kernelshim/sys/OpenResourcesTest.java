// SPDX-License-Identifier: MIT
package dev.probeproof.kernelshim.sys;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OpenResourcesTest {
    private final List<String> closed = new ArrayList<>();
    private final OpenResources resources = new OpenResources();

    private void open(String name) {
        resources.add(name, () -> closed.add(name));
    }

    private void openFailing(String name) {
        resources.add(name, () -> {
            closed.add(name);
            throw new IllegalStateException(name);
        });
    }

    @Test
    void closesTheNewestFirst() {
        open("map");
        open("program");
        open("link");

        resources.close();

        assertThat(closed).containsExactly("link", "program", "map");
    }

    @Test
    void leavesOutWhatItsUserClosed() {
        open("map");
        open("program");
        resources.remove("map");

        resources.close();

        assertThat(closed).containsExactly("program");
    }

    @Test
    void closesTheRestAfterAnErrorAndTellsTheFirst() {
        openFailing("map");
        open("program");
        openFailing("link");

        assertThatThrownBy(resources::close)
                .hasMessage("link")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("map"));
        assertThat(closed).containsExactly("link", "program", "map");
    }

    @Test
    void keepsTheErrorThatMadeItClose() {
        openFailing("map");

        RuntimeException told = resources.closeAfter(new IllegalArgumentException("attach"));

        assertThat(told).hasMessage("attach");
        assertThat(told.getSuppressed()).extracting(Throwable::getMessage).containsExactly("map");
    }

    @Test
    void closesAtOnceWhatIsOpenedTooLate() {
        resources.close();

        assertThatThrownBy(() -> open("map"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("its owner was closed while it was opened");
        assertThat(closed).containsExactly("map");
    }

    @Test
    void tellsWhenWhatIsOpenedTooLateCannotBeClosed() {
        resources.close();

        assertThatThrownBy(() -> openFailing("map"))
                .hasMessage("its owner was closed while it was opened")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("map"));
    }

    @Test
    void closesOnce() {
        open("map");

        resources.close();
        resources.close();

        assertThat(closed).containsExactly("map");
    }
}
